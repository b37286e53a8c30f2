import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';

/** What the system says when there is no room: no space, a quota, a limit of this process. */
export const diskFullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What the system says of a folder that is written to, as an error that a person can act on; anything else as it is. */
export function diskProblem(error: unknown, folder: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof TagshipError || !/^E[A-Z0-9]+$/.test(code)) {
    return error;
  }
  return diskFullCodes.has(code)
    ? new TagshipError('disk-full', `no space left in ${quoted(folder)} (${code})`, {
        hint: 'make room on that disk; nothing was installed, and the next run begins anew',
        cause: error,
      })
    : new TagshipError('disk-full', `cannot write in ${quoted(folder)} (${code})`, {
        hint: 'look at the disk and the rights of that folder, and at what else uses it',
        cause: error,
      });
}
