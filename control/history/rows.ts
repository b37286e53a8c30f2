import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Reads a column. What has another type than the tables say is a bug: they are strict. */
export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') {
    throw new TypeError(`column ${column} has no text`);
  }
  return value;
}

/** A text that is one of a few. */
export function wordIn<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const text = textIn(row, column);
  const word = words.find((one) => one === text);
  if (word === undefined) {
    throw new TypeError(`column ${column} has another word: ${text}`);
  }
  return word;
}

export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') {
    throw new TypeError(`column ${column} has no number`);
  }
  return value;
}

export function timeIn(row: Row, column: string): Date {
  return new Date(numberIn(row, column));
}

/** A list of texts, written as JSON. */
export function textsIn(row: Row, column: string): readonly string[] {
  const texts: unknown = JSON.parse(textIn(row, column));
  return Array.isArray(texts) ? texts.map(String) : [];
}

export function maybeTextIn(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textIn(row, column);
}

export function maybeWordIn<Word extends string>(row: Row, column: string, words: readonly Word[]): Word | undefined {
  return row[column] === null ? undefined : wordIn(row, column, words);
}

export function maybeNumberIn(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : numberIn(row, column);
}

export function maybeTimeIn(row: Row, column: string): Date | undefined {
  return row[column] === null ? undefined : timeIn(row, column);
}

/** As a column takes it: nothing is NULL, a time its milliseconds. */
export function boundValue(value: string | number | Date | Uint8Array | undefined): SQLInputValue {
  if (value === undefined) {
    return null;
  }
  return value instanceof Date ? value.getTime() : value;
}
