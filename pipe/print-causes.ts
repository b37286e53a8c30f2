import { describeCauses } from '../lib/report/describe-causes.ts';
import type { Console } from './console.ts';

/** Tells with DEBUG what lies behind an error. `subject` goes in front, e.g. `store PROJECTA: `. */
export function printCauses(console: Pick<Console, 'debug'>, error: unknown, subject = ''): void {
  for (const cause of describeCauses(error)) {
    console.debug(`${subject}because of ${cause}`);
  }
}
