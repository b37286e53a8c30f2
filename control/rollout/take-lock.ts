import { takeApplyLock } from '../../lib/node-state/apply-lock.ts';
import type { Processes } from '../../lib/node-state/processes.ts';
import type { Holder } from '../../schemas/generated/journal-entry.ts';
import { dataProblem } from './data-folder.ts';

export interface LockRequest {
  readonly processes: Processes;
  /** How long its holder may be at work: after that it is taken for one that hangs, ended, and the lock taken. */
  readonly deadlineMs: number;
}

export type LockTaken =
  | { readonly lock: AsyncDisposable }
  /** Undefined for a moment after it was taken. */
  | { readonly heldBy: Holder | undefined };

/**
 * Takes a lock of the control node, or says who has it. It is that of a node (flock(2), with pid, start time and boot id of
 * the holder in the file): free as soon as its holder has ended, however that came. The file stays.
 */
export async function takeLock(path: string, { processes, deadlineMs }: LockRequest): Promise<LockTaken> {
  try {
    const deadlineUptimeSeconds = processes.uptimeSeconds() + deadlineMs / 1000;
    const attempt = await takeApplyLock(path, processes, { deadlineUptimeSeconds });
    return 'lock' in attempt ? { lock: attempt.lock } : { heldBy: attempt.heldBy?.holder };
  } catch (error) {
    throw dataProblem(error, path);
  }
}
