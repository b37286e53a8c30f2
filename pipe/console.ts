import type { Log } from '../lib/core/context.ts';
import type { Redactor } from '../lib/core/redaction.ts';
import { printable } from '../lib/report/printable.ts';

export interface ConsoleOptions {
  readonly write: (text: string) => void;
  readonly redactor: Redactor;
  /** A pipe has no terminal, and Bitbucket shows colours all the same: they are on unless NO_COLOR is set. */
  readonly colours: boolean;
  readonly debug: boolean;
}

/** A build log in the manner of Bitbucket's official pipes: everything in order, every secret taken out. */
export interface Console extends Log {
  error(message: string): void;
  /** A line as it is, e.g. of a table. */
  line(text: string): void;
  /** Begins with ✔: the last line of a run that went well. */
  success(message: string): void;
  /** Begins with ✖. */
  failure(message: string): void;
}

const colourOf = { debug: 90, info: 34, warning: 33, error: 31, success: 32, failure: 31 } as const;

export function createConsole({ write, redactor, colours, debug }: ConsoleOptions): Console {
  const paint = (kind: keyof typeof colourOf, text: string): string =>
    colours ? `\u001b[${colourOf[kind]}m${text}\u001b[0m` : text;
  const print = (kind: keyof typeof colourOf, mark: string, message: string): void => {
    // a message of several lines is indented: none of its lines can be taken for one of ours
    write(`${paint(kind, mark)} ${printable(redactor.redact(message)).replaceAll('\n', '\n  ')}\n`);
  };

  return {
    debug: (message) => {
      if (debug) {
        print('debug', 'DEBUG:', message);
      }
    },
    info: (message) => {
      print('info', 'INFO:', message);
    },
    warning: (message) => {
      print('warning', 'WARNING:', message);
    },
    error: (message) => {
      print('error', 'ERROR:', message);
    },
    line: (text) => {
      write(`${printable(redactor.redact(text))}\n`);
    },
    success: (message) => {
      print('success', '✔', message);
    },
    failure: (message) => {
      print('failure', '✖', message);
    },
  };
}
