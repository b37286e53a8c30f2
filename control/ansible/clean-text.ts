import { plainLines } from '../../lib/report/plain-lines.ts';
import { printable } from '../../lib/report/printable.ts';

export interface TextBounds {
  readonly mostCharacters: number;
  /** Takes secrets out. */
  readonly redact: (text: string) => string;
}

/**
 * A text of a node or of Ansible, as it may be stored and shown: without colours and secrets, control characters made
 * visible, no longer than said: of more the end is kept.
 */
export function cleanText(text: string, { mostCharacters, redact }: TextBounds): string {
  const clean = printable(redact(plainLines(text))).trim();
  return clean.length <= mostCharacters ? clean : `... ${clean.slice(-mostCharacters).toWellFormed()}`;
}
