import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../archive/test-package.ts';
import type { LockedModule } from '../release/record.ts';
import { openLoopbackStore } from '../store/s3/loopback-store.ts';
import { recordingContext } from '../testing/recording-context.ts';
import { metadataOf, packTree, putModule, relTree, sha256Of } from '../testing/stored-module.ts';
import { type ModuleOrder, moduleFetcher } from './fetch-modules.ts';
import { keptPath } from './keep-package.ts';

function createNode() {
  const root = temporaryFolder();
  const packageFolder = join(root, 'packages');
  const orderOf = (module: LockedModule): ModuleOrder => ({
    module,
    packageFolder,
    scriptFolder: join(root, 'scripts', module.name),
  });
  const scripts = (): string[] => (existsSync(join(root, 'scripts')) ? readdirSync(join(root, 'scripts')) : []);
  const packages = (): string[] => (existsSync(packageFolder) ? readdirSync(packageFolder) : []);
  return { root, packageFolder, orderOf, scripts, packages };
}

async function openWorld() {
  const { server, store, operations } = await openLoopbackStore();
  const gets = (): number => operations().filter((operation) => operation === 'GetObject').length;
  return { server, store, gets, node: createNode(), context: recordingContext(), fetchModules: moduleFetcher(store) };
}

test('every package is brought, and the scripts are unpacked, in the order of the orders', async () => {
  const { server, node, fetchModules, context } = await openWorld();
  const src = await packTree({ 'build/app': randomBytes(100_000) });
  const modules = [
    await putModule(server, { name: 'ModuleX', src }),
    await putModule(server, { name: 'BaseLib', folder: '1.2.3', rel: await packTree({ ...relTree, own: 'b' }) }),
  ];

  const fetched = await fetchModules(
    modules.map(({ module }) => node.orderOf(module)),
    context,
  );

  const [x, base] = modules.map(({ rel }) => sha256Of(rel));
  expect(fetched).toEqual([
    {
      name: 'ModuleX',
      relSha256: x,
      srcSha256: sha256Of(src),
      relPackage: keptPath(node.packageFolder, String(x)),
      binPackage: keptPath(node.packageFolder, sha256Of(src)),
      binName: 'modulex-client',
    },
    {
      name: 'BaseLib',
      relSha256: base,
      srcSha256: undefined,
      relPackage: keptPath(node.packageFolder, String(base)),
      binPackage: undefined,
      binName: undefined,
    },
  ]);
  expect(readFileSync(keptPath(node.packageFolder, sha256Of(src))).equals(src)).toBe(true);
  expect(statSync(join(node.root, 'scripts/ModuleX/deploy.sh')).mode & 0o777).toBe(0o755);
  expect(readFileSync(join(node.root, 'scripts/BaseLib/own'), 'utf8')).toBe('b');
  expect(node.packages()).toHaveLength(3);
});

/** The files and folders that are flushed from now on, each when its flush has ended. */
async function watchFlushes(): Promise<readonly string[]> {
  await using some = await open(import.meta.filename);
  const ofHandles: FileHandle = Object.getPrototypeOf(some);
  const sync = ofHandles.sync;
  const flushed: string[] = [];
  const watched = vi.spyOn(ofHandles, 'sync').mockImplementation(async function (this: FileHandle) {
    const path = readlinkSync(`/proc/self/fd/${this.fd}`);
    await sync.call(this);
    flushed.push(path);
  });
  onTestFinished(() => watched.mockRestore());
  return flushed;
}

test('every package is on the disk when they are handed over, and the folder with their names last', async () => {
  const { server, node, fetchModules, context } = await openWorld();
  const src = await packTree({ 'build/app': randomBytes(100_000) });
  const { module, rel } = await putModule(server, { src });
  const flushed = await watchFlushes();

  await fetchModules([node.orderOf(module)], context);

  const packages = [rel, src].map((bytes) => keptPath(node.packageFolder, sha256Of(bytes)));
  expect(flushed.slice(0, -1).toSorted()).toEqual(packages.toSorted());
  expect(flushed.at(-1)).toBe(node.packageFolder);
});

test('what is kept is not fetched again, and the store may be gone', async () => {
  const { server, node, fetchModules, context } = await openWorld();
  const { module } = await putModule(server, { src: await packTree({ app: 'x' }) });
  const first = await fetchModules([node.orderOf(module)], context);
  await server.close();

  const again = await fetchModules([{ ...node.orderOf(module), scriptFolder: join(node.root, 'again') }], context);

  expect(again).toEqual(first);
  expect(readdirSync(join(node.root, 'again'))).toContain('deploy.sh');
});

