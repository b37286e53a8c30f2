import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startS3Server } from '../lib/testing/s3/server.ts';
import { sampleRel } from '../lib/testing/sample-releases.ts';
import manifest from '../package.json' with { type: 'json' };
import schema from '../schemas/settings.schema.json' with { type: 'json' };

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the program of the README publishes a REL to two stores', async () => {
  await using server = await startS3Server({
    accounts: [{ name: 'acme', id: '123456789012', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-secret' }],
    buckets: [
      { name: 'acme-projecta', owner: 'acme' },
      { name: 'acme-projectb', owner: 'acme' },
    ],
  });
  const { repository, commit } = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  const program = writeProgram('run');

  const { stdout } = await run(process.execPath, [
    program,
    repository.directory,
    commit,
    server.endpoint,
    'acme-projecta',
    'acme-projectb',
  ]);

  expect(stdout).toBe(
    "published []\n[\n  'BaseLib@s3://acme-projecta released',\n  'BaseLib@s3://acme-projectb released'\n]\n",
  );
  expect(server.objects('acme-projectb').map(({ key }) => key)).toEqual([
    'BaseLib/1.2.3/BaseLib.tar.gz',
    'BaseLib/1.2.3/BaseLib.rel.json',
  ]);
});

test('the program of the README fits the types of the built package', async () => {
  const program = writeProgram('types');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];

  const checked = await run('tsc', ['--ignoreConfig', '--skipLibCheck', ...options, program], { cwd: root });

  expect(checked.stdout).toBe('');
});

test('the table of the README has every variable of the schema, in its order, with its description and default', () => {
  const rows = [...readme.matchAll(/^\| ([A-Z][A-Z0-9_]*)(?: \(\*+\))? \| (.*) \|$/gm)].map(([, name, usage]) => [
    name,
    usage,
  ]);

  const expected = Object.entries(schema.properties).map(([name, property]) => [
    name,
    `${property.description}${'default' in property ? ` Default: \`${property.default}\`.` : ''}`,
  ]);

  expect(rows).toEqual(expected);
});

test('every version of the pipe in the README is that of package.json', () => {
  const versions = [...readme.matchAll(/tagship\/tagship-pipe:(\S+)/g)].map(([, version]) => version);

  expect(new Set(versions)).toEqual(new Set([manifest.version]));
});

/** Inside the package, so that it finds `tagship` as one that has installed it would. */
function writeProgram(purpose: string): string {
  const program = join(root, 'dist', `readme-${purpose}-${process.pid}.ts`);
  onTestFinished(() => {
    rmSync(program, { force: true });
  });
  writeFileSync(program, /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '');
  return program;
}
