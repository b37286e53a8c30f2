import { parentPort, workerData } from 'node:worker_threads';
import { isError, renderDiagnostic } from '../../../lib/core/diagnostics.ts';
import type { BuildTarget } from '../../../lib/repo-info/build-target.ts';
import { maximumFileBytes } from '../../../lib/repo-info/file-limit.ts';
import { parseRepoInfo } from '../../../lib/repo-info/parse-repo-info.ts';
import { mutateFile } from './mutate-file.ts';
import { noFile } from './no-file.ts';
import { readRepoInfoCorpus } from './repo-info-corpus.ts';

/** What one thread judges: every `step`th file from `from` on, below `to`. */
export interface WorkerRequest {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** How many files are judged, and the number of the one that is, for whoever watches. */
  readonly progress: SharedArrayBuffer;
}

/** What went wrong with a file. */
export interface FuzzFailure {
  readonly number: number;
  readonly what: string;
  readonly bytes: string;
}

/** Of a processor, not of the clock: other programs may be busy. A file of 256 KiB has longer. */
const boundMs = 250;
const largeBoundMs = 8_000;
const largeBytes = 20_000;

const targets: readonly BuildTarget[] = [{ on: 'other' }, { on: 'tag', tag: '2.0.0' }, { on: 'developer' }];
const kinds = ['rel', 'dist'] as const;

const { seed, from, to, step, progress }: WorkerRequest = workerData;
const counters = new Int32Array(progress);
const corpus = readRepoInfoCorpus();

for (let number = from; number < to; number += step) {
  Atomics.store(counters, 1, number);
  const bytes = mutateFile(corpus, { seed, number, mostBytes: maximumFileBytes });
  const what = judge(bytes, number);
  if (what !== undefined) {
    tell({ number, what, bytes: bytes.subarray(0, 2_000).toString('latin1') });
  }
  Atomics.add(counters, 0, 1);
}
// a thread that waits for the others is at no file
Atomics.store(counters, 1, noFile);
tell('done');

function tell(message: FuzzFailure | 'done'): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  parentPort?.postMessage(message);
}

/** Undefined when all is well. */
function judge(bytes: Buffer, number: number): string | undefined {
  const kind = kinds[number % kinds.length] ?? 'rel';
  const target = targets[number % targets.length] ?? { on: 'other' };
  const before = process.threadCpuUsage();
  try {
    const { repoInfo, diagnostics } = parseRepoInfo(bytes, { file: 'repo-info', kind, name: 'ModuleX', target });
    const used = process.threadCpuUsage(before);
    const tookMs = (used.user + used.system) / 1000;
    if (tookMs > (bytes.length > largeBytes ? largeBoundMs : boundMs)) {
      return `it took ${Math.round(tookMs)} ms for ${bytes.length} bytes`;
    }
    if ((repoInfo === undefined) !== diagnostics.some(isError)) {
      return 'it was refused without an error, or accepted with one';
    }
    const strange = diagnostics
      .map(renderDiagnostic)
      .find((line) => /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]|\bat .*\.[jt]s:\d/.test(line));
    return strange === undefined ? undefined : `a finding that no log can show: ${JSON.stringify(strange)}`;
  } catch (error) {
    return `it threw ${error instanceof Error ? error.stack : String(error)}`;
  }
}
