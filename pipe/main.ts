#!/usr/bin/env node
import { TagshipError } from '../lib/core/errors.ts';
import { createRedactor } from '../lib/core/redaction.ts';
import { printable } from '../lib/report/printable.ts';
import { secretValues } from '../lib/settings/secrets.ts';
import { isolateSdk } from '../lib/store/s3/isolate-sdk.ts';
import { runPipe } from './run-pipe.ts';

const neededNode = 24;
const longestReadMs = 20_000;
if (Number(process.versions.node.split('.')[0]) < neededNode) {
  process.stdout.write(`✖ tagship needs Node.js ${neededNode} or newer, and this is ${process.versions.node}\n`);
  process.exit(1);
}

const env = isolateSdk(process.env);
const redactor = createRedactor();
for (const secret of secretValues(env)) {
  redactor.add(secret);
}

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stop.abort(new TagshipError('interrupted', `stopped by ${signal}`));
  });
}

// A reader of the log that is gone must not end a run between two stores.
process.stdout.on('error', () => undefined);

// Node would print the error with all that hangs on it, past the redaction.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${printable(redactor.redact(error.stack ?? String(error)))}\n`);
  process.stdout.write('✖ ended by a bug of tagship; run the pipeline again, it uploads only what is missing\n');
  process.exit(1);
});

const isRight = await runPipe({
  env,
  redactor,
  workingDir: process.cwd(),
  signal: stop.signal,
  write: (text) => process.stdout.write(text),
  crash: (text) => process.stderr.write(printable(text)),
});
// A connection that a server holds open must not hold up the step, and neither does a reader that stands still; but one
// that is slow is given the end of the log, which says how the run ended.
const end = (): never => process.exit(isRight ? 0 : 1);
process.stdout.write('', end);
setTimeout(end, longestReadMs);
