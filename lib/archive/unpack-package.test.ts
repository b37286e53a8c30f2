import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header, Pax } from 'tar';
import { describe, expect, test } from 'vitest';
import { packRoot, savePackage, type Tree, temporaryFolder, unpack, writeTree } from './test-package.ts';
import { unpackPackage } from './unpack-package.ts';

const { signal } = new AbortController();
const end = Buffer.alloc(1024);

const tree: Tree = {
  'bin/app': { content: 'x'.repeat(3_000_000), mode: 0o755 },
  random: randomBytes(700_001),
  empty: '',
  folder: null,
  'deep/down/link': { link: '../../random' },
  'deep/folder': { link: '../bin' },
  'to-nothing': { link: 'deep/not-yet' },
  ' blanks \t': 'x',
  '-rf': 'x',
  '*': 'x',
  'new\nline\n14 path=b\n/etc': 'x',
  'back\\slash "quoted" $(id) `id`': 'x',
  [`${'日'.repeat(80)}/${'語\n'.repeat(60)}`]: 'unicode',
};

/** By path: what it is, its mode, content or target. */
function describeFolder(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names.toSorted().map((name) => {
      const stats = lstatSync(join(root, name));
      const content = stats.isFile() ? readFileSync(join(root, name)).toString('base64').slice(0, 10_000) : '';
      return [name, `${stats.mode.toString(8)} ${stats.isFile() ? `${stats.size} ${stats.mtimeMs}` : ''} ${content}`];
    }),
  );
}

test('a package is unpacked to what GNU tar makes of it, whatever its names and the umask', async () => {
  const file = await savePackage(await packRoot(writeTree(tree)));
  const folder = join(temporaryFolder(), 'scripts');
  const umask = process.umask(0o077);

  await unpackPackage(file, folder, { signal }).finally(() => process.umask(umask));

  const seen = describeFolder(folder);
  expect(Object.keys(seen)).toHaveLength(19);
  expect(seen).toEqual(describeFolder(unpack(file)));
  expect(readFileSync(join(folder, 'deep/down/link')).equals(readFileSync(join(folder, 'random')))).toBe(true);
});

interface Entry {
  readonly path: string;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'BlockDevice' | 'FIFO';
  readonly linkpath?: string;
  readonly mode?: number;
  readonly content?: string;
}

