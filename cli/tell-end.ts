import { DiagnosticsError } from '../lib/core/diagnostics.ts';
import { TagshipError } from '../lib/core/errors.ts';
import { type Output, printJson, printText } from '../lib/report/answer/print-answer.ts';
import { describeBug } from '../lib/report/describe-bug.ts';
import { describeCauses } from '../lib/report/describe-causes.ts';
import { printable } from '../lib/report/printable.ts';
import { describeError } from '../lib/report/run-report.ts';
import { deskWords } from './desk-words.ts';

export interface End {
  readonly command: string;
  readonly json: boolean;
  /** Print the stack of a bug, and what lies behind any error. */
  readonly debug: boolean;
}

/** Explains what ended a command before it had an answer. */
export function tellEnd(error: unknown, { command, json, debug }: End, output: Output): void {
  const { err, redact } = output;
  const findings = error instanceof DiagnosticsError ? error.diagnostics : [];
  const answer = { data: {}, blocks: [], findings, ending: explain(error, command) };
  if (debug && !(error instanceof TagshipError)) {
    err(`${printable(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)))}\n`);
  }
  if (debug) {
    for (const cause of describeCauses(error)) {
      err(`DEBUG: because of ${printable(redact(cause))}\n`);
    }
  }
  if (json) {
    printJson(command, answer, output);
  } else {
    printText(answer, output);
  }
}

function explain(error: unknown, command: string): string {
  if (error instanceof DiagnosticsError) {
    return `the variables are not complete; tagship ${command} --help tells which there are`;
  }
  return error instanceof TagshipError ? deskWords(describeError(error)) : describeBug(describeError(error));
}
