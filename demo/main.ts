import { inspect, parseArgs } from 'node:util';
import { runDemo } from './run-demo.ts';

/** `npm run demo`, or `npm run demo -- --keep FOLDER` to look at the stores afterwards. */

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
}
// a reader that has seen enough, e.g. head, closes the pipe
process.stdout.on('error', (error) => stop.abort(error));

const { values } = parseArgs({ options: { keep: { type: 'string' } } });
try {
  const write = (text: string): boolean => process.stdout.write(text);
  const isRight = await runDemo({ write, signal: stop.signal, keep: values.keep });
  process.exitCode = isRight ? 0 : 1;
} catch (error) {
  process.stderr.write(`${stop.signal.aborted ? String(stop.signal.reason) : inspect(error)}\n`);
  process.exitCode = 1;
}