test.each<[string, (content: Buffer) => Buffer]>([
  ['one bit', (content) => Buffer.from(content.map((byte, index) => (index === 30 ? byte ^ 1 : byte)))],
  ['its length', (content) => content.subarray(0, -1)],
])('a kept package of which %s changed on the disk is fetched again, and that is said', async (_, change) => {
  const { server, node, fetchModules, context } = await openWorld();
  const { module, rel } = await putModule(server);
  await fetchModules([node.orderOf(module)], context);
  const kept = keptPath(node.packageFolder, sha256Of(rel));
  writeFileSync(kept, change(rel));

  await fetchModules([{ ...node.orderOf(module), scriptFolder: join(node.root, 'again') }], context);

  expect(readFileSync(kept).equals(rel)).toBe(true);
  expect(context.lines.filter((line) => line.startsWith('warning'))).toEqual([
    expect.stringMatching(
      /^warning: the package of ModuleX\/.* that is kept in ".*" was altered \(it.*\), and is fetched again$/,
    ),
  ]);
});

test('one package of two modules is fetched once', async () => {
  const { server, node, fetchModules, context, gets } = await openWorld();
  const rel = await packTree(relTree);
  const modules = [await putModule(server, { name: 'A', rel }), await putModule(server, { name: 'B', rel })];

  await fetchModules(
    modules.map(({ module }) => node.orderOf(module)),
    context,
  );

  expect(gets()).toBe(1);
  expect(node.scripts()).toEqual(['A', 'B']);
});

describe('a package is refused, its name is told, and nothing is unpacked, when it', () => {
  const key = 'ModuleX/2.0.0/ModuleX.tar.gz';
  type World = Awaited<ReturnType<typeof openWorld>>;
  test.each<[string, (world: World, rel: Buffer) => Promise<void> | void, string | RegExp]>([
    [
      'has one other bit',
      ({ server }) =>
        server.corrupt('projecta', key, (body) =>
          Buffer.from(body.map((byte, index) => (index === 99 ? byte ^ 4 : byte))),
        ),
      /is not what the release locks: its sha256 is [0-9a-f]{64}, [0-9a-f]{64} is expected; released bytes never change/,
    ],
    [
      'is shorter',
      ({ server }) => server.corrupt('projecta', key, (body) => body.subarray(1)),
      /it has \d+ bytes, \d+ are expected/,
    ],
    [
      'is longer',
      ({ server }) => server.corrupt('projecta', key, (body) => Buffer.concat([body, body])),
      /it has \d+ bytes, \d+ are expected/,
    ],
    ['is empty', ({ server }) => server.corrupt('projecta', key, () => Buffer.alloc(0)), 'it has 0 bytes'],
    [
      'is of another module',
      async ({ server }) => {
        const other = await packTree({ ...relTree, other: randomBytes(100) });
        server.put('projecta', key, other, metadataOf('rel', other));
      },
      'is not what the release locks',
    ],
    [
      'is gone',
      ({ server }) => server.remove('projecta', key),
      'is missing in the store; run the pipeline of that tag again',
    ],
  ])('%s', async (_, change, told) => {
    const world = await openWorld();
    const { module, rel } = await putModule(world.server, { src: await packTree({ app: 'x' }) });
    const good = await putModule(world.server, { name: 'Good', rel: await packTree({ ...relTree, good: 'x' }) });
    await change(world, rel);

    const fetching = world.fetchModules([module, good.module].map(world.node.orderOf), world.context);

    await expect(fetching).rejects.toMatchObject({
      name: 'FetchError',
      code: 'integrity',
      message: expect.stringContaining(`ModuleX 2.0.0: s3://projecta/${key} `),
    });
    await expect(fetching).rejects.toThrow(told);
    expect(world.node.scripts()).toEqual([]);
    expect(world.node.packages().filter((name) => name.includes(sha256Of(rel)) || name.endsWith('.part'))).toEqual([]);
  });
});

test('every problem of every module is told at once', async () => {
  const { server, node, fetchModules, context } = await openWorld();
  const [a, b, c] = [
    await putModule(server, { name: 'A', src: await packTree({ app: 'a' }) }),
    await putModule(server, { name: 'B' }),
    await putModule(server, { name: 'C', rel: await packTree({ c: 'c' }) }),
  ];
  server.remove('projecta', 'A/2.0.0/A.tar.gz');
  server.remove('projecta', 'A/2.0.0/a-client.tar.gz');
  server.corrupt('projecta', 'C/2.0.0/C.tar.gz', (body) => body.subarray(1));

  const fetching = fetchModules(
    [a, b, c].map(({ module }) => node.orderOf(module)),
    context,
  );

  await expect(fetching).rejects.toMatchObject({
    problems: [{ module: 'A' }, { module: 'A' }, { module: 'C', version: '2.0.0' }],
    message: expect.stringMatching(/A\.tar\.gz.*\n.*a-client\.tar\.gz.*\n.*C\.tar\.gz/),
  });
});

