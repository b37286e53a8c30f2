import { readdirSync, readFileSync } from 'node:fs';

const sampleEveryMs = 50;

export interface MemoryWatch {
  /** Ends the watch and tells the most that was seen, in bytes. */
  end(): number;
}

/**
 * Watches the memory of a process and all that it started: every 50 ms the resident memory of all of them is summed up
 * (VmRSS). The result is the greatest sum, or the high-water mark that the kernel keeps of a single process (VmHWM)
 * where that is more, so that a short peak of one process is not missed between two samples.
 */
export function watchMemory(rootProcess: number): MemoryWatch {
  const family = new Set([rootProcess]);
  const strangers = new Set<number>([process.pid]);
  let peakBytes = 0;

  const sample = (): void => {
    const alive = processes();
    adopt(alive, family, strangers);
    let sumBytes = 0;
    for (const id of family) {
      const memory = memoryOf(id);
      if (memory === undefined) {
        family.delete(id);
      } else {
        sumBytes += memory.residentBytes;
        peakBytes = Math.max(peakBytes, memory.highestBytes);
      }
    }
    peakBytes = Math.max(peakBytes, sumBytes);
  };

  sample();
  const timer = setInterval(sample, sampleEveryMs);
  return {
    end: () => {
      clearInterval(timer);
      return peakBytes;
    },
  };
}

function processes(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** Finds the children of the family among those that were not looked at yet; a process stays what it was found to be. */
function adopt(alive: readonly number[], family: Set<number>, strangers: Set<number>): void {
  const parents = new Map(
    alive.filter((id) => !family.has(id) && !strangers.has(id)).map((id) => [id, parentOf(id)] as const),
  );
  for (let found = true; found; ) {
    found = false;
    for (const [id, parent] of parents) {
      if (parent !== undefined && family.has(parent)) {
        family.add(id);
        parents.delete(id);
        found = true;
      }
    }
  }
  for (const id of parents.keys()) {
    strangers.add(id);
  }
}

/** proc(5), `/proc/pid/stat`: the name in parentheses may have anything in it. */
function parentOf(id: number): number | undefined {
  const stat = read(`/proc/${id}/stat`);
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? undefined : Number(parent);
}

function memoryOf(id: number): { readonly residentBytes: number; readonly highestBytes: number } | undefined {
  const status = read(`/proc/${id}/status`);
  const residentBytes = bytesIn(status, /^VmRSS:\s+(\d+) kB$/m);
  const highestBytes = bytesIn(status, /^VmHWM:\s+(\d+) kB$/m);
  // a process that has ended and is not yet waited for has neither
  return residentBytes === undefined || highestBytes === undefined ? undefined : { residentBytes, highestBytes };
}

function bytesIn(status: string | undefined, line: RegExp): number | undefined {
  const kibibytes = line.exec(status ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** undefined when the process has ended meanwhile. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
