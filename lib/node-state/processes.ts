import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { Holder } from '../../schemas/generated/journal-entry.ts';
import { mapLimited } from '../core/parallel.ts';

/** What is asked of the machine about processes and its own age. */
export interface Processes {
  /** This process. */
  self(): Holder;
  /** Whether that very process is at work: not another one that has its number. */
  isAlive(holder: Holder): boolean;
  /** Since the machine started: no clock that is set back changes it. */
  uptimeSeconds(): number;
  /** Ends a process at once, and waits for nothing. */
  kill(holder: Holder): void;
  /** Ends every process whose environment has a value of `name` that is meant, the children of a dead one too; says how many. */
  killMarked(name: string, isMeant: (value: string) => boolean): Promise<number>;
}

/** By proc(5): Linux alone. */
export const machineProcesses: Processes = {
  self() {
    const startTime = startTimeOf(process.pid);
    if (startTime === undefined) {
      throw new Error('/proc/self/stat tells no start time');
    }
    return { pid: process.pid, startTime, bootId: bootId() };
  },
  isAlive({ pid, startTime, bootId: boot }) {
    return boot === bootId() && startTimeOf(pid) === startTime;
  },
  uptimeSeconds() {
    return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  },
  kill(holder) {
    if (machineProcesses.isAlive(holder)) {
      signal(holder.pid, 'SIGKILL');
    }
  },
  async killMarked(name, isMeant) {
    let killed = 0;
    // a process may be starting another one while we look
    for (let round = 0; round < 20; round += 1) {
      const found = await processesWith(name, isMeant);
      if (found.length === 0) {
        break;
      }
      found.forEach((pid) => signal(pid, 'SIGKILL'));
      killed += found.length;
    }
    return killed;
  },
};

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Undefined for a process that is gone, or that has ended and was not waited for. */
function startTimeOf(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // the name, field 2, may have blanks and brackets: fields are counted from the last one on
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

async function processesWith(name: string, isMeant: (value: string) => boolean): Promise<readonly number[]> {
  const start = `${name}=`;
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found = await mapLimited(pids, 16, async (pid) => {
    // of another user, or gone meanwhile
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    const isFound = environment
      .split('\0')
      .some((entry) => entry.startsWith(start) && isMeant(entry.slice(start.length)));
    return isFound && startTimeOf(pid) !== undefined ? [pid] : [];
  });
  return found.flat();
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself
  }
}
