import type { MessageQueue, QueuedMessage } from './cause.ts';

interface Kept {
  readonly message: QueuedMessage;
  tries: number;
  problem: string | undefined;
  end: 'sent' | 'refused' | undefined;
}

/** A queue for tests, as durable as the process. */
export interface MemoryQueue extends MessageQueue {
  /** One that is there already is not queued again. */
  add(messages: readonly QueuedMessage[]): void;
  readonly kept: readonly Readonly<Kept>[];
}

export function createMemoryQueue(): MemoryQueue {
  const kept: Kept[] = [];
  let lastTryAt: Date | undefined;
  const change = (id: string, at: Date, changes: Partial<Kept>): void => {
    const found = kept.find(({ message }) => message.id === id);
    if (found === undefined) {
      throw new Error(`there is no message ${id}`);
    }
    Object.assign(found, changes, { tries: found.tries + 1 });
    lastTryAt = at;
  };
  return {
    kept,
    add(messages) {
      const known = new Set(kept.map(({ message }) => message.id));
      kept.push(
        ...messages
          .filter(({ id }) => !known.has(id))
          .map((message) => ({ message, tries: 0, problem: undefined, end: undefined })),
      );
    },
    nextMessage: () => kept.find(({ end }) => end === undefined),
    markSent: (id, at) => change(id, at, { end: 'sent' }),
    markTried: (id, at, problem) => change(id, at, { problem }),
    markRefused: (id, at, problem) => change(id, at, { end: 'refused', problem }),
    queueLength: () => kept.filter(({ end }) => end === undefined).length,
    lastTryAt: () => lastTryAt,
  };
}
