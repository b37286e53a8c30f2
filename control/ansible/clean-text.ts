import { stripVTControlCharacters } from 'node:util';
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
  // a terminal shows what stands behind a carriage return alone, a log both
  const lines = stripVTControlCharacters(text.toWellFormed()).replaceAll(/\r+\n/g, '\n').replaceAll('\r', '\n');
  const clean = printable(redact(lines)).trim();
  return clean.length <= mostCharacters ? clean : `... ${clean.slice(-mostCharacters).toWellFormed()}`;
}
