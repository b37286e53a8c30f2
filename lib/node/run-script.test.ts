import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { machineProcesses } from '../node-state/processes.ts';
import { logHalfBytes, openBoundedLog } from './bounded-log.ts';
import { describeEnd, runScript, type ScriptOrder } from './run-script.ts';
import { scriptEnvironment } from './script-environment.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'script-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

let marks = 0;

async function run(text: string | Buffer, changes: Partial<ScriptOrder> & { readonly signal?: AbortSignal } = {}) {
  const place = folder();
  const path = join(place, 'deploy.sh');
  writeFileSync(path, text, { mode: 0o644 });
  marks += 1;
  const { signal = new AbortController().signal, ...order } = changes;
  const done = await runScript(
    {
      path,
      folder: place,
      args: [],
      environment: { PATH: '/usr/bin:/bin', TAGSHIP_STEP: `test-${process.pid}/${marks}` },
      logFile: join(place, 'log'),
      deadlineMs: 20_000,
      graceMs: 300,
      ...order,
    },
    machineProcesses,
    signal,
  );
  return { ...done, place, said: describeEnd(done.end), log: readFileSync(join(place, 'log'), 'utf8') };
}

const left = async (place: string): Promise<boolean> => {
  await setTimeout(3500);
  return existsSync(join(place, 'late'));
};

test('a script runs in its own folder, by its own first line, with what it is told and nothing else', async () => {
  const { said, log, place } = await run('#!/bin/bash\npwd; echo "$#: $1|$2"; [[ -n $BASH_VERSION ]] && env | sort\n', {
    args: ['--cluster', 'e u'],
  });

  expect(said).toBe('exited with 0');
  expect(log.split('\n').slice(0, 2)).toEqual([place, '2: --cluster|e u']);
  expect(log).toContain('PATH=/usr/bin:/bin');
  expect(log).not.toContain('HOME=');
});

test('a script without a first line is run by sh, as a shell would', async () => {
  expect(await run('echo hello\n')).toMatchObject({ said: 'exited with 0', log: 'hello\n' });
});

test.each<[string, string, RegExp]>([
  ['with another status', '#!/bin/sh\necho no >&2; exit 42\n', /^exited with 42$/],
  ['by a signal', '#!/bin/sh\nkill -SEGV $$\n', /^was ended by SIGSEGV$/],
  ['because its interpreter is missing', '#!/no/such/shell\n', /^could not be started \(ENOENT\)$/],
])('a script that ends %s is told as such', async (_title, text, expected) => {
  expect((await run(text)).said).toMatch(expected);
});

test('a script that hangs is ended at its deadline by TERM', async () => {
  const { said, log, durationMs } = await run(
    '#!/bin/sh\ntrap "echo bye; exit 0" TERM\nwhile :; do sleep 0.05; done\n',
    {
      deadlineMs: 500,
    },
  );

  expect(said).toBe('took longer than 1 s and was ended');
  expect(log.endsWith('bye\n')).toBe(true);
  expect(durationMs).toBeLessThan(15_000);
});

test('one that ignores TERM is killed, with all that it started', async () => {
  const { said, place } = await run(
    '#!/bin/sh\ntrap "" TERM\n(sleep 3; touch late) &\nsetsid sh -c "sleep 3; touch late" &\nwhile :; do sleep 0.05; done\n',
    { deadlineMs: 300 },
  );

  expect(said).toMatch(/^took longer than/);
  expect(await left(place)).toBe(false);
});

test('a script that forks and exits is over, and what it left running well goes on', async () => {
  const { said, durationMs, place } = await run(
    '#!/bin/sh\necho started\n(exec >/dev/null 2>&1; sleep 0.6; touch late; sleep 20) &\n',
  );

  expect(said).toBe('exited with 0');
  expect(durationMs).toBeLessThan(15_000);
  await expect.poll(() => existsSync(join(place, 'late'))).toBe(true);
});

test('one that fails leaves nothing at work', async () => {
  const { said, place } = await run(
    '#!/bin/sh\n(sleep 2; touch late) &\nsetsid sh -c "sleep 2; touch late" &\nsleep 0.1\nexit 1\n',
  );

  expect(said).toBe('exited with 1');
  expect(await left(place)).toBe(false);
});

