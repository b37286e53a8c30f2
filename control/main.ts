#!/usr/bin/env node
import { TagshipError } from '../lib/core/errors.ts';
import { systemClock } from '../lib/core/system-clock.ts';

const neededNode = 24;
if (Number(process.versions.node.split('.')[0]) < neededNode) {
  process.stderr.write(`✖ tagship needs Node.js ${neededNode} or newer, and this is ${process.versions.node}\n`);
  process.exit(1);
}
// an older Node may have not all that these ask for as they are loaded
const { runControl } = await import('./run-control.ts');
const { machineProcesses } = await import('../lib/node-state/processes.ts');

// the history and what Ansible prints are for their owner alone
process.umask(0o077);
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stop.abort(new TagshipError('interrupted', `stopped by ${signal}`));
  });
}
for (const stream of [process.stdout, process.stderr]) {
  // a reader that has seen enough must not end a roll-out
  stream.on('error', () => undefined);
}

const status = await runControl({
  args: process.argv.slice(2),
  env: process.env,
  clock: systemClock,
  signal: stop.signal,
  processes: machineProcesses,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stdout.isTTY && process.stderr.isTTY,
});
// a connection that Slack holds open must not hold up the next roll-out
process.stdout.write('', () => process.exit(status));
