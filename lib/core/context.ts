/** Takes what happens as it happens. A program decides what of it is printed, and how. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
}

export interface Clock {
  now(): Date;
}

/** What the library knows of the world it runs in; built once by a program, handed to everything. */
export interface Context {
  readonly log: Log;
  readonly clock: Clock;
  /** Aborted when the run is to end at once (SIGTERM). */
  readonly signal: AbortSignal;
}
