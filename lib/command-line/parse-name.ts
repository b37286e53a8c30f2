import { InvalidArgumentError } from 'commander';
import { isName } from '../core/names.ts';

/** A project or module, as an argument. */
export function parseName(text: string): string {
  if (!isName(text)) {
    throw new InvalidArgumentError('A name has letters, digits and "._-" only.');
  }
  return text;
}
