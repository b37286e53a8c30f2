import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packRoot, savePackage, type Tree, unpack, writeTree } from './test-package.ts';

const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom('a', 'b', 'x'.repeat(120), 'a\nb'),
  )
  .map((text) => text.toWellFormed())
  .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..' && text !== '.git')
  .filter((text) => Buffer.byteLength(text) < 250);
const content = fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes));
const file = fc.record({ path: fc.array(name, { minLength: 1, maxLength: 4 }), content });

/** Leaves out what cannot exist beside what came before: a file cannot be a folder too. */
function toTree(files: readonly { readonly path: readonly string[]; readonly content: Buffer }[]): Tree {
  const tree: Record<string, Buffer> = {};
  for (const { path: names, content: bytes } of files) {
    const path = names.join('/');
    if (!Object.keys(tree).some((other) => `${other}/`.startsWith(`${path}/`) || path.startsWith(`${other}/`))) {
      tree[path] = bytes;
    }
  }
  return tree;
}

function listTree(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder)).flatMap((child) => {
    const path = `${folder}${child}`;
    const full = join(root, path);
    const stats = lstatSync(full);
    if (stats.isDirectory()) {
      return [`${path}/`, ...listTree(root, `${path}/`)];
    }
    return [`${path}: ${stats.isSymbolicLink() ? readlinkSync(full) : readFileSync(full, 'hex')}`];
  });
}

test('GNU tar unpacks any tree to what it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 8 }), async (files) => {
      const root = writeTree(toTree(files));

      const unpacked = unpack(await savePackage(await packRoot(root)));

      expect(listTree(unpacked).toSorted()).toEqual(listTree(root).toSorted());
    }),
    { numRuns: 60 },
  );
});
