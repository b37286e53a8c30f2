import { isDebug } from '../lib/command-line/is-debug.ts';
import { runCommander } from '../lib/command-line/run-commander.ts';
import { createRedactor } from '../lib/core/redaction.ts';
import { isRight, type Output, printJson, printText } from '../lib/report/answer/print-answer.ts';
import { createStyle } from '../lib/report/answer/style.ts';
import { printable } from '../lib/report/printable.ts';
import { type Environment, secretValues } from '../lib/settings/secrets.ts';
import { version } from '../lib/version.ts';
import { createCommandLine, type Perform } from './command-line.ts';
import { answerAtDesk } from './desk-words.ts';
import { tellEnd } from './tell-end.ts';
import { WrongUsage } from './wrong-usage.ts';

/** What the program gives to the command line of the world around it. */
export interface Surroundings {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: Environment;
  readonly workingDir: string;
  readonly signal: AbortSignal;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether both go to a terminal. */
  readonly isTerminal: boolean;
}

const wrongUsage = 2;

/** Runs one command. Resolves to the exit status: 0 all is right, 1 something is wrong, 2 wrong usage. Never rejects. */
export async function runCli(surroundings: Surroundings): Promise<number> {
  const { args, env, out, err, isTerminal } = surroundings;
  const redactor = createRedactor();
  for (const secret of secretValues(env)) {
    redactor.add(secret);
  }
  const redact = (text: string): string => redactor.redact(text);
  const style = createStyle(isTerminal && !env['NO_COLOR']);
  const output: Output = { program: `tagship ${version}`, out, err, redact, style };
  let status = 0;
  const perform: Perform = async (command, { json = false }, ask) => {
    try {
      const answer = answerAtDesk(
        await ask({
          ...surroundings,
          onSecret: (secret) => redactor.add(secret),
          onProgress: (line) => err(`${output.style.info('INFO:')} ${printable(redact(line))}\n`),
        }),
      );
      if (json) {
        printJson(command, answer, output);
      } else {
        printText(answer, output);
      }
      status = isRight(answer) ? 0 : 1;
    } catch (error) {
      status = error instanceof WrongUsage ? wrongUsage : 1;
      tellEnd(error, { command, json, debug: isDebug(env) }, output);
    }
  };
  const ended = await runCommander(createCommandLine(perform), args, {
    out: (text) => out(redact(text)),
    err: (text) => err(redact(text)),
    wrongUsage,
  });
  return ended ?? status;
}