function entry({ path, type = 'File', linkpath = '', mode = 0o644, content = '' }: Entry): Buffer {
  const header = new Header({ path, type, linkpath, mode, size: content.length, mtime: new Date(0) });
  const block = Buffer.alloc(512);
  // what does not fit stands in a pax header of its own
  const needsPax = header.encode(block);
  const pax = needsPax ? new Pax({ path, linkpath }).encode() : Buffer.alloc(0);
  return Buffer.concat([pax, block, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** A package that tagship would not make, beside a folder that stands for the rest of the machine. */
function planted(entries: readonly Entry[]): {
  readonly file: string;
  readonly machine: string;
  readonly folder: string;
} {
  const machine = temporaryFolder();
  mkdirSync(join(machine, 'outside'));
  writeFileSync(join(machine, 'outside', 'passwd'), 'root');
  const file = join(temporaryFolder(), 'package.tar.gz');
  writeFileSync(file, gzipSync(Buffer.concat([...entries.map(entry), end])));
  return { file, machine, folder: join(machine, 'scripts') };
}

describe('nothing is written outside of the folder, and nothing at all of a package that', () => {
  const link = (path: string, linkpath: string): Entry => ({ path, type: 'SymbolicLink', linkpath });
  const evil = (path: string): Entry => ({ path, content: 'evil' });
  const out = 'outside the package';
  test.each<[string, readonly Entry[], string]>([
    ['has an absolute name', [evil('/outside/passwd')], 'a path that no package holds'],
    ['has ../', [evil('../outside/passwd')], 'a path that no package holds'],
    ['has ../ in the middle', [evil('a/../../outside/passwd')], 'a path that no package holds'],
    ['has ../ as a folder', [{ path: '../new', type: 'Directory' }], 'a path that no package holds'],
    ['has ../ in a pax header', [evil(`${'a/'.repeat(200)}../../x`)], 'a path that no package holds'],
    ['has the folder itself', [{ path: './', type: 'Directory' }], 'a path that no package holds'],
    ['writes through a link out', [link('a', '../outside'), evil('a/passwd')], out],
    ['writes through a link within', [{ path: 'b', type: 'Directory' }, link('a', 'b'), evil('a/x')], 'no folder'],
    ['makes a folder of a link', [link('a', 'b'), { path: 'a/b', type: 'Directory' }], 'no folder'],
    ['makes a link of a folder', [evil('a/x'), link('a', 'b')], 'twice'],
    ['writes over a link', [link('a', 'b'), evil('a')], 'twice'],
    ['has an absolute link', [link('a', '/etc/passwd')], out],
    ['has a link up', [link('a', '..')], out],
    ['has a link up from below', [link('a/b', '../../outside/passwd')], out],
    ['has a link to nothing', [link('a', '')], out],
    // read by its letters it stays inside
    ['has a link out by way of a link', [link('deep/down/up', '../..'), link('a', 'deep/down/up/../outside')], out],
    ['has a link out by way of a link that comes later', [link('a', 'b/c/../../../outside'), link('b/c', '..')], out],
    ['has a hard link out', [{ path: 'a', type: 'Link', linkpath: '../outside/passwd' }], 'a type that no package'],
    ['has a hard link within', [evil('b'), { path: 'a', type: 'Link', linkpath: 'b' }], 'a type that no package'],
    ['has a character device', [{ path: 'a', type: 'CharacterDevice' }], 'a type that no package holds'],
    ['has a block device', [{ path: 'a', type: 'BlockDevice' }], 'a type that no package holds'],
    ['has a FIFO', [{ path: 'a', type: 'FIFO' }], 'a type that no package holds'],
    ['has a setuid bit', [{ path: 'a', mode: 0o4755 }], 'a mode that no package holds (4755)'],
    ['has a setgid bit', [{ path: 'a', mode: 0o2755 }], 'a mode that no package holds (2755)'],
    ['is writable for all', [{ path: 'a', mode: 0o777 }], 'a mode that no package holds (777)'],
    ['has a name longer than any', [evil('n'.repeat(300))], 'cannot be written (ENAMETOOLONG)'],
  ])('%s', async (_, entries, told) => {
    const { file, machine, folder } = planted([{ path: 'deploy.sh', content: 'echo', mode: 0o755 }, ...entries]);

    const unpacking = unpackPackage(file, folder, { signal });

    await expect(unpacking).rejects.toMatchObject({ code: 'integrity', message: expect.stringContaining(told) });
    expect(readdirSync(machine)).toEqual(['outside']);
    expect(readdirSync(join(machine, 'outside'))).toEqual(['passwd']);
    expect(readFileSync(join(machine, 'outside', 'passwd'), 'utf8')).toBe('root');
  });
});

test('a bomb is stopped long before it has burst', async () => {
  const { machine, folder } = planted([]);
  const bomb = await savePackage(await packRoot(writeTree({ zeros: Buffer.alloc(60 * 1024 * 1024) })));

  const unpacking = unpackPackage(bomb, folder, { signal, maximumTarBytes: 1024 * 1024 });

  await expect(unpacking).rejects.toMatchObject({ message: 'the package unpacks to more than 1048576 bytes' });
  expect(readdirSync(machine)).toEqual(['outside']);
});

test('a package cut short leaves nothing', async () => {
  const { machine, folder } = planted([]);
  const file = await savePackage(await packRoot(writeTree(tree)));
  writeFileSync(file, readFileSync(file).subarray(0, -400_000));

  await expect(unpackPackage(file, folder, { signal })).rejects.toMatchObject({ code: 'integrity' });

  expect(readdirSync(machine)).toEqual(['outside']);
});

test('an empty folder is taken, one that has something is left as it is', async () => {
  const file = await savePackage(await packRoot(writeTree({ a: 'new' })));
  const [empty, full] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(full, 'a'), 'old');

  await unpackPackage(file, empty, { signal });
  const refused = unpackPackage(file, full, { signal });

  await expect(refused).rejects.toMatchObject({ code: 'disk-full', message: expect.stringContaining('(ENOTEMPTY)') });
  expect(readFileSync(join(empty, 'a'), 'utf8')).toBe('new');
  expect(readFileSync(join(full, 'a'), 'utf8')).toBe('old');
  expect(existsSync(`${full}.unpacking`)).toBe(false);
});

test('what a killed run left beside the folder is removed, a planted link too', async () => {
  const file = await savePackage(await packRoot(writeTree({ a: 'new' })));
  const { machine, folder } = planted([]);
  symlinkSync(join(machine, 'outside'), `${folder}.unpacking`);

  await unpackPackage(file, folder, { signal });

  expect(readdirSync(machine)).toEqual(['outside', 'scripts']);
  expect(readdirSync(join(machine, 'outside'))).toEqual(['passwd']);
});

test('unpacking ends when it is aborted, with its reason, and leaves nothing', async () => {
  const controller = new AbortController();
  const file = await savePackage(await packRoot(writeTree(tree)));
  const { machine, folder } = planted([]);
  const reason = new Error('SIGTERM');

  const unpacking = unpackPackage(file, folder, { signal: controller.signal });
  controller.abort(reason);

  await expect(unpacking).rejects.toBe(reason);
  expect(readdirSync(machine)).toEqual(['outside']);
});
