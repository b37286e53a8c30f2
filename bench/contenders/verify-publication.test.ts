import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clone, createClone, packedPaths, renderedFor, renderedPaths } from '../inputs/create-clone.ts';
import { writeConfiguration } from '../inputs/write-inputs.ts';
import { type BenchStore, startSink, type Target } from '../servers/target.ts';
import { documentedWay, tagship } from './publishers.ts';
import { verifyPublication } from './verify-publication.ts';

let folder: string;
let clone: Clone;
let sink: Target;
let stores: readonly BenchStore[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagship-verify-'));
  clone = createClone(join(folder, 'clone'), writeConfiguration);
  sink = await startSink(join(folder, 'kept'));
  await sink.keepBodies(true);
  stores = sink.stores.slice(0, 2);
});
afterAll(async () => {
  await sink[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Puts a package into both stores, made from a copy of the clone that was rendered for its store and then changed. */
async function publish(change: (copy: string) => void = () => undefined): Promise<void> {
  for (const { bucket } of stores) {
    const copy = mkdtempSync(join(folder, 'copy-'));
    cpSync(clone.directory, copy, { recursive: true });
    for (const path of renderedPaths) {
      writeFileSync(join(copy, path), renderedFor(clone, path, bucket));
    }
    change(copy);
    const archive = join(folder, `${bucket}.tar.gz`);
    execFileSync('tar', ['czf', archive, '-C', copy, ...packedPaths]);
    await put(bucket, documentedWay.packageKey, readFileSync(archive));
  }
}

async function put(bucket: string, key: string, body: Buffer): Promise<void> {
  await fetch(`${sink.endpoint}/${bucket}/${key}`, { method: 'PUT', body: new Uint8Array(body) });
}

async function verify(publisher = documentedWay): Promise<void> {
  await verifyPublication(publisher, { clone, target: sink, stores, stsEndpoint: sink.endpoint }, folder);
}

test('packages that unpack to the clone, with the names of their stores, are right', async () => {
  await publish();

  await expect(verify()).resolves.toBeUndefined();
});

test.each([
  [
    'a script that names no bucket',
    (copy: string) => cpSync(join(clone.directory, 'deploy.sh'), join(copy, 'deploy.sh')),
  ],
  ['a file with another byte', (copy: string) => appendFileSync(join(copy, 'files', 'module-1.conf'), '\n')],
  ['a file that is missing', (copy: string) => rmSync(join(copy, 'files', 'module-2.conf'))],
  ['a file too many', (copy: string) => writeFileSync(join(copy, 'files', 'left-over'), '')],
])('%s is found', async (_fault, change) => {
  await publish(change);

  await expect(verify()).rejects.toThrow(/acme-project02 has \d+ files of 8/);
});

test('a store without a package is found', async () => {
  await publish();
  const [first] = stores;
  await fetch(`${sink.endpoint}/${first?.bucket}/${documentedWay.packageKey}`, { method: 'DELETE' });

  await expect(verify()).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a record that names other bytes is found', async () => {
  await publish();
  for (const { bucket } of stores) {
    await put(bucket, 'ModuleX/1.0.0/ModuleX.rel.json', Buffer.from('{"package":{"sha256":"0"}}'));
  }

  await expect(verify(tagship)).rejects.toThrow('recorded is 0');
});
