import { TagshipError } from '../lib/core/errors.ts';

/** Thrown for what can be seen to be wrong on the command line and in the variables' names alone. */
export class WrongUsage extends TagshipError {
  override readonly name = 'WrongUsage';

  constructor(message: string, hint: string) {
    super('invalid-input', message, { hint });
  }
}
