import { isDebug } from '../lib/command-line/is-debug.ts';
import { runCommander } from '../lib/command-line/run-commander.ts';
import type { Clock } from '../lib/core/context.ts';
import { TagshipError } from '../lib/core/errors.ts';
import { createRedactor } from '../lib/core/redaction.ts';
import type { Processes } from '../lib/node-state/processes.ts';
import type { Answer } from '../lib/report/answer/answer.ts';
import { isRight, type Output, printJson, printText } from '../lib/report/answer/print-answer.ts';
import { createStyle } from '../lib/report/answer/style.ts';
import { describeBug } from '../lib/report/describe-bug.ts';
import { describeCauses } from '../lib/report/describe-causes.ts';
import { printable } from '../lib/report/printable.ts';
import { describeError } from '../lib/report/run-report.ts';
import { type Environment, secretValues } from '../lib/settings/secrets.ts';
import { version } from '../lib/version.ts';
import { createCommandLine, type Perform } from './command-line.ts';
import type { ControlDesk } from './commands/control-desk.ts';

/** What the program gives to the command line of the world around it. */
export interface Surroundings {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: Environment;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly processes: Processes;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether both go to a terminal. */
  readonly isTerminal: boolean;
}

const wrongUsage = 2;

/** Runs one command. Resolves to the exit status: 0 as wanted, 1 something is wrong, 2 wrong usage. Never rejects. */
export async function runControl(surroundings: Surroundings): Promise<number> {
  const { args, env, clock, signal, processes, out, err, isTerminal } = surroundings;
  const redactor = createRedactor();
  secretValues(env).forEach((secret) => redactor.add(secret));
  const redact = (text: string): string => redactor.redact(text);
  const style = createStyle(isTerminal && !env['NO_COLOR']);
  const output: Output = { program: `tagship-control ${version}`, out, err, redact, style };
  const debugs = isDebug(env);
  const say = (label: string, text: string): void => {
    // a text of several lines is indented: none of its lines can be taken for one of ours
    err(`${label} ${printable(redact(text)).replaceAll('\n', '\n  ')}\n`);
  };
  const desk: ControlDesk = {
    env,
    processes,
    redactor,
    context: {
      clock,
      signal,
      log: {
        debug: (text) => (debugs ? say('DEBUG:', text) : undefined),
        info: (text) => say(style.info('INFO:'), text),
        warning: (text) => say(style.warning('WARNING:'), text),
      },
    },
  };
  let status = 0;
  const perform: Perform = async (command, { json = false }, work) => {
    const print = (answer: Answer): void => {
      if (json) {
        printJson(command, answer, output);
      } else {
        printText(answer, output);
      }
      status = isRight(answer) ? 0 : 1;
    };
    try {
      await work(desk, print);
    } catch (error) {
      if (debugs) {
        describeCauses(error).forEach((cause) => say('DEBUG:', `because of ${cause}`));
      }
      print({ data: {}, blocks: [], findings: [], ending: explain(error, debugs) });
    }
  };
  const ended = await runCommander(createCommandLine(perform), args, {
    out: (text) => out(redact(text)),
    err: (text) => err(redact(text)),
    wrongUsage,
  });
  return ended ?? status;
}

/** What ended a command before it had an answer. */
function explain(error: unknown, debugs: boolean): string {
  if (error instanceof TagshipError) {
    return describeError(error);
  }
  const stack = debugs && error instanceof Error && error.stack !== undefined ? `\n${error.stack}` : '';
  return `${describeBug(describeError(error))}${stack}`;
}
