import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { longEndToEnd } from './test/e2e/long-end-to-end.ts';

/** What drives the built program, or a real S3 server, from outside. */
export default defineConfig({
  test: {
    // for `expect.poll`, whose own second is short on a busy machine
    expect: { poll: { timeout: 30_000 } },
    include: ['test/e2e/**/*.test.ts'],
    // minutes of Ansible, whose main path test/e2e/roll-out.test.ts goes: npm run test:long
    exclude: longEndToEnd,
    globalSetup: ['test/e2e/global-setup.ts'],
    sequence: { shuffle: true },
    // vitest leaves one of two cores alone; most of these tests wait for programs and servers
    maxWorkers: availableParallelism(),
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
