import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, test } from 'vitest';
import { type Receiver, type ReceiverOptions, startReceiver } from './run-receiver.ts';

const env = { PATH: '/usr/local/bin:/usr/bin:/bin' };

async function start(script: string, options: Partial<ReceiverOptions> = {}): Promise<Receiver> {
  return await startReceiver(
    { command: 'sh', args: ['-c', script], env },
    { signal: new AbortController().signal, onLine: () => undefined, ...options },
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<boolean> {
  for (let tries = 0; isAlive(pid); tries += 1) {
    if (tries === 400) {
      return false;
    }
    await pause(50);
  }
  return true;
}

test('a step that minds no SIGTERM is killed with all that it has started, soon after the run was stopped', async () => {
  const stop = new AbortController();
  const receiver = await start('trap \'\' TERM; sleep 40 & echo "@tagship $!"; wait; wait', {
    signal: stop.signal,
    graceMs: 300,
  });
  const sleeper = Number(await receiver.next());
  const startedMs = performance.now();

  stop.abort();
  await receiver[Symbol.asyncDispose]();

  expect(performance.now() - startedMs).toBeLessThan(15_000);
  expect(await untilGone(sleeper)).toBe(true);
});

test('a step that does not end when nothing more comes is ended too', async () => {
  const receiver = await start('trap \'\' TERM; sleep 40 & echo "@tagship $!"; wait; wait', { graceMs: 300 });
  const sleeper = Number(await receiver.next());
  const startedMs = performance.now();

  await receiver[Symbol.asyncDispose]();

  expect(performance.now() - startedMs).toBeLessThan(15_000);
  expect(await untilGone(sleeper)).toBe(true);
});

describe('a step in which nothing goes on', () => {
  it('is ended when it has said nothing for long', async () => {
    await using receiver = await start('echo "@tagship hello"; sleep 40', { quietTimeoutMs: 300, graceMs: 300 });

    expect(await receiver.next()).toBe('hello');
    expect(await receiver.next()).toBeUndefined();
    expect(await receiver.ended).toMatchObject({ status: null, isQuiet: true });
  });

  it('is ended when it takes nothing for long', async () => {
    await using receiver = await start('sleep 40', { quietTimeoutMs: 300, graceMs: 300 });

    await receiver.write(new Uint8Array(8 * 1024 * 1024));

    expect(await receiver.ended).toMatchObject({ isQuiet: true });
  });

  it('is not one that says a line now and then, or takes a piece', async () => {
    await using talking = await start('for i in 1 2 3 4 5 6; do sleep 0.2; echo x >&2; done', { quietTimeoutMs: 900 });
    await using taking = await start('for i in 1 2 3 4 5 6; do sleep 0.2; head -c 200000 >/dev/null; done', {
      quietTimeoutMs: 900,
    });
    for (let piece = 0; piece < 6; piece += 1) {
      await taking.write(new Uint8Array(200_000));
    }
    taking.end();

    expect(await talking.ended).toMatchObject({ status: 0, isQuiet: false });
    expect(await taking.ended).toMatchObject({ status: 0, isQuiet: false });
  });
});

describe('a control node that says too much', () => {
  it('has a line without end cut, and all of it taken', async () => {
    const lines: string[] = [];
    const script = 'head -c 50000000 /dev/zero | tr "\\0" x; echo; printf "short\\r\\nlast"';

    await using receiver = await start(script, { onLine: (line) => lines.push(line) });

    expect(await receiver.ended).toMatchObject({ status: 0 });
    expect(lines).toEqual([`${'x'.repeat(4096)} ...`, 'short', 'last']);
  });

  it('is shown for a thousand lines, and its last ones are kept', async () => {
    const lines: string[] = [];

    await using receiver = await start('seq 5000 >&2', { onLine: (line) => lines.push(line) });

    expect((await receiver.ended).lastLines.at(-1)).toBe('5000');
    expect(lines.length).toBe(1001);
    expect(lines.slice(-2)).toEqual(['1000', 'what else it says is not shown']);
  });

  it.each([
    ['a line of the protocol without end', 'printf "@tagship "; exec tr "\\0" x </dev/zero'],
    ['lines of the protocol without end', 'exec yes "@tagship $(head -c 100000 /dev/zero | tr "\\0" x)"'],
  ])('is stopped by %s', async (_what, script) => {
    await using receiver = await start(script, { graceMs: 300 });

    expect(await receiver.ended).toMatchObject({ status: null });
  });
});
