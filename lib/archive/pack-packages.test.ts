import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packPackages } from './pack-packages.ts';
import { openFiles, packRequest, packRoot, savePackage, type Tree, unpack, writeTree } from './test-package.ts';

const mebibyte = 1024 * 1024;
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
const gunzipped = (file: string): Buffer => execFileSync('gunzip', ['-c', file], { maxBuffer: 64 * mebibyte });

/** Larger than four blocks, partly compressible. */
const large = Buffer.concat([randomBytes(mebibyte), Buffer.alloc(3 * mebibyte, 'text '), randomBytes(300_001)]);

const tree: Tree = {
  'etc/nginx.conf': 'worker 1;\r\n',
  'etc/empty': '',
  'etc/folder': null,
  'bin/app': large,
  'bin/current': { link: 'app' },
  'deploy.sh': { content: '#!/bin/sh\n', mode: 0o755 },
  ['long-'.repeat(40)]: 'long',
  ['é\n'.repeat(60)]: 'odd',
};

const streamingPython = `
import hashlib, json, sys, tarfile
with tarfile.open(sys.argv[1], 'r|gz') as archive:
    print(json.dumps({m.name: hashlib.sha256(archive.extractfile(m).read()).hexdigest() for m in archive if m.isfile()}))
`;

test('gzip, GNU tar and streaming Python read a package, and it is what its description says', async () => {
  const packed = await packRoot(writeTree(tree));

  const file = await savePackage(packed);

  const bytes = readFileSync(file);
  const described = Object.fromEntries(packed.files.map((packedFile) => [packedFile.path, packedFile.sha256]));
  execFileSync('gzip', ['-t', file]);
  expect([packed.size, packed.sha256]).toEqual([bytes.length, sha256(bytes)]);
  expect(packed.contentSha256).toBe(sha256(gunzipped(file)));
  expect(JSON.parse(execFileSync('python3', ['-c', streamingPython, file]).toString())).toEqual(described);
  const unpacked = unpack(file);
  expect(readFileSync(join(unpacked, 'bin/app'))).toEqual(large);
  expect(readlinkSync(join(unpacked, 'bin/current'))).toBe('app');
  expect(readdirSync(join(unpacked, 'etc/folder'))).toEqual([]);
  expect(readFileSync(join(unpacked, 'é\n'.repeat(60)), 'utf8')).toBe('odd');
});

test('the header is the same on every machine and the package is one gzip member', async () => {
  const packed = await packRoot(writeTree({ a: 'x' }));

  const bytes = readFileSync(await savePackage(packed));

  expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  expect(gunzipSync(bytes).length).toBe(bytes.readUInt32LE(bytes.length - 4));
});

test('every entry has the time of the commit in whole seconds, whatever kind of header it needs', async () => {
  const file = await savePackage(await packRoot(writeTree(tree), { modifiedAt: new Date(1_600_000_000_999) }));

  const program = 'import sys, tarfile; print({m.mtime for m in tarfile.open(sys.argv[1])})';
  const times = execFileSync('python3', ['-c', program, file]).toString();

  expect(times).toBe('{1600000000}\n');
});

test('the order in which entries are given does not change the package', async () => {
  const root = writeTree(tree);
  const { entries } = packRequest(root);

  const packages = [await packRoot(root), await packRoot(root, { entries: entries.toReversed() })];

  expect(packages[0]?.sha256).toBe(packages[1]?.sha256);
});

test('no packed file is left open', async () => {
  const root = writeTree(tree);

  await packRoot(root);

  expect(openFiles().filter((path) => path.startsWith(root))).toEqual([]);
});

test('an empty list of entries makes an empty archive', async () => {
  const packed = await packRoot(writeTree({}));

  const file = await savePackage(packed);

  expect(execFileSync('tar', ['-tzf', file]).toString()).toBe('');
});

