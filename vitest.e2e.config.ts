import { defineConfig } from 'vitest/config';

/** What drives the built program, or a real S3 server, from outside. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/global-setup.ts'],
    sequence: { shuffle: true },
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
