import type { Redactor } from '../../lib/core/redaction.ts';
import { maskSecretForms } from '../../lib/core/secret-forms.ts';
import { plainLines } from '../../lib/report/plain-lines.ts';
import { printable } from '../../lib/report/printable.ts';

/** Far above what is shown of a text: what comes from a node may be of any length. */
const readLength = 16_384;

/** Takes out of a text what may not leave the control node, and what could pass for something else where it is shown. */
export interface TextCleaner {
  /** In one line: nothing of it looks like a line of ours. Its beginning, if it is too long. */
  line(text: string, length: number): string;
  /** Its last lines, each cut. */
  lastLines(text: string, limits: { readonly lines: number; readonly lineLength: number }): readonly string[];
}

export function createTextCleaner(redactor: Redactor): TextCleaner {
  // colours go first: they could stand in the middle of a secret, which would not be known for one then
  const clean = (text: string): string => printable(maskSecretForms(redactor.redact(plainLines(text))));
  // many hosts have one reason, and a message is tried in several lengths
  const lines = new Map<string, string>();
  const cleanLine = (text: string): string => {
    const read = text.length > readLength ? withoutLastWord(text.slice(0, readLength)) : text;
    return clean(read).replaceAll(/\s+/g, ' ').trim();
  };
  return {
    line(text, length) {
      const cleaned = lines.get(text) ?? cleanLine(text);
      lines.set(text, cleaned);
      return cut(cleaned, length);
    },
    lastLines(text, { lines, lineLength }) {
      const read = text.length > readLength ? withoutFirstLine(text.slice(-readLength)) : text;
      return clean(read)
        .split('\n')
        .map((line) => cut(line.trimEnd(), lineLength))
        .filter((line) => line !== '')
        .slice(-lines);
    },
  };
}

/** A secret that a cut goes through would not be known for one. */
function withoutLastWord(text: string): string {
  return text.replace(/\S{1,4096}$/, '');
}

function withoutFirstLine(text: string): string {
  return text.includes('\n') ? text.slice(text.indexOf('\n') + 1) : text.replace(/^\S{1,4096}/, '');
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 4).toWellFormed()} ...` : text;
}
