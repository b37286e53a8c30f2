import type { ErrorCode, YAMLParseError } from 'yaml';
import { quoted } from '../core/diagnostics.ts';
import type { TextSlip } from './decode-text.ts';
import type { YamlToken } from './yaml-tokens.ts';

interface Explanation {
  readonly message: string;
  readonly hint: string;
}

const structure: Explanation = {
  message: 'the line does not fit those above it',
  hint: 'indent the keys of one map alike, close every bracket, and write a value either behind its "key: " or below it',
};

const explanations: Partial<Record<ErrorCode, Explanation>> = {
  BAD_DQ_ESCAPE: { message: 'an unknown escape after "\\"', hint: "use single quotes: '...'" },
  BAD_INDENT: structure,
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second value for the same key',
    hint: 'write a value either behind its "key: " or below it, and text with ": " in it in quotes',
  },
  BLOCK_IN_FLOW: structure,
  MISSING_CHAR: { message: 'a ":", a "," or a closing bracket is missing', hint: 'write "key: value" in one line' },
  MULTILINE_IMPLICIT_KEY: { message: 'a key without a value', hint: 'write "key: value" in one line' },
  TAB_AS_INDENT: { message: 'the line is indented with a tab', hint: 'indent with blanks' },
};

/** Mistakes within one value; any other makes the parser stumble over the lines that follow, too. */
const contained: ReadonlySet<ErrorCode> = new Set(['BAD_DQ_ESCAPE', 'BAD_SCALAR_START', 'TAB_AS_INDENT']);

export interface ParserSlip extends TextSlip {
  readonly isContained: boolean;
}

/** What a parser error means for the person who wrote the file. */
export function explainYamlError(error: YAMLParseError, text: string, tokens: readonly YamlToken[]): ParserSlip {
  const isContained = contained.has(error.code);
  const [start, end] = error.pos;
  const open = error.code === 'MISSING_CHAR' ? tokens.find((token) => isUnclosedQuote(token, start)) : undefined;
  if (open !== undefined) {
    const { start: from, end: to } = open;
    return { start: from, end: to, message: 'a quote that is never closed', hint: 'close it on its line', isContained };
  }
  const explanation = explainNoBlank(error, text) ?? explanations[error.code] ?? explainUnexpected(text, start);
  return { start, end, ...explanation, isContained };
}

/** `src_branch:0.9.0` is one word, and no key. */
function explainNoBlank({ code, pos: [start] }: YAMLParseError, text: string): Explanation | undefined {
  if (code !== 'MISSING_CHAR' && code !== 'MULTILINE_IMPLICIT_KEY') {
    return undefined;
  }
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split(/\r?\n/, 1)[0] ?? '';
  const [, key, value] = /^ *([\w.-]{1,128}):([^\s/:][^\s:]{0,127}) *$/.exec(line) ?? [];
  return key === undefined || value === undefined
    ? undefined
    : { message: `${quoted(`${key}:${value}`)} has no blank behind ":"`, hint: `write ${quoted(`${key}: ${value}`)}` };
}

function isUnclosedQuote({ type, end }: YamlToken, errorStart: number): boolean {
  return (type === 'double-quoted-scalar' || type === 'single-quoted-scalar') && end === errorStart;
}

function explainUnexpected(text: string, offset: number): Explanation {
  const seen = text.slice(offset).split(/\s/, 1)[0] ?? '';
  if (seen === '') {
    return structure;
  }
  return { message: `${quoted(seen)} cannot stand here`, hint: 'put text with special characters in quotes' };
}
