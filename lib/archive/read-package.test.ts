import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { expect, test } from 'vitest';
import { readPackage } from './read-package.ts';
import { packageBytes, packRoot, savePackage, type Tree, temporaryFolder, writeTree } from './test-package.ts';

const options = { maximumTarBytes: 1024 ** 3 };

const tree: Tree = {
  'bin/app': { content: 'x'.repeat(3_000_000), mode: 0o755 },
  random: randomBytes(2_000_000),
  empty: '',
  folder: null,
  link: { link: 'empty' },
  [`${'a'.repeat(120)}\n14 path=b\n/etc`]: 'long, with line feeds',
  [`${'日'.repeat(80)}/${'語\n'.repeat(60)}`]: 'unicode',
};

/** `bytes` in pieces that end in the middle of everything. */
function inPieces(bytes: Buffer, pieceBytes: number): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  return Readable.from(pieces);
}

async function smallPackage(): Promise<Buffer> {
  return await packageBytes(await packRoot(writeTree({ a: 'content', b: randomBytes(5_000) })));
}

test.each([7, 4096, 10_000_000])('what is read back is what was packed, in pieces of %d bytes', async (pieceBytes) => {
  const packed = await packRoot(writeTree(tree));
  const bytes = await packageBytes(packed);

  const read = await readPackage(inPieces(bytes, pieceBytes), options);

  const { size, sha256, tarSha256, files } = packed;
  expect(read).toEqual({ size, sha256, tarSha256, files });
});

test('a package of GNU tar is read, long names and all', async () => {
  const root = writeTree({ ['l'.repeat(180)]: 'long', 'd/x': { content: 'run', mode: 0o755 } });
  const file = join(temporaryFolder(), 'x.tar.gz');
  execFileSync('tar', ['--format=gnu', '-czf', file, '-C', root, 'd', 'l'.repeat(180)]);

  const read = await readPackage(createReadStream(file), options);

  expect(read.files.map(({ path, mode, size }) => ({ path, mode, size }))).toEqual([
    { path: 'd/x', mode: '0755', size: 3 },
    { path: 'l'.repeat(180), mode: '0644', size: 4 },
  ]);
});

test('a package that is cut anywhere is refused', async () => {
  const bytes = await smallPackage();

  for (let length = 0; length < bytes.length; length += 97) {
    const reading = readPackage(Readable.from([bytes.subarray(0, length)]), options);

    await expect(reading, `cut at ${length}`).rejects.toMatchObject({ code: 'integrity' });
  }
});

test('a package with one altered byte is refused, or its digest is another one', async () => {
  const bytes = await smallPackage();
  const { sha256 } = await readPackage(Readable.from([bytes]), options);

  for (let offset = 0; offset < bytes.length; offset += 211) {
    const altered = Buffer.from(bytes);
    altered.writeUInt8(altered.readUInt8(offset) ^ 0x55, offset);
    const outcome = await readPackage(Readable.from([altered]), options).then(
      (read) => read.sha256,
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );

    expect(outcome, `altered at ${offset}`).not.toBe(sha256);
    expect(outcome).toMatch(/^(integrity|[0-9a-f]{64})$/);
  }
});

const twoEmptyBlocks = Buffer.alloc(1024);

test.each<[string, (whole: Buffer) => Buffer]>([
  ['garbage after its end', (whole) => Buffer.concat([whole, Buffer.from('garbage')])],
  ['zeros after its end', (whole) => Buffer.concat([whole, Buffer.alloc(5)])],
  ['a second gzip member with more', (whole) => Buffer.concat([whole, gzipSync('more')])],
  ['no gzip', () => Buffer.from('PK\u0003\u0004 this is a zip file')],
  ['gzip of no archive', () => gzipSync(randomBytes(5_000))],
  ['gzip of text', () => gzipSync('hello')],
  ['gzip of gzip', (whole) => gzipSync(whole)],
  ['gzip of nothing', () => gzipSync('')],
  ['an archive without an end', (whole) => gzipSync(unzipped(whole).subarray(0, -1024))],
  ['an archive that goes on after its end', (whole) => gzipSync(Buffer.concat([twoEmptyBlocks, unzipped(whole)]))],
])('refused: %s', async (_, damage) => {
  const damaged = damage(await smallPackage());

  const reading = readPackage(Readable.from([damaged]), options);

  await expect(reading).rejects.toMatchObject({ name: 'TagshipError', code: 'integrity' });
});

test('a small package that unpacks to more than is allowed is refused before it is unpacked', async () => {
  const bomb = await savePackage(await packRoot(writeTree({ zeros: Buffer.alloc(40 * 1024 * 1024) })));

  const reading = readPackage(createReadStream(bomb), { maximumTarBytes: 10 * 1024 * 1024 });

  await expect(reading).rejects.toMatchObject({
    code: 'integrity',
    message: 'the package unpacks to more than 10485760 bytes',
  });
});

test.each<[string, readonly TarEntry[], string]>([
  ['an absolute path', [{ path: '/etc/passwd' }], '"/etc/passwd" is a path that no package holds'],
  ['a path that leads out', [{ path: 'a/../../b' }], '"a/../../b" is a path that no package holds'],
  ['a link out', [{ path: '../x', type: 'SymbolicLink' }], '"../x" is a path that no package holds'],
  ['a path again', [{ path: 'a' }, { path: 'a' }], '"a" is in the package twice'],
  [
    'a link that becomes a folder',
    [
      { path: 'a', type: 'SymbolicLink' },
      { path: 'a/', type: 'Directory' },
    ],
    '"a/" is in the package twice',
  ],
  ['a hard link', [{ path: 'a', type: 'Link' }], '"a" is of a type that no package holds (Link)'],
  [
    'a file too many',
    Array.from({ length: 100_001 }, (_, index) => ({ path: String(index) })),
    'the package has more than 100000 files, 32 MiB of paths or 64 GiB of content',
  ],
  [
    'content for more than 64 GiB',
    [{ path: 'a', size: 70_000_000_000, type: 'SymbolicLink' }],
    'the package has more than 100000 files, 32 MiB of paths or 64 GiB of content',
  ],
])('a planted archive with %s is refused', async (_, entries, message) => {
  const tar = Buffer.concat([...entries.map(headerOf), twoEmptyBlocks]);

  const reading = readPackage(Readable.from([gzipSync(tar)]), options);

  await expect(reading).rejects.toMatchObject({ code: 'integrity', message });
});

test('an error of the source stays what it is', async () => {
  const failure = Object.assign(new Error('connection reset'), { code: 'ECONNRESET' });
  async function* failing() {
    yield (await smallPackage()).subarray(0, 100);
    throw failure;
  }

  const reading = readPackage(failing(), options);

  await expect(reading).rejects.toBe(failure);
});

test('reading ends when it is aborted', async () => {
  const controller = new AbortController();
  async function* endless() {
    for (;;) {
      yield gzipSync(Buffer.alloc(512));
      controller.abort();
    }
  }

  const reading = readPackage(endless(), { ...options, signal: controller.signal });

  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

interface TarEntry {
  readonly path: string;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link';
  readonly size?: number;
}

function headerOf({ path, type = 'File', size = 0 }: TarEntry): Buffer {
  const header = new Header({ path, type, size, linkpath: 'x', mode: 0o644, mtime: new Date(0) });
  header.encode();
  return header.block ?? Buffer.alloc(0);
}

function unzipped(bytes: Buffer): Buffer {
  const file = join(temporaryFolder(), 'x.gz');
  writeFileSync(file, bytes);
  return execFileSync('gunzip', ['-c', file]);
}
