import { type Diagnostic, isError, renderDiagnostic } from '../../core/diagnostics.ts';
import { type FindingLine, findingLines } from '../finding-lines.ts';
import { printable } from '../printable.ts';
import type { Answer, Block } from './answer.ts';
import { renderTable } from './render-table.ts';
import type { Style } from './style.ts';

export interface Output {
  /** Name and version, for the JSON: `tagship 1.0.0`. */
  readonly program: string;
  /** Takes secrets out. */
  readonly redact: (text: string) => string;
  /** Where the answer goes. */
  readonly out: (text: string) => void;
  /** Where that goes which kept a command from answering. */
  readonly err: (text: string) => void;
  readonly style: Style;
}

export function isRight({ findings, ending }: Pick<Answer, 'findings' | 'ending'>): boolean {
  return ending === undefined && !findings.some(isError);
}

/** One JSON object, whatever happened. */
export function printJson(command: string, answer: Answer, { program, out, redact }: Output): void {
  const { data, findings, notes = [], ending = null } = answer;
  const report = {
    schema: 1,
    program,
    command,
    status: isRight(answer) ? 'success' : 'failure',
    error: ending,
    ...data,
    findings: findings.map(jsonFinding),
    notes,
  };
  // only the texts: a secret that is a word of the format would take a key with it
  const redactTexts = (_key: string, value: unknown): unknown => (typeof value === 'string' ? redact(value) : value);
  out(`${JSON.stringify(report, redactTexts, 2)}\n`);
}

/**
 * Prints what a command that shows has to show, and beside it, on the other stream, what it could not. The findings of a
 * command that judges are its answer: they come first, its verdict last.
 */
export function printText(answer: Answer, { out, err, style, redact }: Output): void {
  const { blocks, findings, notes = [], ending, summary } = answer;
  const judges = summary !== undefined;
  const lines = [
    ...notes.map((note) => `${style.info('INFO:')} ${entry(note)}`),
    ...findingLines(findings).map((finding) => renderFinding(finding, style)),
  ];
  const print = (write: (text: string) => void, printed: readonly string[]): void => {
    if (printed.length > 0) {
      write(`${redact(printed.join('\n'))}\n`);
    }
  };
  const shown = blocks.flatMap((block, index) => renderBlock(block, index, style));
  if (!judges) {
    print(err, [...lines, ...(ending === undefined ? [] : [`${style.error('✖')} ${entry(ending)}`])]);
    print(out, shown);
    return;
  }
  const verdict = `${isRight(answer) ? style.success('✔') : style.error('✖')} ${entry(ending === undefined ? summary : `${summary}: ${ending}`)}`;
  print(out, [...lines, ...shown, verdict]);
}

function renderBlock(block: Block, index: number, style: Style): readonly string[] {
  switch (block.block) {
    case 'heading':
      return [...(index === 0 ? [] : ['']), style.heading(entry(block.text))];
    case 'line':
      return [entry(block.text)];
    case 'table':
      return renderTable(block.table, style);
  }
}

function renderFinding({ level, text }: FindingLine, style: Style): string {
  switch (level) {
    case 'warning':
      return `${style.warning('WARNING:')} ${entry(text)}`;
    case 'error':
      return `${style.error('ERROR:')} ${entry(text)}`;
    case 'failure':
      return `${style.error('✖')} ${entry(text)}`;
    case 'plain':
      return printable(text);
  }
}

/** A text of several lines is indented: none of its lines can be taken for one of ours. */
function entry(text: string): string {
  return printable(text).replaceAll('\n', '\n  ');
}

function jsonFinding(finding: Diagnostic): Readonly<Record<string, unknown>> {
  const { severity, at, message, hint = null } = finding;
  return { severity, at, message, hint, text: renderDiagnostic(finding) };
}