test('a package that cannot be unpacked safely is refused although it is what the lock says', async () => {
  const { server, node, fetchModules, context } = await openWorld();
  const { module } = await putModule(server, { rel: Buffer.from('no package') });

  const fetching = fetchModules([node.orderOf(module)], context);

  await expect(fetching).rejects.toThrow('ModuleX 2.0.0: the package is not a whole gzip file');
  expect(node.scripts()).toEqual([]);
});

test('a script folder that has something in it is refused, and left as it is', async () => {
  const { server, node, fetchModules, context } = await openWorld();
  const [a, b] = [await putModule(server, { name: 'A' }), await putModule(server, { name: 'B' })];
  mkdirSync(join(node.root, 'scripts/A'), { recursive: true });
  writeFileSync(join(node.root, 'scripts/A/other'), 'x');

  const fetching = fetchModules(
    [a, b].map(({ module }) => node.orderOf(module)),
    context,
  );

  await expect(fetching).rejects.toThrow(/^A 2\.0\.0: cannot write in ".*" \(ENOTEMPTY\)/);
  expect(node.scripts()).toEqual(['A']);
  expect(readFileSync(join(node.root, 'scripts/A/other'), 'utf8')).toBe('x');
});

describe('a floating package', () => {
  const key = 'ModuleX/developer/ModuleX.tar.gz';

  test('is verified by its own metadata, and its digest is told', async () => {
    const { server, node, fetchModules, context } = await openWorld();
    const { module, rel } = await putModule(server, { folder: 'developer', src: await packTree({ app: 'x' }) });

    const fetched = await fetchModules([node.orderOf(module)], context);

    expect(fetched).toMatchObject([{ relSha256: sha256Of(rel), binName: 'modulex-client' }]);
  });

  test('that was altered is refused', async () => {
    const { server, node, fetchModules, context } = await openWorld();
    const { module } = await putModule(server, { folder: 'developer' });
    server.corrupt('projecta', key, (body) => Buffer.from(body.map((byte, index) => (index === 99 ? byte ^ 4 : byte))));

    await expect(fetchModules([node.orderOf(module)], context)).rejects.toThrow(
      /ModuleX\.tar\.gz is not what its own metadata says: its sha256 is/,
    );
    expect(node.scripts()).toEqual([]);
  });

  test.each([
    ['of another kind', (content: Buffer) => metadataOf('src', content), 'it is of kind src, not rel'],
    ['without metadata', () => ({}), 'it has none that tagship wrote'],
    [
      'whose digest is a path',
      (content: Buffer) => ({ ...metadataOf('rel', content), sha256: '../../x' }),
      'it has none',
    ],
  ])('%s is refused', async (_, metadata, told) => {
    const { server, node, fetchModules, context } = await openWorld();
    const { module, rel } = await putModule(server, { folder: 'developer' });
    server.put('projecta', key, rel, metadata(rel));

    await expect(fetchModules([node.orderOf(module)], context)).rejects.toThrow(told);
  });

  test('that is replaced while it is fetched is fetched as it is then', async () => {
    const { server, node, fetchModules, context } = await openWorld();
    const { module } = await putModule(server, { folder: 'developer' });
    const newer = await packTree({ ...relTree, newer: 'x' });
    let replaced = false;
    server.setHooks({
      before({ operation }) {
        if (operation === 'GetObject' && !replaced) {
          replaced = true;
          server.put('projecta', key, newer, metadataOf('rel', newer));
        }
      },
    });

    const fetched = await fetchModules([node.orderOf(module)], context);

    expect(fetched).toMatchObject([{ relSha256: sha256Of(newer) }]);
    expect(existsSync(join(node.root, 'scripts/ModuleX/newer'))).toBe(true);
  });
});

test('what a killed run left unfinished is removed', async () => {
  const { server, node, fetchModules, context } = await openWorld();
  const { module } = await putModule(server);
  mkdirSync(node.packageFolder);
  writeFileSync(join(node.packageFolder, `${'a'.repeat(64)}.part`), 'half');

  await fetchModules([node.orderOf(module)], context);

  expect(node.packages()).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.tar\.gz$/)]);
});

