import type { Holder } from '../../schemas/generated/journal-entry.ts';
import { machineProcesses, type Processes } from '../node-state/processes.ts';

/** The processes of a machine on which one run after another lives and dies. */
export interface NodeLives {
  readonly processes: Processes;
  /** The run is dead; with `power` the machine started anew. */
  end(how: 'killed' | 'power'): void;
  /** Lets time pass without waiting. */
  pass(seconds: number): void;
}

export function nodeLives(): NodeLives {
  let life = 1;
  let boot = 1;
  let passed = 0;
  const self = (): Holder => ({ pid: process.pid, startTime: `${life}`, bootId: `b-${boot}` });
  return {
    processes: {
      ...machineProcesses,
      self,
      isAlive: (holder) => JSON.stringify(holder) === JSON.stringify(self()),
      uptimeSeconds: () => machineProcesses.uptimeSeconds() + passed,
    },
    end(how) {
      life += 1;
      boot += how === 'power' ? 1 : 0;
    },
    pass(seconds) {
      passed += seconds;
    },
  };
}
