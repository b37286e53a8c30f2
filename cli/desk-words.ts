import type { Diagnostic } from '../lib/core/diagnostics.ts';
import { TagshipError } from '../lib/core/errors.ts';
import type { Answer } from '../lib/report/answer/answer.ts';

/** What keeps a command from its work, and not what a pipeline has left behind: another try is made here. */
const ofThisTry: ReadonlySet<string> = new Set([
  'store-access',
  'store-unreachable',
  'store-misconfigured',
  'control-node',
]);

/** The library advises a pipeline: at a desk there is no step and no pipeline to run again. */
export function deskWords(text: string): string {
  return text.replaceAll(/\brun the (?:step|pipeline) again\b/g, 'run it again');
}

/** An answer in words for a desk. Where a finding is about what a pipeline left behind, that pipeline is meant. */
export function answerAtDesk(answer: Answer): Answer {
  const findings = answer.findings.map((finding) => (isOfThisTry(finding) ? findingAtDesk(finding) : finding));
  return { ...answer, findings };
}

function isOfThisTry({ error }: Diagnostic): boolean {
  return error instanceof TagshipError && ofThisTry.has(error.code);
}

function findingAtDesk({ message, hint, ...finding }: Diagnostic): Diagnostic {
  return { ...finding, message: deskWords(message), ...(hint !== undefined && { hint: deskWords(hint) }) };
}
