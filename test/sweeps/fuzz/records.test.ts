import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TagshipError } from '../../../lib/core/errors.ts';
import { parseRecord, type ReleaseRecord, serializeRecord } from '../../../lib/release/record.ts';
import { type PackageIdentity, packageKey } from '../../../lib/store/layout.ts';
import { fuzzing } from './fuzzing.ts';

const digest = 'a'.repeat(64);
const identity: PackageIdentity = { kind: 'dist', name: 'ProjectA', folder: '2.1.0', packageName: 'ProjectA' };
const pinned = { key: 'ModuleX/2.0.0/ModuleX.tar.gz', size: 7, sha256: digest };

const valid: ReleaseRecord = {
  schema: 1,
  kind: 'dist',
  name: 'ProjectA',
  folder: '2.1.0',
  package: {
    key: packageKey(identity),
    size: 1234,
    sha256: digest,
    contentSha256: digest,
    etag: 'b'.repeat(32),
    compression: 'gzip level 4, zlib 1.3.1',
  },
  files: [{ path: 'install.sh', size: 12, mode: '0755', sha256: digest }],
  placeholders: [{ file: 'install.sh', name: 'BUCKET_NAME', count: 1 }],
  repoInfo: { relBranch: '2.1.0', subRepo: [{ name: 'ModuleX', version: '2.0.0', args: [] }], upgradeList: [] },
  lock: {
    modules: [
      { name: 'ModuleX', version: '2.0.0', rel: pinned, src: null, dependsOn: [], args: [], because: 'sub_repo' },
    ],
  },
  source: {
    repository: 'acme/projecta.dist',
    repositoryUuid: '{9c3d3b7e-0000-4000-8000-000000000001}',
    commit: 'c'.repeat(40),
    ref: 'tag:2.1.0',
    build: 41,
    stepRun: 1,
    url: '',
  },
  published: { at: '2026-11-22T08:00:00.000Z', by: 'tagship 0.1.0' },
};

const url = 's3://acme-projecta/ProjectA/2.1.0/ProjectA.dist.json';

/** What a record is read as, or why it is refused. */
function read(content: Buffer): ReleaseRecord | TagshipError {
  try {
    return parseRecord(content, identity, url);
  } catch (error) {
    if (error instanceof TagshipError) {
      return error;
    }
    throw error;
  }
}

/** Every value within, by the steps to it. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...inside.flatMap(([key, child]) => pathsIn(child, [...path, key]))];
}

function withValue(value: unknown, [step, ...rest]: readonly string[], put: unknown): unknown {
  if (step === undefined) {
    return put;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === step ? withValue(item, rest, put) : item));
  }
  const record: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(value ?? {}));
  return { ...record, [step]: withValue(record[step], rest, put) };
}

const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    null,
    '',
    0,
    -1,
    1e300,
    2 ** 53,
    [],
    {},
    '../x',
    'developer',
    'none',
    '1.0',
    'A'.repeat(64),
    'f'.repeat(63),
  ),
  fc.constantFrom(
    'a/../../b',
    '\u0000',
    '\n',
    '2.1.0/x',
    'rel',
    'src',
    2,
    'aaaa',
    'ProjectB',
    'ProjectB/2.1.0/ProjectB.tar.gz',
  ),
);
const edits = fc.array(fc.tuple(fc.constantFrom(...pathsIn(valid)), strange), { minLength: 1, maxLength: 3 });

test('a record is read as it was written', () => {
  expect(read(serializeRecord(valid))).toEqual(valid);
});

test('whatever was changed in a record, it is one of this package and of this format, or it is refused with what to do', () => {
  fc.assert(
    fc.property(edits, (changes) => {
      const edited = changes.reduce<unknown>((record, [path, put]) => withValue(record, path, put), valid);

      const result = read(Buffer.from(JSON.stringify(edited)));

      if (result instanceof TagshipError) {
        expect(result.code).toBe('integrity');
        expect(result.message).toMatch(/^s3:\/\/acme-projecta\/ProjectA\/2\.1\.0\/ProjectA\.dist\.json is /);
        expect(result.hint).toMatch(/./);
        return;
      }
      const { schema, kind, name, folder, package: stored, lock } = result;
      expect({ schema, kind, name, folder, key: stored.key }).toEqual({
        schema: 1,
        kind: identity.kind,
        name: identity.name,
        folder: identity.folder,
        key: packageKey(identity),
      });
      const digests = [stored, ...(lock?.modules ?? []).flatMap(({ rel, src }) => (src === null ? [rel] : [rel, src]))];
      for (const one of digests.filter((pinned) => !('floating' in pinned))) {
        expect('sha256' in one ? one.sha256 : '').toMatch(/^[0-9a-f]{64}$/);
        expect('size' in one ? one.size : -1).toSatisfy((size: number) => Number.isSafeInteger(size) && size >= 0);
      }
      expect(stored.contentSha256).toMatch(/^[0-9a-f]{64}$/);
    }),
    fuzzing(20_000),
  );
});

test('bytes that were changed in a record are read or refused, and nothing else happens', () => {
  const bytes = serializeRecord(valid);
  const change = fc.record({
    at: fc.nat({ max: bytes.length }),
    removed: fc.nat({ max: 30 }),
    put: fc.uint8Array({ maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = changes.reduce(
        (kept, { at, removed, put }) => Buffer.concat([kept.subarray(0, at), put, kept.subarray(at + removed)]),
        bytes,
      );

      const result = read(changed);

      expect(result instanceof TagshipError ? [result.code, result.hint === undefined] : result.package.key).toEqual(
        result instanceof TagshipError ? ['integrity', false] : packageKey(identity),
      );
    }),
    fuzzing(10_000),
  );
});

test('a record of a later format is refused, with what to do', () => {
  const result = read(Buffer.from(JSON.stringify({ ...valid, schema: 2 })));

  expect(result).toMatchObject({
    code: 'integrity',
    message: `${url} is not a release record of a format that this version reads (/schema: const)`,
    hint: 'if a newer tagship wrote it, use that version; else find out who wrote it',
  });
});
