import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { repositoryRoot, type Scenario } from './harness/bench.ts';
import { describeCircumstances } from './harness/circumstances.ts';
import { installContenders } from './harness/install-contenders.ts';
import { readOptions } from './options.ts';
import { renderResults } from './results/render-results.ts';
import { readResults, type TakenSection, withSection } from './results/results.ts';
import { renderChart } from './results/svg-chart.ts';
import { scenarios } from './scenarios.ts';

/** `npm run bench`: measures and writes bench/RESULTS.md, results.json and plots/, each part as soon as it is there. */

const order = scenarios.map(({ id }) => id);
const { scale, only, out } = readOptions(process.argv.slice(2), order, {
  published: join(repositoryRoot, 'bench'),
  trial: join(tmpdir(), 'tagship-bench-trial'),
});
const startedAt = performance.now();
if (only.some((id) => id !== 'render')) {
  installContenders();
}
for (const scenario of scenarios.filter(({ id }) => only.includes(id))) {
  say(scenario.id);
  write(await take(scenario));
}
write();
say(`written: ${join(out, 'RESULTS.md')}`);

async function take(scenario: Scenario): Promise<TakenSection> {
  const scenarioStartedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'tagship-bench-'));
  try {
    const section = await scenario.run({ scale, folder, say: (line) => say(`  ${line}`) });
    const tookSeconds = (performance.now() - scenarioStartedAt) / 1000;
    return { ...section, taken: { ...describeCircumstances(scale), tookSeconds } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the file again each time: several benches may write to it, one after another. */
function write(section?: TakenSection): void {
  const file = join(out, 'results.json');
  const before = readResults(file);
  const results = section === undefined ? before : withSection(before, section, order);
  mkdirSync(join(out, 'plots'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(out, 'RESULTS.md'), renderResults(results));
  for (const chart of results.sections.flatMap(({ charts }) => charts)) {
    writeFileSync(join(out, 'plots', `${chart.name}.svg`), renderChart(chart));
  }
}

function say(line: string): void {
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${String(Math.floor(seconds / 60)).padStart(3)}:${String(Math.floor(seconds % 60)).padStart(2, '0')} ${line}`,
  );
}
