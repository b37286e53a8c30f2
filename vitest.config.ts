import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { figuresReporter } from './test/sweeps/figures-reporter.ts';

export default defineConfig({
  test: {
    // for `expect.poll`, whose own second is short on a busy machine
    expect: { poll: { timeout: 30_000 } },
    include: [
      'lib/**/*.test.ts',
      'pipe/**/*.test.ts',
      'cli/**/*.test.ts',
      'node/**/*.test.ts',
      'control/**/*.test.ts',
      'schemas/**/*.test.ts',
      'bench/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    // what needs a real S3 server: npm run test:e2e
    exclude: ['test/e2e/**'],
    reporters: ['default', figuresReporter],
    sequence: { shuffle: true },
    // the points of a sweep are known by their whole titles
    taskTitleValueFormatTruncate: 0,
    // vitest leaves one of two cores alone; most of these tests wait for programs and servers
    maxWorkers: availableParallelism(),
    // far above what any test takes: only one that hangs ends by it, on a slow and busy machine too
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
