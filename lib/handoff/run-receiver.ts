import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import { signalGroup } from '../core/process-group.ts';
import { readLines } from './read-lines.ts';

export interface ReceiverCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ReceiverOptions {
  readonly signal: AbortSignal;
  /** Is told every line that is meant for people, as it comes. */
  readonly onLine: (line: string) => void;
  /** From SIGTERM to SIGKILL, and from the end of what is written to SIGTERM. Default: 10 s. */
  readonly graceMs?: number;
  /** A step that says nothing and takes nothing for so long is ended. Default: 15 min. */
  readonly quietTimeoutMs?: number;
}

/** A receive step that is under way, here or at the other end of a connection. */
export interface Receiver extends AsyncDisposable {
  /** The next line of the protocol, without its mark; undefined when there will be none. */
  next(): Promise<string | undefined>;
  /** Resolves when more can be taken. What a step that has ended does not take is dropped: its exit status decides. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Nothing more will be written. */
  end(): void;
  readonly ended: Promise<ReceiverEnd>;
}

interface ReceiverEnd {
  /** null when a signal ended it. */
  readonly status: number | null;
  /** Whether it was ended because it said nothing and took nothing any more. */
  readonly isQuiet: boolean;
  /** The last lines that were meant for people. */
  readonly lastLines: readonly string[];
}

const mark = '@tagship ';
/** A history names a release or a build in so many lines at most; what says more is not ours. */
const mostProtocolLines = 100_000;
const mostLastLines = 20;
/** The longest are two of a record, and a line of the history. */
const mostLineCharacters = 1024 * 1024;
const mostCharactersForPeople = 4096;
const mostLinesForPeople = 1000;
/** Of all that it says. */
const mostCharacters = 128 * 1024 * 1024;
const defaultGraceMs = 10_000;
/** One step of receive.sh, as the `sync` of a slow disk. A connection that is dead is noticed by ssh within a minute. */
const defaultQuietTimeoutMs = 15 * 60_000;

/** Starts a receive step. Throws `control-node` when the program is not there. */
export async function startReceiver(
  { command, args, env }: ReceiverCommand,
  { signal, onLine, graceMs = defaultGraceMs, quietTimeoutMs = defaultQuietTimeoutMs }: ReceiverOptions,
): Promise<Receiver> {
  signal.throwIfAborted();
  // a group of its own: what it has started ends with it
  const child = spawn(command, args, { env, stdio: 'pipe', detached: true });
  const lines: string[] = [];
  const lastLines: string[] = [];
  let wake = (): void => undefined;
  const state = { isEnded: false, isQuiet: false };
  let taken = 0;
  let told = 0;
  let characters = 0;

  const tell = (line: string): void => {
    const shown = line.length > mostCharactersForPeople ? `${line.slice(0, mostCharactersForPeople)} ...` : line;
    lastLines.push(shown);
    lastLines.splice(0, lastLines.length - mostLastLines);
    told += 1;
    if (told <= mostLinesForPeople) {
      onLine(shown);
    } else if (told === mostLinesForPeople + 1) {
      onLine('what else it says is not shown');
    }
  };
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    if (killing !== undefined) {
      return;
    }
    signalGroup(child, 'SIGTERM');
    killing = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      // who has left the group may hold them for ever
      child.stdout.destroy();
      child.stderr.destroy();
    }, graceMs);
  };
  const quiet = setTimeout(() => {
    state.isQuiet = true;
    stop();
  }, quietTimeoutMs);
  const hear = (piece: string | Buffer): void => {
    quiet.refresh();
    characters += piece.length;
    if (characters > mostCharacters) {
      stop();
    }
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  readLines(child.stdout, {
    mostCharacters: mostLineCharacters,
    onLine: (line, isCut) => {
      if (!line.startsWith(mark)) {
        tell(line);
      } else if (!isCut && lines.length + taken < mostProtocolLines) {
        lines.push(line.slice(mark.length));
        wake();
      } else {
        stop();
      }
    },
  });
  readLines(child.stderr, { mostCharacters: mostLineCharacters, onLine: tell });
  // a step that ends early does not read all: its status says why
  child.stdin.on('error', () => undefined);
  signal.addEventListener('abort', stop, { once: true });
  const ended = new Promise<ReceiverEnd>((resolve, reject) => {
    child.once('error', (error) => {
      clearTimeout(quiet);
      reject(cannotStart(command, error));
    });
    child.once('close', (status) => {
      signal.removeEventListener('abort', stop);
      clearTimeout(quiet);
      clearTimeout(killing);
      state.isEnded = true;
      wake();
      resolve({ status, isQuiet: state.isQuiet, lastLines });
    });
  });
  ended.catch(() => undefined);
  await Promise.race([once(child, 'spawn'), ended]);

  return {
    ended,
    async next() {
      while (lines.length === 0 && !state.isEnded) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      taken += 1;
      return lines.shift();
    },
    async write(chunk) {
      if (child.stdin.writable && !child.stdin.write(chunk)) {
        await Promise.race([once(child.stdin, 'drain').catch(() => undefined), ended]);
      }
      if (!state.isEnded) {
        quiet.refresh();
      }
    },
    end() {
      child.stdin.end();
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      const slow = setTimeout(stop, graceMs);
      await ended.catch(() => undefined);
      clearTimeout(slow);
    },
  };
}

function cannotStart(command: string, error: Error): TagshipError {
  return new TagshipError('control-node', `${command} cannot be started (${systemErrorCode(error) ?? error.name})`, {
    hint:
      command === 'ssh'
        ? 'the hand-off needs OpenSSH; it is in the image of the pipe'
        : 'the hand-off needs a POSIX shell',
    cause: error,
  });
}
