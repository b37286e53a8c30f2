import { defineConfig } from 'vitest/config';
import { longEndToEnd } from './test/e2e/long-end-to-end.ts';
import { figuresReporter } from './test/sweeps/figures-reporter.ts';

/** All of every sweep, of which the other tests run a tenth; races on the real S3 server too; long end-to-end tests. */
export default defineConfig({
  test: {
    // for `expect.poll`, whose own second is short on a busy machine
    expect: { poll: { timeout: 30_000 } },
    include: ['test/sweeps/**/*.test.ts', 'test/races.test.ts', 'test/e2e/races.test.ts', ...longEndToEnd],
    globalSetup: ['test/e2e/global-setup.ts'],
    env: { TAGSHIP_LONG: '1' },
    reporters: ['default', figuresReporter],
    // the points of a sweep are known by their whole titles
    taskTitleValueFormatTruncate: 0,
    // a whole property takes minutes where its tenth takes seconds
    testTimeout: 1_800_000,
    hookTimeout: 180_000,
  },
});
