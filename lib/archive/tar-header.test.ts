import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PackEntry } from './pack-entry.ts';
import { tarEnd, tarHeaders } from './tar-header.ts';
import { temporaryFolder } from './test-package.ts';

const tarHeader = tarHeaders(new Date(1_600_000_000_000));
const python = `
import json, sys, tarfile
members = tarfile.open(sys.argv[1]).getmembers()
print(json.dumps([[m.name, m.type.decode(), oct(m.mode), m.uid, m.gid, m.uname, m.gname, m.mtime, m.linkname] for m in members]))
`;

function listedByPython(entries: readonly PackEntry[]): unknown {
  const file = join(temporaryFolder(), 'x.tar');
  writeFileSync(file, Buffer.concat([...entries.map((entry) => Buffer.from(tarHeader(entry))), tarEnd]));
  return JSON.parse(execFileSync('python3', ['-c', python, file]).toString());
}

test.each([
  ['short', 'a'],
  ['98 bytes', 'a'.repeat(98)],
  ['99 bytes', 'a'.repeat(99)],
  ['100 bytes without a folder', 'a'.repeat(100)],
  ['101 bytes without a folder', 'a'.repeat(101)],
  ['255 bytes', 'a'.repeat(255)],
  ['a path that ustar could split', `${'a'.repeat(120)}/${'b'.repeat(60)}`],
  ['a prefix of 155 bytes', `${'a'.repeat(155)}/${'b'.repeat(100)}`],
  ['over 1000 bytes', Array.from({ length: 9 }, () => 'x'.repeat(120)).join('/')],
  ['line feed', 'a\nb'],
  ['long with line feeds that look like records', `${'a'.repeat(120)}\n14 path=b\n/etc`],
  ['unicode', 'größe/日本語/😀'],
  ['long unicode', '日'.repeat(85)],
  ['not normalized', 'e\u0301'],
  ['spaces, backslashes and quotes', ' a\\b "c" '],
])('every path comes back as it was, with nothing of this machine in its header: %s', (_, path) => {
  const entries: PackEntry[] = [
    { type: 'directory', source: '/clone', path },
    { type: 'file', path, source: '/nowhere', mode: '0755', size: 0 },
    { type: 'symlink', path, target: path },
  ];

  const listed = listedByPython(entries);

  const owner = [0, 0, '', '', 1_600_000_000];
  expect(listed).toEqual([
    [path, '5', '0o755', ...owner, ''],
    [path, '0', '0o755', ...owner, ''],
    [path, '2', '0o777', ...owner, path],
  ]);
});

test.each([8 * 1024 ** 3 - 1, 8 * 1024 ** 3, 9 * 1024 ** 3 + 7])(
  'GNU tar and Python read a size of %d bytes',
  (size) => {
    const file = join(temporaryFolder(), 'x.tar');
    writeFileSync(file, tarHeader({ type: 'file', path: 'big', source: '/nowhere', mode: '0644', size }));

    // neither is given the content: what they say of the header is all that is wanted
    const gnu = execFileSync('sh', ['-c', 'tar -tvf "$1" 2>/dev/null || :', 'sh', file]).toString();
    const pythonSize = execFileSync('python3', [
      '-c',
      'import sys, tarfile; print(tarfile.open(sys.argv[1]).next().size)',
      file,
    ]);

    expect(gnu).toContain(` ${size} `);
    expect(Number(pythonSize)).toBe(size);
  },
);
