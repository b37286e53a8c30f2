import { renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packPackages } from './pack-packages.ts';
import { packRequest, writeTree } from './test-package.ts';

test.each<[string, (root: string) => void]>([
  ['was written again', (root) => writeFileSync(join(root, 'etc/file'), 'CONTENT')],
  ['was written again and given its old time', (root) => rewriteWithOldTime(join(root, 'etc/file'))],
  ['was replaced by a file that was ready', (root) => renameSync(join(root, 'etc/twin'), join(root, 'etc/file'))],
])('a file that %s with the same size between the check and the packing is refused', async (_, change) => {
  const root = writeTree({ 'etc/file': 'content', 'etc/twin': 'CONTENT' });
  const request = packRequest(root, { placeholderFiles: [] });
  change(root);

  const packing = packPackages(request);

  await expect(packing).rejects.toMatchObject({ code: 'source-changed' });
});

test('a placeholder file that was written again with the same size after its placeholders were checked is refused', async () => {
  const root = writeTree({ 'deploy.sh': 'echo ${BUCKET_NAME}' });
  const values = new Map([['A', { BUCKET_NAME: 'acme' }]]);
  const request = packRequest(root, { placeholderFiles: ['deploy.sh'], variants: values });
  writeFileSync(join(root, 'deploy.sh'), 'echo ${BUCKET_nAME}');

  const packing = packPackages(request);

  await expect(packing).rejects.toMatchObject({
    code: 'source-changed',
    message: '"deploy.sh" changed while it was being packed',
  });
});

function rewriteWithOldTime(file: string): void {
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'CONTENT');
  utimesSync(file, atime, mtime);
}
