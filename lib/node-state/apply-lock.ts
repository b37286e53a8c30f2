import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Holder } from '../../schemas/generated/journal-entry.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import type { Processes } from './processes.ts';

/** Who is at work on a node, and until when at the latest. */
interface LockNote extends HolderNote {
  readonly holder: Holder;
}

/** What a run tells of itself to those that find its lock. */
interface HolderNote {
  readonly deadlineUptimeSeconds: number;
  /** The id of a run that changes nothing, such as verify: no journal tells of its scripts. */
  readonly checking?: string | undefined;
  /** A run that has ended, and why, where its journal could not be written. */
  readonly ended?: EndedRun | undefined;
}

export interface EndedRun {
  readonly run: string;
  readonly reason: string;
}

export interface ApplyLock extends AsyncDisposable {
  /** Tells how long this run may take from now on, and what it is doing; what is not named stays as it was told. */
  tell(note: Partial<HolderNote>): Promise<void>;
  /** False once its file was removed: then another run may have a lock of its own. */
  isStill(): Promise<boolean>;
}

export type LockAttempt =
  /** `left`: what runs before have told; the scripts of one that died while it was `checking` may still be at work. */
  | { readonly lock: ApplyLock; readonly left: Pick<HolderNote, 'checking'> }
  /** Undefined for a moment after it was taken. */
  | { readonly heldBy: LockNote | undefined };

/** Tries, a tenth of a second each, in which a run that changes nothing may end by itself. */
const checkPatience = 30;

/**
 * Takes the node's lock, or says who has it. The kernel keeps it (flock(2)): it is free as soon as its holder has ended,
 * however that came. A holder that is past its deadline is ended, and the lock taken; with `endsChecks` one that changes
 * nothing too, unless it ends by itself in a few seconds.
 */
export async function takeApplyLock(
  path: string,
  processes: Processes,
  {
    deadlineUptimeSeconds,
    endsChecks = false,
  }: { readonly deadlineUptimeSeconds: number; readonly endsChecks?: boolean },
): Promise<LockAttempt> {
  let handle = await tryLock(path);
  let heldBy: LockNote | undefined;
  for (let attempt = 0; handle === undefined && attempt < 50; attempt += 1) {
    heldBy = await readNote(path);
    if (heldBy !== undefined && processes.isAlive(heldBy.holder)) {
      const isOver = processes.uptimeSeconds() > heldBy.deadlineUptimeSeconds;
      const isOnlyChecking = endsChecks && heldBy.checking !== undefined;
      if (!isOver && !isOnlyChecking) {
        return { heldBy };
      }
      if (isOver || attempt >= checkPatience) {
        processes.kill(heldBy.holder);
      }
    }
    // a child that a dead holder was just starting has the lock until it is another program
    await setTimeout(100);
    handle = await tryLock(path);
  }
  if (handle === undefined) {
    return { heldBy };
  }
  const taken = handle;
  let known: HolderNote = { deadlineUptimeSeconds };
  const tell = async (told: Partial<HolderNote>): Promise<void> => {
    known = { ...known, ...told };
    const note: LockNote = { holder: processes.self(), ...known };
    const text = Buffer.from(`${JSON.stringify(note)}\n`);
    // one write, then cut off: a reader that comes between finds a whole first line
    await taken.write(text, 0, text.length, 0);
    await taken.truncate(text.length);
  };
  let left: LockNote | undefined;
  try {
    left = await readNote(path);
    await tell({ ended: left?.ended });
  } catch (error) {
    await taken.close();
    throw error;
  }
  return {
    left: { checking: left?.checking },
    lock: {
      tell,
      isStill: async () => await isAt(taken, path),
      async [Symbol.asyncDispose]() {
        await taken.close();
      },
    },
  };
}

/** What a run has told of its end for all that come after it, whoever has the lock now: undefined where none had to. */
export async function readEndedRun(path: string): Promise<EndedRun | undefined> {
  try {
    return (await readNote(path))?.ended;
  } catch (error) {
    if (systemErrorCode(error) === undefined) {
      throw error;
    }
    // no lock, or something in its place, which whoever takes it tells of
    return undefined;
  }
}

/** flock(2) locks what is open, whoever opened it: flock(1) takes the lock on the file that it is given, and we keep it. */
async function tryLock(path: string): Promise<FileHandle | undefined> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      spawn('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', handle.fd] })
        .once('error', reject)
        .once('exit', resolve);
    });
    // whoever had it may have been waited for with a file that was removed meanwhile
    if (status === 0 && (await isAt(handle, path))) {
      return handle;
    }
  } catch (error) {
    await handle.close();
    if (systemErrorCode(error) === 'ENOENT') {
      throw new TagshipError('node-state', 'this machine has no program flock', {
        hint: 'install util-linux (or busybox), which every distribution has',
        cause: error,
      });
    }
    throw error;
  }
  await handle.close();
  return undefined;
}

async function isAt(handle: FileHandle, path: string): Promise<boolean> {
  const [own, there] = await Promise.all([handle.stat(), lstat(path).catch(() => undefined)]);
  return there?.ino === own.ino && there.dev === own.dev;
}

async function readNote(path: string): Promise<LockNote | undefined> {
  const [line = ''] = (await readFile(path, 'utf8')).split('\n');
  try {
    const note: unknown = JSON.parse(line);
    return isNote(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

function isNote(value: unknown): value is LockNote {
  if (typeof value !== 'object' || value === null || !('holder' in value) || !('deadlineUptimeSeconds' in value)) {
    return false;
  }
  const { holder, deadlineUptimeSeconds } = value;
  return (
    (!('checking' in value) || typeof value.checking === 'string') &&
    (!('ended' in value) || isEndedRun(value.ended)) &&
    typeof deadlineUptimeSeconds === 'number' &&
    typeof holder === 'object' &&
    holder !== null &&
    'pid' in holder &&
    Number.isInteger(holder.pid) &&
    'startTime' in holder &&
    typeof holder.startTime === 'string' &&
    'bootId' in holder &&
    typeof holder.bootId === 'string'
  );
}

function isEndedRun(value: unknown): value is EndedRun {
  return (
    typeof value === 'object' &&
    value !== null &&
    'run' in value &&
    typeof value.run === 'string' &&
    'reason' in value &&
    typeof value.reason === 'string'
  );
}
