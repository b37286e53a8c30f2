#!/usr/bin/env node
import { TagshipError } from '../lib/core/errors.ts';
import { systemClock } from '../lib/core/system-clock.ts';

const neededNode = 24;
if (Number(process.versions.node.split('.')[0]) < neededNode) {
  process.stderr.write(`✖ tagship needs Node.js ${neededNode} or newer, and this is ${process.versions.node}\n`);
  process.exit(1);
}
// an older Node may have not all that these ask for as they are loaded
const { runNode } = await import('./run-node.ts');
const { openMachineFetch } = await import('./open-fetch.ts');
const { diskFiles } = await import('../lib/node-state/durable-files.ts');
const { machineProcesses } = await import('../lib/node-state/processes.ts');

// what is made here is read by all and written by its owner alone
process.umask(0o022);
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop.abort(new TagshipError('interrupted', `stopped by ${signal}`));
  });
}

// the line of who called may go away in the middle of an upgrade: that is no reason to leave the node half way
process.on('SIGHUP', () => undefined);
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => undefined);
}

const status = await runNode({
  args: process.argv.slice(2),
  env: process.env,
  userId: process.geteuid?.() ?? 0,
  context: { clock: systemClock, signal: stop.signal },
  ports: { files: diskFiles, processes: machineProcesses },
  openFetch: openMachineFetch,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
// a connection that a server holds open must not hold up the node
process.stdout.write('', () => process.exit(status));