test('a child that keeps the output open does not keep the script from being over', async () => {
  const { said, durationMs, log } = await run('#!/bin/sh\necho started\nsleep 20 &\n');

  expect({ said, log }).toEqual({ said: 'exited with 0', log: 'started\n' });
  expect(durationMs).toBeLessThan(15_000);
});

test('a flood is cut to its beginning and its end', async () => {
  const { said, log, place, tail } = await run('#!/bin/sh\necho first\nyes flood | head -c 20000000\necho last\n');

  expect(said).toBe('exited with 0');
  expect(statSync(join(place, 'log')).size).toBeLessThan(2 * logHalfBytes + 200);
  expect(log.startsWith('first\nflood\n')).toBe(true);
  expect(log).toMatch(/\[tagship-node: \d+ bytes are left out\]/);
  expect(log.endsWith('last\n')).toBe(true);
  expect(tail.endsWith('last')).toBe(true);
});

test('a loop that never stops printing is ended at its deadline, in bounded memory', async () => {
  const before = process.memoryUsage().rss;
  const { said } = await run('#!/bin/sh\nexec yes\n', { deadlineMs: 700 });

  expect(said).toMatch(/^took longer/);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});

test('an abort ends it, and one before it keeps it from being started', async () => {
  const stop = new AbortController();
  const running = run('#!/bin/sh\ntouch begun\nsleep 20\n', { signal: stop.signal });
  await setTimeout(400);
  stop.abort();

  const { said, durationMs } = await running;
  const late = await run('#!/bin/sh\ntouch begun\n', { signal: stop.signal });

  expect(said).toBe('was stopped with tagship-node');
  expect(durationMs).toBeLessThan(15_000);
  expect([late.said, existsSync(join(late.place, 'begun'))]).toEqual(['was stopped with tagship-node', false]);
});

test('a log that cannot be written does not fail a script', () => {
  const log = openBoundedLog('/no/such/folder/log');
  log.write(Buffer.from('hello\n'));
  log.close();

  expect(log.tail()).toBe('hello');
});

describe('the environment of a script', () => {
  const digest = 'a'.repeat(64);
  const module = {
    name: 'ModuleX',
    version: '2.0.0',
    rel: { key: 'ModuleX/2.0.0/ModuleX.tar.gz', size: 1, sha256: digest },
    src: { key: 'ModuleX/1.4.2/modulex-client.tar.gz', size: 1, sha256: digest },
    args: [],
  };
  const surroundings = {
    environment: { PATH: '/shim:/usr/bin', HOME: '/root', AWS_PROFILE: 'node', SECRET: 'no', LD_PRELOAD: 'no' },
    bucket: 'acme-projecta',
    region: 'eu-central-1',
    root: '/',
    mark: 'run/1',
    binPackage: '/var/lib/tagship/ProjectA/packages/x.tar.gz',
  };

  test('is the documented one: BITBUCKET_TAG is the tag of SRC (D3)', () => {
    expect(scriptEnvironment(module, surroundings)).toEqual({
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_PROFILE: 'node',
      HOME: '/root',
      PATH: '/shim:/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/bin',
      BUCKET_NAME: 'acme-projecta',
      REPO_NAME: 'ModuleX',
      REL_TAG: '2.0.0',
      BIN_NAME: 'modulex-client',
      SRC_TAG: '1.4.2',
      BITBUCKET_TAG: '1.4.2',
      BIN_PACKAGE: '/var/lib/tagship/ProjectA/packages/x.tar.gz',
      TAGSHIP_STEP: 'run/1',
    });
  });

  test('of a module without SRC has nothing of a program, and a demo gets its root', () => {
    const environment = scriptEnvironment(
      { ...module, src: null },
      { ...surroundings, root: '/tmp/node', binPackage: undefined },
    );

    expect(Object.keys(environment)).not.toContain('SRC_TAG');
    expect(Object.keys(environment)).not.toContain('BIN_PACKAGE');
    expect(environment['ROOT']).toBe('/tmp/node');
  });
});
