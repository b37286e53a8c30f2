import { defineConfig } from 'vitest/config';
import { figuresReporter } from './test/sweeps/figures-reporter.ts';

export default defineConfig({
  test: {
    include: [
      'lib/**/*.test.ts',
      'pipe/**/*.test.ts',
      'cli/**/*.test.ts',
      'node/**/*.test.ts',
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
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
