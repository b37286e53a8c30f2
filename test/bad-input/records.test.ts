import { expect, test } from 'vitest';
import { sampleRel } from '../../lib/testing/sample-releases.ts';
import { startTrial, type Trial } from './trial.ts';

const bucket = 'acme-projecta';
const integrity = 'records are written by tagship only; find out who put this one there';
const unread = 'if a newer tagship wrote it, use that version; else find out who wrote it';

/** A record as it lies there, to be made wrong. */
type Json = Record<string, unknown> & { package: Record<string, unknown> };

interface Lie {
  readonly record: (record: Json) => string | Buffer;
  /** `${URL}` stands for the record's address. */
  readonly told: string;
}

function changed(change: (record: Json) => unknown): Lie['record'] {
  return (record) => JSON.stringify(change(record));
}

function sized(size: string): Lie['record'] {
  return (record) => JSON.stringify(record).replace(/("key":"[^"]+","size":)\d+/, `$1${size}`);
}

const noRecord = (where: string): string =>
  `\${URL} is not a release record of a format that this version reads (${where}); ${unread}`;

const lies: Readonly<Record<string, Lie>> = {
  OtherKey: {
    record: changed((record) => ({ ...record, package: { ...record.package, key: 'Other/1.0.0/Other.tar.gz' } })),
    told: `\${URL} is the record of another package, "Other/1.0.0/Other.tar.gz"; ${integrity}`,
  },
  OutOfFolder: {
    record: changed((record) => ({ ...record, package: { ...record.package, key: 'A/../../B.tar.gz' } })),
    told: noRecord('/package/key: pattern'),
  },
  OtherKind: {
    record: changed((record) => ({ ...record, kind: 'src', binName: 'OtherKind' })),
    told: `\${URL} is the record of another package, "OtherKind/1.0.0/OtherKind.tar.gz"; ${integrity}`,
  },
  OtherName: {
    record: changed((record) => ({ ...record, name: 'Someone' })),
    told: `\${URL} is the record of another package, "OtherName/1.0.0/OtherName.tar.gz"; ${integrity}`,
  },
  OtherFolder: {
    record: changed((record) => ({ ...record, folder: 'developer' })),
    told: `\${URL} is the record of another package, "OtherFolder/1.0.0/OtherFolder.tar.gz"; ${integrity}`,
  },
  Proto: {
    record: (record) => JSON.stringify(record).replace('{', '{"__proto__":{"kind":"rel"},'),
    told: noRecord('/: additionalProperties'),
  },
  SizeText: { record: sized('"12"'), told: noRecord('/package/size: type') },
  SizeNegative: { record: sized('-1'), told: noRecord('/package/size: minimum') },
  SizeEndless: { record: sized('1e309'), told: noRecord('/package/size: type') },
  SizeHalf: { record: sized('0.5'), told: noRecord('/package/size: type') },
  NewFormat: { record: changed((record) => ({ ...record, schema: 2 })), told: noRecord('/schema: const') },
  List: { record: () => '[]', told: noRecord('/: type') },
  Deep: { record: () => '['.repeat(2_000_000), told: `\${URL} is not JSON; ${integrity}` },
  Empty: { record: () => '', told: `\${URL} is not JSON; ${integrity}` },
  Utf16: {
    record: (record) => Buffer.from(JSON.stringify(record), 'utf16le'),
    told: `\${URL} is not JSON; ${integrity}`,
  },
  Huge: {
    record: () => Buffer.alloc(64 * 1024 ** 2 + 1, ' '),
    told: '${URL} has more than the 67108864 bytes that are read; it was not written by tagship; find out by whom',
  },
};

const names = Object.keys(lies);

function dependsOn(modules: readonly string[]): string {
  return `rel_branch: 2.0.0\nsrc_branch: none\ndepend_list:\n${modules.map((name) => `  ${name}: 1.0.0\n`).join('')}`;
}

function recordKey(name: string): string {
  return `${name}/1.0.0/${name}.rel.json`;
}

async function release({ stores }: Trial, name: string): Promise<void> {
  await sampleRel({ name, tag: '1.0.0' }).publish([stores.open('PROJECTA')]);
}

test('records that lie are told at once, and none is believed', async () => {
  const trial = await startTrial({ 'repo-info': dependsOn(names) }, ['PROJECTA']);
  const { server } = trial.stores;
  for (const [name, { record }] of Object.entries(lies)) {
    await release(trial, name);
    const stored: Json = JSON.parse(server.object(bucket, recordKey(name))?.body().toString() ?? '');
    server.put(bucket, recordKey(name), record(stored));
  }

  const found = await trial.refused();

  expect(found.split('\n')).toEqual([
    ...Object.entries(lies).map(
      ([name, { told }], index) =>
        `ERROR: repo-info:${index + 4}:3 depend_list.${name}: store PROJECTA: ${told.replace('${URL}', `s3://${bucket}/${recordKey(name)}`)}`,
    ),
    `✖ ${names.length} errors; nothing was written to any store`,
    '',
  ]);
});

test('metadata that lies does not vouch for other bytes', async () => {
  const trial = await startTrial({ 'repo-info': dependsOn(['Swapped', 'Longer', 'Gone']) }, ['PROJECTA']);
  const { server } = trial.stores;
  for (const name of ['Swapped', 'Longer', 'Gone']) {
    await release(trial, name);
  }
  const packageOf = (name: string): string => `${name}/1.0.0/${name}.tar.gz`;
  const swapped = server.object(bucket, packageOf('Swapped'));
  const other = Buffer.alloc(swapped?.sizeBytes ?? 0, 'x');
  server.put(bucket, packageOf('Swapped'), other, swapped?.metadata);
  server.put(bucket, packageOf('Longer'), 'x', server.object(bucket, packageOf('Longer'))?.metadata);
  server.remove(bucket, packageOf('Gone'));

  const found = await trial.refused();

  const hint =
    'released bytes never change; find out who wrote there, restore the former version of the object, or release under a new tag';
  expect(
    found
      .replaceAll(/[0-9a-f]{64}/g, '...')
      .replaceAll(/record says \d+/g, 'record says N')
      .split('\n'),
  ).toEqual([
    `ERROR: repo-info:4:3 depend_list.Swapped: store PROJECTA: s3://${bucket}/Swapped/1.0.0/Swapped.tar.gz is not what was released: its sha256 is ..., its record says ...; ${hint}`,
    `ERROR: repo-info:5:3 depend_list.Longer: store PROJECTA: s3://${bucket}/Longer/1.0.0/Longer.tar.gz is not what was released: it has 1 bytes, its record says N; ${hint}`,
    `ERROR: repo-info:6:3 depend_list.Gone: store PROJECTA: s3://${bucket}/Gone/1.0.0/Gone.tar.gz is missing although its record says that it was released; run the pipeline of that tag again: it puts the recorded bytes back`,
    '✖ 3 errors; nothing was written to any store',
    '',
  ]);
});

test.each([
  ['no number', { build: 'NaN' }],
  ['a build of the far future, of another repository', { build: '999999999999999' }],
  ['another commit', { commit: 'f'.repeat(40) }],
])('a package without a record whose metadata has %s is not taken over', async (_what, lie) => {
  const trial = await startTrial({}, ['PROJECTA']);
  const commit = trial.clone.git('rev-parse', 'HEAD');
  const metadata = {
    kind: 'rel',
    sha256: '0'.repeat(64),
    'content-sha256': '0'.repeat(64),
    'repository-uuid': '{x}',
    commit,
    build: '1',
    'step-run': '1',
    'run-id': 'x',
  };
  trial.stores.server.put(bucket, 'ModuleX/2.0.0/ModuleX.tar.gz', 'not a package', { ...metadata, ...lie });

  const { exitCode, stderr, stdout } = await trial.run();

  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(stdout).toMatch(/\n✖ .*\n$/);
  expect(trial.stores.server.object(bucket, 'ModuleX/2.0.0/ModuleX.rel.json')).toBeUndefined();
  expect(trial.stores.server.object(bucket, 'ModuleX/2.0.0/ModuleX.tar.gz')?.body().toString()).toBe('not a package');
});
