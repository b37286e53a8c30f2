import type { Context } from './context.ts';
import { systemClock } from './system-clock.ts';

/** A context for a program that wants no log and never stops a run. */
export function silentContext(): Context {
  const ignore = (): void => undefined;
  return {
    log: { debug: ignore, info: ignore, warning: ignore },
    clock: systemClock,
    signal: new AbortController().signal,
  };
}
