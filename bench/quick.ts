import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from './harness/bench.ts';
import { compareQuickly, quickRatios } from './quick-comparisons.ts';
import { judgeRatios, type RatioVerdict } from './results/judge-ratios.ts';
import { figuresOf, readResults } from './results/results.ts';

/**
 * `npm run bench:quick`: prints ratios, and fails when one is less than half as good as bench/RESULTS.md says, twice.
 * With `--json FILE` it writes how many passed and failed, for .ci/run.
 */

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const published = figuresOf(readResults(join(repositoryRoot, 'bench', 'results.json')));
let verdicts = await measure();
if (verdicts.some(({ holds }) => !holds)) {
  console.log('bench:quick: measured again, because something else may have run on the machine');
  const again = await measure();
  verdicts = verdicts.map((verdict, index) => (verdict.holds ? verdict : (again[index] ?? verdict)));
}
for (const { title, text, holds } of verdicts) {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${title}: ${text}`);
}
const failed = verdicts.filter(({ holds }) => !holds).length;
if (values.json !== undefined) {
  writeFileSync(values.json, JSON.stringify({ numPassedTests: verdicts.length - failed, numFailedTests: failed }));
}
process.exitCode = failed === 0 ? 0 : 1;

async function measure(): Promise<readonly RatioVerdict[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-bench-'));
  try {
    mkdirSync(join(folder, 'quick'));
    const { figures } = await compareQuickly({ scale: 1, folder: join(folder, 'quick'), say: () => undefined });
    return judgeRatios(quickRatios, figures, published);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
