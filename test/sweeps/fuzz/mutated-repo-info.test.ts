import { expect, test } from 'vitest';
import { hashOf, shareOf, sweepSwitch } from '../choose-points.ts';
import { judgeFiles } from './judge-files.ts';
import { mutateFile } from './mutate-file.ts';
import { readRepoInfoCorpus } from './repo-info-corpus.ts';

/** Where a run that was ended goes on, or the number of a file that is to be judged again. */
const from = Number(process.env['TAGSHIP_FROM'] ?? 0);
const files = shareOf(1_000_000);
const seed = hashOf(sweepSwitch.seed);
const tellEvery = 50_000;

test(`${files} mutated repo-info files are judged without a crash, a hang or a stack trace (TAGSHIP_SEED=${sweepSwitch.seed})`, {
  timeout: 4 * 3_600_000,
}, async ({ task }) => {
  let told = 0;

  const failures = await judgeFiles({
    seed,
    from,
    to: files,
    failed: ({ number, what }) => console.log(`file ${number}: ${what}`),
    progressed(judged, upTo) {
      task.meta.points = judged;
      if (judged - told >= tellEvery) {
        told = judged;
        console.log(`${upTo} of ${files} mutated files; TAGSHIP_FROM=${upTo} goes on from here`);
      }
    },
  });

  expect(failures).toEqual([]);
});

declare module 'vitest' {
  interface TaskMeta {
    /** How many points of a sweep a test has tried, if more than one. */
    points?: number;
  }
}

test('a seed makes the same files again, and another seed makes others', () => {
  const corpus = readRepoInfoCorpus();
  const make = (seed: number) =>
    Array.from({ length: 50 }, (_, number) => mutateFile(corpus, { seed, number: number + 1, mostBytes: 10_000 }));

  expect(make(1)).toEqual(make(1));
  expect(make(2)).not.toEqual(make(1));
  expect(corpus.length).toBeGreaterThan(50);
});
