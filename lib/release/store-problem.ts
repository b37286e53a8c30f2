import type { Diagnostic } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';
import type { Store } from '../store/store.ts';

/**
 * An error that a person can act on as a finding in its store; rethrows anything else, and what ends the whole run.
 * `subject` goes in front.
 */
export function problemInStore(error: unknown, store: Pick<Store, 'name'>, subject?: string): Diagnostic {
  if (!(error instanceof TagshipError) || error.code === 'interrupted') {
    throw error;
  }
  return {
    severity: 'error',
    at: { in: 'store', store: store.name },
    message: subject === undefined ? error.message : `${subject}: ${error.message}`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    error,
  };
}