// the sample of the source text rendered the second bucket's script from the first one's (D1)
test('each store gets the values of its own, rendered from the untouched source', async () => {
  const script = 'aws s3 cp s3://${BUCKET_NAME}/${REPO_NAME}/$TAG . # ${BUCKET_NAME}\n';
  const root = writeTree({ 'deploy.sh': { content: script, mode: 0o755 }, 'a/lib': 'x', 'z/lib': 'y' });
  const variants = new Map([
    ['PROJECTA', { BUCKET_NAME: 'projecta', REPO_NAME: 'ModuleX' }],
    ['PROJECTB', { BUCKET_NAME: 'b&$1\\1', REPO_NAME: 'ModuleX' }],
  ]);

  const packages = await packPackages(packRequest(root, { placeholderFiles: ['deploy.sh'], variants }));

  const scripts: string[] = [];
  for (const packed of packages.values()) {
    const file = await savePackage(packed);
    const rendered = readFileSync(join(unpack(file), 'deploy.sh'), 'utf8');
    scripts.push(rendered);
    expect(packed.sha256).toBe(sha256(readFileSync(file)));
    expect(packed.files.at(-1)).toEqual({
      path: 'deploy.sh',
      size: rendered.length,
      mode: '0755',
      sha256: sha256(rendered),
    });
    expect(packed.placeholders).toEqual([
      { file: 'deploy.sh', name: 'BUCKET_NAME', count: 2 },
      { file: 'deploy.sh', name: 'REPO_NAME', count: 1 },
    ]);
  }
  expect(scripts).toEqual([
    'aws s3 cp s3://projecta/ModuleX/$TAG . # projecta\n',
    'aws s3 cp s3://b&$1\\1/ModuleX/$TAG . # b&$1\\1\n',
  ]);
  expect(readFileSync(join(root, 'deploy.sh'), 'utf8')).toBe(script);
});

test('contentSha256 is that of the unrendered archive, so it is equal in all stores', async () => {
  const root = writeTree({ 'deploy.sh': '${BUCKET_NAME}', lib: 'x' });
  const variants = new Map([
    ['A', { BUCKET_NAME: 'a' }],
    ['B', { BUCKET_NAME: 'bb' }],
    ['UNRENDERED', { BUCKET_NAME: '${BUCKET_NAME}' }],
  ]);

  const packages = await packPackages(packRequest(root, { placeholderFiles: ['deploy.sh'], variants }));

  const unrendered = packages.get('UNRENDERED');
  const contentSha256 = unrendered && sha256(gunzipped(await savePackage(unrendered)));
  expect([...packages.values()].map((packed) => packed.contentSha256)).toEqual(Array(3).fill(contentSha256));
  expect(new Set([...packages.values()].map((packed) => packed.sha256)).size).toBe(3);
});

test('what stores have in common is on disk once, however many stores there are', async () => {
  const root = writeTree({ 'deploy.sh': '${BUCKET_NAME}', random: randomBytes(2 * mebibyte) });
  const variants = new Map(Array.from({ length: 16 }, (_, index) => [`S${index}`, { BUCKET_NAME: `bucket-${index}` }]));
  const request = packRequest(root, { placeholderFiles: ['deploy.sh'], variants });

  const packages = await packPackages(request);

  const beginnings = await Promise.all(
    [...packages.values()].map(async ({ body }) => sha256(await body.read(0, 2 ** 21))),
  );
  expect(readdirSync(request.workDir)).toHaveLength(1);
  expect(new Set(beginnings).size).toBe(1);
  for (const { body } of packages.values()) {
    await body.close();
  }
});

test('rendered files of more than one block are packed whole', async () => {
  const script = `\${REL_TAG}\n${'# comment\n'.repeat(250_000)}`;
  const root = writeTree({ 'install.sh': script, 'upgrade.sh': '${REL_TAG}', zzz: 'last by name' });
  const variants = new Map([['A', { REL_TAG: '2.0.0' }]]);

  const packed = await packRoot(root, { placeholderFiles: ['upgrade.sh', 'install.sh'], variants });

  const unpacked = unpack(await savePackage(packed));
  expect(packed.files.map(({ path }) => path)).toEqual(['zzz', 'install.sh', 'upgrade.sh']);
  expect(readFileSync(join(unpacked, 'install.sh'), 'utf8')).toBe(script.replace('${REL_TAG}', '2.0.0'));
});

test('progress ends at the number of bytes that there are', async () => {
  const seen: number[] = [];
  const root = writeTree({ a: large, 'deploy.sh': 'x' });

  await packRoot(root, {
    placeholderFiles: ['deploy.sh'],
    onProgress: ({ packedBytes, totalBytes }) => seen.push(packedBytes / totalBytes),
  });

  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});
