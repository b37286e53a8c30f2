#!/usr/bin/env node
import { TagshipError } from '../lib/core/errors.ts';
import { runPipe } from './run-pipe.ts';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop.abort(new TagshipError('interrupted', `stopped by ${signal}`));
  });
}

const env = { ...process.env };
// The AWS SDK reads these by itself. A store is signed in to with what its variables say and with nothing else.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('AWS_')) {
    delete process.env[name];
  }
}
Object.assign(process.env, {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
});

const isRight = await runPipe({
  env,
  workingDir: process.cwd(),
  signal: stop.signal,
  write: (text) => process.stdout.write(text),
  crash: (text) => process.stderr.write(text),
});
// a connection that a server holds open must not hold up the step
process.exit(isRight ? 0 : 1);