describe('a package that was begun', () => {
  const mebibyte = 1024 * 1024;
  /** A run that breaks off in the middle of a large package. */
  async function begin() {
    const world = await openWorld();
    const stored = await putModule(world.server, { rel: await packTree({ 'deploy.sh': randomBytes(40 * mebibyte) }) });
    let asked = 0;
    world.server.setHooks({
      before: () => {
        asked += 1;
        return asked <= 4 ? undefined : { kind: 'status', status: 500, code: 'InternalError' };
      },
    });
    const broken = world.fetchModules([world.node.orderOf(stored.module)], world.context);
    await expect(broken).rejects.toMatchObject({ code: 'store-unreachable' });
    const calls = world.server.calls.length;
    world.server.setHooks({});
    const ranges = (): readonly number[] =>
      world.server.calls.slice(calls).map(({ headers }) => Number(/\d+/.exec(String(headers.range))?.[0]));
    return { ...world, ...stored, ranges, begun: join(world.node.packageFolder, `${sha256Of(stored.rel)}.begun`) };
  }

  test('is gone on with by the next run', async () => {
    const { node, fetchModules, context, module, rel, begun, ranges } = await begin();
    const { size } = statSync(begun);

    await fetchModules([node.orderOf(module)], context);

    expect(size).toBeGreaterThanOrEqual(8 * mebibyte);
    expect(ranges()[0]).toBe(size);
    expect(readFileSync(keptPath(node.packageFolder, sha256Of(rel))).equals(rel)).toBe(true);
    expect(node.packages()).toHaveLength(1);
  });

  test('and has changed on the disk is fetched from its beginning', async () => {
    const { node, fetchModules, context, module, rel, begun } = await begin();
    writeFileSync(begun, Buffer.alloc(statSync(begun).size));

    await fetchModules([node.orderOf(module)], context);

    expect(readFileSync(keptPath(node.packageFolder, sha256Of(rel))).equals(rel)).toBe(true);
  });

  test('is removed when no order asks for it any more', async () => {
    const { server, node, fetchModules, context, begun } = await begin();
    const other = await putModule(server, { name: 'Other' });

    await fetchModules([node.orderOf(other.module)], context);

    expect(existsSync(begun)).toBe(false);
  });
});

test('an aborted run ends at once with its reason, and leaves nothing half done', async () => {
  const controller = new AbortController();
  const { server, store } = await openLoopbackStore({ signal: controller.signal });
  const node = createNode();
  const modules = [
    await putModule(server, { name: 'A' }),
    await putModule(server, { name: 'B', rel: await packTree({}) }),
  ];
  const reason = new Error('SIGTERM');
  server.setHooks({
    before: ({ key }) => {
      if (key?.startsWith('B/') !== true) {
        return undefined;
      }
      controller.abort(reason);
      return { kind: 'stall' };
    },
  });
  const context = { ...recordingContext(), signal: controller.signal };

  const fetching = moduleFetcher(store)(
    modules.map(({ module }) => node.orderOf(module)),
    context,
  );

  await expect(fetching).rejects.toBe(reason);
  expect(node.scripts()).toEqual([]);
  expect(node.packages().filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a store that is down is told once, not for each of many modules', async () => {
  const { server, node, fetchModules, context } = await openWorld();
  const modules = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => await putModule(server, { name: `M${index}` })),
  );
  await server.close();

  const fetching = fetchModules(
    modules.map(({ module }) => node.orderOf(module)),
    context,
  );

  await expect(fetching).rejects.toMatchObject({
    code: 'store-unreachable',
    message: expect.stringMatching(/got no answer from .*; nothing was changed, and the next run tries again/),
  });
  const { length } = await fetching.then(
    () => [],
    (error: Error) => error.message.split('\n'),
  );
  expect(length).toBeLessThanOrEqual(4);
});

describe.skipIf(!canMount())('a disk that is full', () => {
  test.each([
    ['by the package', 'packages', { 'deploy.sh': randomBytes(3_000_000) }],
    ['by what is unpacked', 'scripts', { 'deploy.sh': Buffer.alloc(6_000_000) }],
  ])('%s is told as such, and what was begun is removed', async (_, folder, tree) => {
    const { server, node, fetchModules, context } = await openWorld();
    const { module } = await putModule(server, { rel: await packTree(tree) });
    const small = join(node.root, folder);
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', small]);
    onTestFinished(() => {
      execFileSync('umount', [small]);
    });

    const fetching = fetchModules([node.orderOf(module)], context);

    await expect(fetching).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/^ModuleX 2\.0\.0: no space left in ".*" \(ENOSPC\); make room on that disk/),
    });
    expect(readdirSync(small)).toEqual([]);
  });
});

/** In a mount namespace of its own, so that trying leaves nothing behind. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
