import type { Diagnostic, FilePlace } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';
import type { Store } from '../store/store.ts';

export interface Subject {
  /** Goes in front of the message. */
  readonly subject?: string;
  /** What asked the store for it. */
  readonly namedAt?: FilePlace | undefined;
}

/** An error that a person can act on as a finding in its store; rethrows anything else, and what ends the whole run. */
export function problemInStore(
  error: unknown,
  store: Pick<Store, 'name'>,
  { subject, namedAt }: Subject = {},
): Diagnostic {
  if (!(error instanceof TagshipError) || error.code === 'interrupted') {
    throw error;
  }
  return {
    severity: 'error',
    at: { in: 'store', store: store.name, ...(namedAt && { namedAt }) },
    message: subject === undefined ? error.message : `${subject}: ${error.message}`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    error,
  };
}
