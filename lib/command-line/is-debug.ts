import type { Environment } from '../settings/secrets.ts';

/** `DEBUG` is many programs' variable, in many forms: here it asks for what lies behind an error, and for the stack of a bug. */
export function isDebug({ DEBUG }: Environment): boolean {
  return Boolean(DEBUG) && !/^(?:false|no|0)$/i.test(DEBUG ?? '');
}
