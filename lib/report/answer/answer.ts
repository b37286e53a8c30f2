import type { Diagnostic } from '../../core/diagnostics.ts';

/** What a command found out, as data: how it is shown is decided where it is printed. */
export interface Answer {
  /** The command's own part of `--json`. Part of the format: names stay, new ones may be added (schema 1). */
  readonly data: Readonly<Record<string, unknown>>;
  /** The same for people. */
  readonly blocks: readonly Block[];
  /** An error among them, or an ending, ends the program with status 1. */
  readonly findings: readonly Diagnostic[];
  /** What is worth knowing and is no finding. */
  readonly notes?: readonly string[];
  /** Why there is nothing to show, or behind the summary why it is no better. */
  readonly ending?: string;
  /** The last line of a command that judges; one that only shows has none. */
  readonly summary?: string;
}

export type Block =
  | { readonly block: 'heading'; readonly text: string }
  | { readonly block: 'line'; readonly text: string }
  | { readonly block: 'table'; readonly table: Table };

export interface Table {
  /** Without it the first column holds the names of what stands beside it. */
  readonly columns?: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** A marked cell is what to look at: a difference, a problem. */
export type Cell = string | { readonly marked: string };

export function heading(text: string): Block {
  return { block: 'heading', text };
}

export function line(text: string): Block {
  return { block: 'line', text };
}

export function table(titles: readonly (string | Column)[], rows: Table['rows']): Block {
  const columns = titles.map((title) => (typeof title === 'string' ? { title } : title));
  return { block: 'table', table: { columns, rows } };
}

/** Names on the left, what they stand for on the right; a name that stands for nothing is left out. */
export function fields(rows: Table['rows']): Block {
  return { block: 'table', table: { rows: rows.filter((row) => row[1] !== '') } };
}
