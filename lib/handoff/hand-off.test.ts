import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { TagshipError } from '../core/errors.ts';
import { type HandoffWorld, startHandoffWorld } from '../testing/handoff-world.ts';
import { recordingContext } from '../testing/recording-context.ts';
import type { HandoffRequest } from './handoff-request.ts';
import { receiveScript } from './receive-script.ts';

let world: HandoffWorld;

beforeEach(async () => {
  world = await startHandoffWorld();
  await world.release('2.0.0', 10);
  await world.release('2.1.0', 20);
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

test('the first hand-off makes generation 1 of the stored bytes, and every file of it is in SHA256SUMS', async () => {
  const result = await world.handOver('2.0.0', 10);

  expect(result).toStrictEqual({
    status: 'handed-off',
    kind: 'release',
    generation: 1,
    previousRelease: undefined,
    root: world.root,
  });
  expect(await world.current()).toBe('000001');
  const folder = join(world.folder, 'current');
  expect(
    execFileSync('sh', ['-c', 'sha256sum -c SHA256SUMS && find . -type f | sort'], { cwd: folder, encoding: 'utf8' }),
  ).toBe(`handoff.json: OK
images.yaml: OK
install.sh: OK
release.json: OK
repo-info: OK
upgrade.sh: OK
vars.yml: OK
./SHA256SUMS
./handoff.json
./images.yaml
./install.sh
./release.json
./repo-info
./upgrade.sh
./vars.yml
`);
  expect(readFileSync(join(folder, 'install.sh'), 'utf8')).toBe('echo acme-projecta\n');
  const stored = world.projects.server.object('acme-projecta', 'ProjectA/2.0.0/ProjectA.dist.json')?.body();
  expect(readFileSync(join(folder, 'release.json'))).toStrictEqual(stored);
  expect(await world.leftovers()).toStrictEqual([]);
});

test.each(['with a blank', "with ' and $(touch x)", '-rf'])(
  'a folder called "%s" is a folder like others',
  async (name) => {
    const root = join(world.root, name);

    const result = await world.handOver('2.0.0', 10, { controlNode: { kind: 'local', root } });

    expect(result).toMatchObject({ status: 'handed-off', generation: 1, root });
    expect(readFileSync(join(root, 'ProjectA/current/images.yaml'), 'utf8')).toContain('2.0.0');
  },
);

test('a new release, a rollback to the old one and a way forward again each make a new generation', async () => {
  await world.handOver('2.0.0', 10);
  await world.handOver('2.1.0', 20);
  const back = await world.handOver('2.0.0', 30);
  const again = await world.handOver('2.0.0', 31);

  expect(back).toMatchObject({ kind: 'rollback', generation: 3, previousRelease: '2.1.0' });
  expect(again).toMatchObject({ kind: 'release', generation: 4, previousRelease: '2.0.0' });
  expect(await world.handoffOf('000003')).toMatchObject({
    project: 'ProjectA',
    release: '2.0.0',
    previousRelease: '2.1.0',
    generation: 3,
    kind: 'rollback',
    source: { build: 30 },
    store: { bucket: 'acme-projecta' },
  });
  expect((await world.history()).map(({ generation, release, kind }) => [generation, release, kind])).toStrictEqual([
    [1, '2.0.0', 'release'],
    [2, '2.1.0', 'release'],
    [3, '2.0.0', 'rollback'],
    [4, '2.0.0', 'release'],
  ]);
});

test('an older build that finishes late changes nothing, also after a rollback by Redeploy', async () => {
  await world.handOver('2.0.0', 10);
  await world.handOver('2.1.0', 20);
  await world.handOver('2.0.0', 10);

  const late = await world.handOver('2.1.0', 15);

  expect(late).toMatchObject({ status: 'refused', reason: 'late', hint: expect.stringContaining('--late') });
  expect(await world.current()).toBe('000003');
  expect(await world.handOver('2.1.0', 15, { confirmed: { late: true } })).toMatchObject({ kind: 'rollback' });
});

test('another repository is refused until somebody confirms it on the control node', async () => {
  await world.handOver('2.0.0', 10);
  const source = { ...(await world.handoffOf('000001')).source, repositoryUuid: '{another}', build: 3 };

  expect(await world.handOver('2.1.0', 3, { source })).toMatchObject({ status: 'refused', reason: 'other-repository' });
  writeFileSync(join(world.folder, 'accept-repository'), '{another}\n');
  expect(await world.handOver('2.1.0', 3, { source })).toMatchObject({ status: 'handed-off', generation: 2 });
});

test('a dry run says what would be done, and makes nothing', async () => {
  expect(await world.handOver('2.0.0', 10, { dryRun: true })).toMatchObject({ status: 'planned', generation: 1 });
  await expect(world.generations()).rejects.toThrow('ENOENT');
  await world.handOver('2.0.0', 10);
  await world.handOver('2.1.0', 20);

  const planned = await world.handOver('2.0.0', 30, { dryRun: true });

  expect(planned).toMatchObject({ status: 'planned', kind: 'rollback', generation: 3, previousRelease: '2.1.0' });
  expect(await world.generations()).toStrictEqual(['000001', '000002']);
});

test('what the control node says stands behind its name, and is no word of the protocol to anybody else', async () => {
  const context = recordingContext();
  const greeting = 'echo "✔ all is well"; echo "@tagship" >&2; exec sh "$@"';
  const controlNode = { kind: 'local', root: world.root, shell: ['sh', '-c', greeting, 'sh'] } as const;

  expect(await world.handOver('2.0.0', 10, { controlNode }, context)).toMatchObject({ status: 'handed-off' });
  expect(context.lines).toEqual(['info: control node: ✔ all is well', 'info: control node: @tagship']);
});

test('a step that is stopped ends at once, and leaves the lock free', async () => {
  await world.handOver('2.0.0', 10);
  const stop = new AbortController();
  const context = { ...recordingContext(), signal: stop.signal };
  const slow = 'sleep 0.3; exec sh "$@"';
  const controlNode = { kind: 'local', root: world.root, shell: ['sh', '-c', slow, 'sh'] } as const;
  setTimeout(() => stop.abort(new TagshipError('interrupted', 'stopped by SIGTERM')), 100);

  await expect(world.handOver('2.1.0', 20, { controlNode }, context)).rejects.toMatchObject({ code: 'interrupted' });
  expect(await world.current()).toBe('000001');
  expect(await world.handOver('2.1.0', 20)).toMatchObject({ generation: 2 });
  expect(await world.leftovers()).toEqual([]);
});

test('a disk that hangs on the control node does not hold the run for ever', async () => {
  await world.handOver('2.0.0', 10);
  const bin = join(world.root, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'sync'), '#!/bin/sh\nexec sleep 40\n', { mode: 0o755 });
  const controlNode = { kind: 'local', root: world.root, shell: ['env', `PATH=${bin}:/usr/bin:/bin`, 'sh'] } as const;

  await expect(world.handOver('2.1.0', 20, { controlNode, quietTimeoutMs: 2000 })).rejects.toMatchObject({
    code: 'control-node',
    message: expect.stringMatching(/^nothing went on in the receive step on .* for long, and it was ended$/),
  });
  expect(await world.current()).toBe('000001');
  expect(await world.handOver('2.1.0', 20)).toMatchObject({ generation: 2 });
  expect(await world.leftovers()).toEqual([]);
});

test.each([
  ['before', 'tar', 'exit 1', 'current there is what was before; mend that and run the step again', '000001'],
  [
    'after',
    'mv',
    'case "$*" in *"/current current") /bin/mv "$@"; kill -KILL $PPID; exit ;; esac; exec /bin/mv "$@"',
    'generation 2 may be the current one by now: look where current leads there; a run makes a new generation',
    '000002',
  ],
])('a step that dies %s the switch says of current what is known', async (_when, tool, script, hint, current) => {
  await world.handOver('2.0.0', 10);
  const bin = join(world.root, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, tool), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const controlNode = { kind: 'local', root: world.root, shell: ['env', `PATH=${bin}:/usr/bin:/bin`, 'sh'] } as const;

  await expect(world.handOver('2.1.0', 20, { controlNode })).rejects.toMatchObject({ code: 'control-node', hint });
  expect(await world.current()).toBe(current);
  expect(await world.handOver('2.1.0', 20)).toMatchObject({ status: 'handed-off' });
});

test('the newest 10 generations stay, and current, the one before it and those in use', async () => {
  for (let build = 10; build < 23; build += 1) {
    await world.handOver('2.0.0', build);
    if (build === 10) {
      mkdirSync(join(world.folder, 'in-use'));
      writeFileSync(join(world.folder, 'in-use', '000001.rollout'), '');
    }
  }

  expect(await world.generations()).toStrictEqual(
    [1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((number) => String(number).padStart(6, '0')),
  );
  expect((await world.history()).length).toBe(13);
});

test('a history that was lost is silent: an older release is known by its record, and numbers go on', async () => {
  await world.handOver('2.0.0', 10);
  await world.handOver('2.1.0', 20);
  await rm(join(world.folder, 'history'));

  expect(await world.handOver('2.0.0', 30)).toMatchObject({ kind: 'rollback', generation: 3 });
  expect((await world.history()).map(({ generation }) => generation)).toStrictEqual([2, 3]);
});

describe('by ssh', () => {
  /** A control node behind a program that stands for ssh: it runs what the forced command of its key would. */
  function forced(command: string): Partial<HandoffRequest> {
    const bin = join(world.root, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'receive.sh'), receiveScript);
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
    const knownHosts =
      'control.invalid ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOtherHostKey0000000000000000000000000000000000';
    const address = { host: 'control.invalid', port: 22, user: 'tagship', root: '/elsewhere' } as const;
    return {
      controlNode: { kind: 'ssh', ...address, privateKey: 'a key', knownHosts },
      path: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    };
  }

  it('says where the forced command receives, and not what was asked for', async () => {
    const pinned = forced(`exec sh ${world.root}/bin/receive.sh --root ${world.root} --project ProjectA`);

    expect(await world.handOver('2.1.0', 20, pinned)).toMatchObject({ status: 'handed-off', root: world.root });
    const source = { ...(await world.handoffOf('000001')).source, repositoryUuid: '{another}' };
    expect(await world.handOver('2.1.0', 30, { ...pinned, source })).toMatchObject({
      status: 'refused',
      hint: expect.stringContaining(` >> ${world.folder}/accept-repository`),
    });
    await rm(join(world.folder, 'generations'), { recursive: true });
    writeFileSync(join(world.folder, 'generations'), '');
    await expect(world.handOver('2.1.0', 20, pinned)).rejects.toMatchObject({
      message: expect.stringMatching(/^the receive step on tagship@control\.invalid ended with status 1: /),
    });
  });

  it.each([
    [126, '/dev/null'],
    [127, '/nowhere/receive.sh'],
  ])('says of status %i that the forced command cannot be run', async (status, program) => {
    await expect(world.handOver('2.0.0', 10, forced(`exec ${program}`))).rejects.toMatchObject({
      code: 'control-node',
      message: expect.stringContaining(`ended with status ${status}: `),
      hint: expect.stringMatching(
        /^the command in authorized_keys cannot be run: look at its path, and give it mode 755/,
      ),
    });
  });
});

describe('what a control node has that is not of tagship', () => {
  it('is not taken for current', async () => {
    mkdirSync(join(world.folder, 'current'), { recursive: true });

    await expect(world.handOver('2.0.0', 10)).rejects.toMatchObject({
      code: 'control-node',
      message: expect.stringContaining('is not a link'),
    });
  });

  it('is not taken for a lock', async () => {
    mkdirSync(join(world.folder, 'lock'), { recursive: true });

    await expect(world.handOver('2.0.0', 10)).rejects.toMatchObject({
      message: expect.stringContaining('is not a lock of tagship'),
    });
  });

  it('is passed over where current leads nowhere', async () => {
    mkdirSync(join(world.folder, 'generations'), { recursive: true });
    symlinkSync('generations/000007', join(world.folder, 'current'));
    const context = recordingContext();

    expect(await world.handOver('2.0.0', 10, {}, context)).toMatchObject({ status: 'handed-off' });
    expect(context.lines).toContain(
      'info: control node: current points to generations/000007, which is not there; it is passed over',
    );
  });
});
