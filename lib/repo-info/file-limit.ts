import type { Diagnostic } from '../core/diagnostics.ts';

/** A file that is larger is not read: 256 KiB. */
export const maximumFileBytes = 256 * 1024;

export function tooLarge(file: string, sizeBytes: number): Diagnostic {
  return {
    severity: 'error',
    at: { in: 'file', file },
    message: `the file has ${sizeBytes} bytes, at most ${maximumFileBytes / 1024} KiB are read`,
    hint: 'take out what does not belong there',
  };
}
