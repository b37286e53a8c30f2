import { readFile } from 'node:fs/promises';
import type {
  BeginEntry,
  EndEntry,
  JournalEntry,
  KeptEntry,
  NodeModule,
  NodeRelease,
  NodeStore,
  StartEntry,
} from '../../schemas/generated/journal-entry.ts';
import { isJournalEntry } from '../../schemas/generated/validators.js';
import { systemErrorCode } from '../core/errors.ts';
import { type DurableFiles, replaceFile } from './durable-files.ts';

export type { BeginEntry, JournalEntry, NodeModule, NodeRelease, NodeStore };

/** What a journal tells of its run. */
export interface Journal {
  readonly begin: BeginEntry;
  /** In their order; `isDone`: it ended well and is on the disk. */
  readonly steps: readonly (StartEntry & { readonly isDone: boolean })[];
  readonly kept: readonly KeptEntry[];
  /** Missing in the journal of a run that is at work, or was interrupted. */
  readonly end: EndEntry | undefined;
  /** Whether installed.json and images.yaml were written after that. */
  readonly isSettled: boolean;
  /** Bytes of the whole lines: behind them a power cut may have left a part of one. */
  readonly length: number;
}

export type JournalReading =
  | { readonly found: 'nothing' }
  | { readonly found: 'journal'; readonly journal: Journal }
  | { readonly found: 'nonsense'; readonly reason: string };

export async function readJournal(path: string): Promise<JournalReading> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    return code === 'ENOENT' ? { found: 'nothing' } : { found: 'nonsense', reason: `${path} cannot be read (${code})` };
  }
  return parseJournal(bytes, path);
}

/** A last line that is not whole was never flushed: what it was to tell had not happened yet. */
export function parseJournal(bytes: Buffer, path: string): JournalReading {
  const length = bytes.lastIndexOf('\n') + 1;
  const entries: JournalEntry[] = [];
  for (const [index, line] of bytes.subarray(0, length).toString('utf8').split('\n').slice(0, -1).entries()) {
    const entry = parseEntry(line);
    if (entry === undefined || (entry.entry === 'begin') !== (index === 0)) {
      return { found: 'nonsense', reason: `line ${index + 1} of ${path} is none of a journal that this version reads` };
    }
    entries.push(entry);
  }
  const [begin] = entries;
  if (begin?.entry !== 'begin') {
    return { found: 'nonsense', reason: `${path} is empty` };
  }
  const done = new Set(entries.flatMap((entry) => (entry.entry === 'done' ? [entry.step] : [])));
  return {
    found: 'journal',
    journal: {
      begin,
      steps: entries.flatMap((entry) => (entry.entry === 'start' ? [{ ...entry, isDone: done.has(entry.step) }] : [])),
      kept: entries.filter((entry) => entry.entry === 'kept'),
      end: entries.find((entry) => entry.entry === 'end'),
      isSettled: entries.some(({ entry }) => entry === 'settled'),
      length,
    },
  };
}

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJournalEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a journal line by line, each on the disk before the call ends. */
export interface JournalWriter {
  add(entry: JournalEntry): Promise<void>;
}

/** Begins the journal of a run in the place of that of the last one. */
export async function beginJournal(files: DurableFiles, path: string, begin: BeginEntry): Promise<JournalWriter> {
  const bytes = lineOf(begin);
  await replaceFile(files, path, bytes);
  return journalWriter(files, path, bytes.length);
}

/** Goes on behind the whole lines of a journal. */
export function journalWriter(files: DurableFiles, path: string, length: number): JournalWriter {
  let position = length;
  return {
    async add(entry) {
      const bytes = lineOf(entry);
      // a line that could not be written whole is overwritten by the next one
      await files.writeAt(path, position, bytes);
      await files.flush(path);
      position += bytes.length;
    },
  };
}

function lineOf(entry: JournalEntry): Buffer {
  return Buffer.from(`${JSON.stringify(entry)}\n`);
}
