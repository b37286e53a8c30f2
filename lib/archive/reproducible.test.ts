import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packInChild, type Tree, temporaryFolder, writeTree } from './test-package.ts';

const tree: Tree = {
  a: 'x',
  'é/ß': randomBytes(3 * 1024 * 1024),
  'é/B': Buffer.alloc(2_500_000, 'compressible '),
  Z: { content: 'run', mode: 0o755 },
  link: { link: 'a' },
};

function reference(): { readonly root: string; readonly sha256: string } {
  const root = writeTree(tree);
  return { root, sha256: packInChild({ root, workDir: temporaryFolder() }) };
}

test.each([
  [{ env: { TZ: 'Asia/Tokyo' } }],
  [{ env: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' } }],
  [{ before: 'umask 077' }],
  [{ env: { UV_THREADPOOL_SIZE: '1' } }],
  [{ env: { UV_THREADPOOL_SIZE: '16' } }],
  [{ before: 'cd /' }],
])('the same files give the same bytes under %j', (surroundings) => {
  const { root, sha256 } = reference();

  const again = packInChild({ root, workDir: temporaryFolder(), ...surroundings });

  expect(again).toBe(sha256);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('times, modes beyond the executable bit and the order of creation do not change the bytes', () => {
  const { sha256 } = reference();
  const root = writeTree(Object.fromEntries(Object.entries(tree).toReversed()));
  utimesSync(join(root, 'a'), new Date(0), new Date(0));
  chmodSync(join(root, 'a'), 0o600);
  chmodSync(join(root, 'Z'), 0o700);
  chmodSync(join(root, 'é'), 0o700);

  const again = packInChild({ root, workDir: temporaryFolder() });

  expect(again).toBe(sha256);
});

test('a copy somewhere else gives the same bytes', () => {
  const { root, sha256 } = reference();
  const copy = temporaryFolder();
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });

  const again = packInChild({ root: copy, workDir: temporaryFolder() });

  expect(readdirSync(copy).length).toBeGreaterThan(0);
  expect(again).toBe(sha256);
});
