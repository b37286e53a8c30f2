#!/usr/bin/env node
import { TagshipError } from '../lib/core/errors.ts';
import { isolateSdk } from '../lib/store/s3/isolate-sdk.ts';

const neededNode = 24;
if (Number(process.versions.node.split('.')[0]) < neededNode) {
  process.stderr.write(`✖ tagship needs Node.js ${neededNode} or newer, and this is ${process.versions.node}\n`);
  process.exit(1);
}
// an older Node may have not all that this asks for as it is loaded
const { runCli } = await import('./run-cli.ts');

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop.abort(new TagshipError('interrupted', `stopped by ${signal}`));
  });
}

const status = await runCli({
  args: process.argv.slice(2),
  env: isolateSdk(process.env),
  workingDir: process.cwd(),
  signal: stop.signal,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stdout.isTTY && process.stderr.isTTY,
});
// a connection that a server holds open must not hold up the prompt; what is printed is handed over first, or its
// reader has read enough (`tagship list | head`)
process.stdout.write('', () => process.exit(status));
