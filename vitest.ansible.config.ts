import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What depends on the version of Ansible most: our callback plugin, and the playbook on nodes with real SSH servers. */
export default defineConfig({
  test: {
    // for `expect.poll`, whose own second is short on a busy machine
    expect: { poll: { timeout: 30_000 } },
    include: ['control/ansible/tagship-events.test.ts', 'test/e2e/sudo-nodes.test.ts'],
    globalSetup: ['test/e2e/ansible-setup.ts'],
    sequence: { shuffle: true },
    maxWorkers: availableParallelism(),
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
