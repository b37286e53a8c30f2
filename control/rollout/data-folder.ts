import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '../../lib/core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../../lib/core/errors.ts';

/** Where the control node keeps what it knows of its roll-outs. */
export interface DataFolder {
  readonly history: string;
  /** Of one project: never two roll-outs of it at once. */
  readonly lock: (project: string) => string;
  /** Of the queue, which is that of all projects: never two that send at once. */
  readonly sendLock: string;
  /** Is there while people know that the history cannot be used; of an empty name: that no project can be chosen. */
  readonly troubleMark: (project: string) => string;
  readonly ansibleHome: string;
  /** What Ansible printed, a file for each run. */
  readonly logs: (project: string) => string;
}

/** `folder` is absolute. */
export function dataFolder(folder: string): DataFolder {
  return {
    history: join(folder, 'history.db'),
    lock: (project) => join(folder, `${project}.lock`),
    sendLock: join(folder, 'send.lock'),
    troubleMark: (project) => join(folder, `${project}.trouble`),
    ansibleHome: join(folder, 'ansible'),
    logs: (project) => join(folder, 'logs', project),
  };
}

/**
 * Makes the folder, of the user's own and closed to others; one that is there has to be the user's own, and nobody else may
 * write to it: locks, the history and Ansible's plugin would be theirs. Throws `control-node` or `disk-full`.
 */
export async function makeDataFolder(folder: string, userId: number | undefined = process.getuid?.()): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = await stat(folder);
    if (userId !== undefined && uid !== userId) {
      throw new TagshipError('control-node', `${quoted(folder)} belongs to user ${uid}, and this is user ${userId}`, {
        hint: 'run tagship-control as the user who owns it; --data names another folder',
      });
    }
    if ((mode & 0o022) !== 0) {
      throw new TagshipError('control-node', `others may write to ${quoted(folder)}`, {
        hint: 'look what lies in it, then close it: chmod 700',
      });
    }
  } catch (error) {
    throw dataProblem(error, folder);
  }
}

/** What the system says of a file there, as an error that a person can act on; anything else as it is. */
export function dataProblem(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  if (error instanceof TagshipError || code === undefined) {
    return error;
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new TagshipError('disk-full', `no space left for ${quoted(path)}`, {
      hint: 'make room on that disk, then run it again',
      cause: error,
    });
  }
  return new TagshipError('control-node', `${quoted(path)} cannot be made or written to (${code})`, {
    hint: 'it has to be a folder of the user who runs tagship-control; --data names another one',
    cause: error,
  });
}
