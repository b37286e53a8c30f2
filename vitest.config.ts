import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['lib/**/*.test.ts', 'pipe/**/*.test.ts', 'cli/**/*.test.ts', 'schemas/**/*.test.ts', 'test/**/*.test.ts'],
    // what needs a real S3 server: npm run test:e2e
    exclude: ['test/e2e/**'],
    sequence: { shuffle: true },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
