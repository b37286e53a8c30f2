import { quoted } from '../../lib/core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../../lib/core/errors.ts';

/** Result codes of SQLite (https://www.sqlite.org/rescode.html); the low byte of an extended one is its primary one. */
const codes = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

const moveAside = (path: string): string =>
  `keep ${path}, ${path}-wal and ${path}-shm elsewhere (sqlite3's .recover may read them), and run it again: it begins anew, and asks every node`;

/** What SQLite or the system says of the file, as an error that a person can act on; anything else as it is. */
export function databaseProblem(error: unknown, path: string): unknown {
  if (error instanceof TagshipError) {
    return error;
  }
  const code = resultCode(error);
  const detail = error instanceof Error ? error.message : '';
  switch (code) {
    case undefined:
      return systemProblem(error, path);
    case codes.full:
      return noSpace(error, path);
    case codes.ioError:
      return new TagshipError('disk-full', `cannot read or write the history ${quoted(path)} (${detail})`, {
        hint: 'look at the disk, its quota and the limits of this process, then run it again; what it has is whole',
        cause: error,
      });
    case codes.corrupt:
    case codes.notADatabase:
      return new TagshipError('integrity', `the history ${quoted(path)} is damaged (${detail})`, {
        hint: moveAside(path),
        cause: error,
      });
    case codes.busy:
      return new TagshipError('conflict', `another process keeps the history ${quoted(path)} locked`, {
        hint: 'find it (fuser names it), let it end, then run it again',
        cause: error,
      });
    case codes.readOnly:
    case codes.cannotOpen:
      return new TagshipError('control-node', `cannot use the history ${quoted(path)} (${detail})`, {
        hint: 'the file, those beside it and their folder have to belong to the user who runs tagship-control',
        cause: error,
      });
    default:
      return error;
  }
}

/** What the system says when the file is looked for, made or closed to others. */
function systemProblem(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) {
    return error;
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return noSpace(error, path);
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new TagshipError('control-node', `the history ${quoted(path)} would be below a file`, {
      hint: 'name another folder for it, or move away what is there',
      cause: error,
    });
  }
  return new TagshipError('control-node', `cannot use the history ${quoted(path)} (${code})`, {
    hint: 'the file, those beside it and their folder have to belong to the user who runs tagship-control',
    cause: error,
  });
}

function noSpace(cause: unknown, path: string): TagshipError {
  return new TagshipError('disk-full', `no space left for the history ${quoted(path)}`, {
    hint: 'make room on that disk, then run it again; what it has is whole',
    cause,
  });
}

function resultCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;
}

/** Whether SQLite says that another connection has a lock that is wanted. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === codes.busy;
}
