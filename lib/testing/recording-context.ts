import type { Context } from '../core/context.ts';
import { silentContext } from '../core/silent-context.ts';

export interface RecordingContext extends Context {
  /** What was logged, in order, each with its level: `info: there is no git commit to read`. */
  readonly lines: readonly string[];
}

export function recordingContext(): RecordingContext {
  const lines: string[] = [];
  const record = (level: string) => (message: string) => {
    lines.push(`${level}: ${message}`);
  };
  return {
    ...silentContext(),
    log: { debug: record('debug'), info: record('info'), warning: record('warning') },
    lines,
  };
}
