import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../archive/test-package.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { fetchPackage } from './fetch-package.ts';

const key = 'ModuleX/1.4.2/modulex-client.tar.gz';
const bytes = Buffer.alloc(300_000, 'package ');
const sha256 = createHash('sha256').update(bytes).digest('hex');

let projects: ProjectStores;
let store: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  store = projects.open('PROJECTA');
  projects.server.put('acme-projecta', key, bytes);
});

afterEach(async () => {
  await projects[Symbol.asyncDispose]();
});

test('a package is brought byte for byte and can be read again from any place', async () => {
  const workDir = temporaryFolder();

  const body = await fetchPackage({ store, key, sha256, workDir, signal: new AbortController().signal });

  expect(body.size).toBe(bytes.length);
  expect(Buffer.compare(await body.read(0, bytes.length), bytes)).toBe(0);
  expect((await body.read(3, 11)).toString()).toBe(bytes.subarray(3, 11).toString());
  expect(readdirSync(workDir)).toHaveLength(1);
  await body.close();
});

test('what breaks off on its way is begun again, and not for ever', async () => {
  const requested = (): number => projects.server.calls.filter(({ operation }) => operation === 'GetObject').length;
  const fetching = async () =>
    await fetchPackage({ store, key, sha256, workDir: temporaryFolder(), signal: new AbortController().signal });
  projects.server.setHooks({ after: () => (requested() === 1 ? { kind: 'truncate' } : undefined) });

  const body = await fetching();
  await body.close();
  projects.server.setHooks({ after: () => ({ kind: 'truncate' }) });
  const before = requested();

  expect(body.size).toBe(bytes.length);
  await expect(fetching()).rejects.toMatchObject({ code: 'store-unreachable' });
  expect(requested() - before).toBe(3);
});

test('bytes that are not those that were recorded are not brought on to other stores', async () => {
  const expected = '0'.repeat(64);

  const fetching = fetchPackage({
    store,
    key,
    sha256: expected,
    workDir: temporaryFolder(),
    signal: new AbortController().signal,
  });

  await expect(fetching).rejects.toMatchObject({
    code: 'integrity',
    message: `s3://acme-projecta/${key} has sha256 ${sha256}, ${expected} was stored there`,
  });
});
