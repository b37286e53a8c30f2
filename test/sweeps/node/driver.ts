import { readFileSync } from 'node:fs';
import { silentContext } from '../../../lib/core/silent-context.ts';
import { applyBundle } from '../../../lib/node/apply-bundle.ts';
import { diskFiles } from '../../../lib/node-state/durable-files.ts';
import { machineProcesses } from '../../../lib/node-state/processes.ts';
import { fetchFromFolder } from '../../../lib/testing/folder-fetch.ts';

/** One apply in a process of its own, to be killed: its arguments are the root, the folder of the world and the bundle. */
const [root = '', world = '', bundle = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
const report = await applyBundle(bundle, {
  context: silentContext(),
  settings: {
    root,
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    userId: process.geteuid?.() ?? 0,
    scriptDeadlineMs: 20_000,
    graceMs: 200,
    fetchDeadlineMs: 20_000,
  },
  ports: {
    files: { ...diskFiles, flushAll: async () => await Promise.resolve() },
    processes: machineProcesses,
    openFetch: () => fetchFromFolder(world, (path) => readFileSync(path)),
  },
});
process.stdout.write(`${report.outcome}\n`);
