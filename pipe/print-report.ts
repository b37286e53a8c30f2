import { developerFolder } from '../lib/core/names.ts';
import type { Lock } from '../lib/release/record.ts';
import { formatBytes } from '../lib/report/format-bytes.ts';
import type { RunReport, StoreReport } from '../lib/report/run-report.ts';
import { describeHandoff } from '../lib/report/summarize-handoff.ts';
import type { Console } from './console.ts';

/** Prints what became of every store, and of a DIST what the release installs. */
export function printReport(console: Console, { stores, locks, subject, handoff }: RunReport): void {
  for (const store of stores) {
    printStore(console, store, subject.folder === developerFolder ? 'published' : 'released');
  }
  for (const { store, lock } of locks) {
    printLock(console, store, lock);
  }
  if (handoff !== null) {
    const isRight = handoff.status !== 'failed' && handoff.status !== 'refused';
    console[isRight ? 'info' : 'error'](describeHandoff(handoff));
  }
}

function printStore(console: Console, store: StoreReport, done: 'published' | 'released'): void {
  const text = `${store.store}: ${outcome(store, done)}`;
  const isThere =
    store.status === 'released' ||
    store.status === 'not-recorded' ||
    (store.plan !== null && store.plan.writes.length > 0);
  if (store.status === 'failed' || store.status === 'not-recorded' || store.status === 'given-up') {
    console.error(text);
  } else if (store.status !== 'invalid') {
    console.info(text);
  }
  if (store.package !== null && isThere) {
    const { url, size, sha256 } = store.package;
    console.info(`${store.store}: ${url}, ${formatBytes(size)}, sha256 ${sha256}`);
  }
  if (store.placeholders.length > 0 && isThere) {
    const files = Object.entries(Object.groupBy(store.placeholders, ({ file }) => file));
    const rendered = files.map(
      ([file, found = []]) => `${file} (${found.map(({ name, count }) => `${name} ${count}x`).join(', ')})`,
    );
    console.info(`${store.store}: rendered ${rendered.join(', ')}`);
  }
}

function outcome({ status, plan, arrival, recordWritten, error }: StoreReport, done: string): string {
  switch (status) {
    case 'released':
      if (recordWritten) {
        return `${done} (package ${arrivals[arrival ?? 'uploaded']})`;
      }
      return arrival === 'uploaded' || arrival === 'filled'
        ? `${done}; another run of this commit has recorded it meanwhile`
        : `was ${done} before, ${arrivals[arrival ?? 'unchanged']}`;
    case 'stood-back':
      return 'left as it is, a newer build is there';
    case 'not-recorded':
      return 'the package is there, its record was not written because another store failed';
    case 'failed':
      return error ?? 'failed';
    case 'given-up':
      return 'nothing was written there, because another store failed';
    case 'planned':
      return plan === null || plan.writes.length === 0
        ? (plan?.why ?? 'nothing is written')
        : `would write ${plan.writes.join(' and ')}: ${plan.why}`;
    case 'invalid':
      return 'not attempted';
  }
}

const arrivals: Readonly<Record<string, string>> = {
  uploaded: 'uploaded',
  unchanged: 'with the same content; nothing was uploaded',
  kept: 'with other bytes of the same commit; the stored bytes are kept',
  adopted: 'put there by another run of this commit, whose bytes are kept',
  filled: 'filled with the bytes of the store that had them first',
};

function printLock(console: Console, store: string, lock: Lock): void {
  const rows = lock.modules.map(({ name, version, because }, index) => [`${index + 1}.`, name, version, because]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  console.info(`${store}: installs ${rows.length === 0 ? 'nothing' : 'in this order'}`);
  for (const row of rows) {
    console.line(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`);
  }
}
