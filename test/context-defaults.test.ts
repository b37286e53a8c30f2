import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { runPipeProcess } from '../lib/testing/pipe-process.ts';
import { bucketOf, startProjectStores } from '../lib/testing/project-stores.ts';
import { sampleRel } from '../lib/testing/sample-releases.ts';

type Variables = Readonly<Record<string, string>>;

const pipe: { readonly variables: readonly { readonly name: string; readonly default?: string }[] } = parse(
  readFileSync(join(import.meta.dirname, '../pipe.yml'), 'utf8'),
);

/** What a REL needs to be published to one store, and a value with all that a shell could take apart. */
const needed = {
  REPO_NAME: 'ModuleX',
  BUCKET_NAME: bucketOf('PROJECTA'),
  AWS_ACCESS_KEY_ID: 'AKIDPROJECTA',
  AWS_SECRET_ACCESS_KEY: 'secret-of-projecta-0123456789',
  AWS_REGION: 'us-east-1',
  RELEASE_BRANCH: 'master',
  SSH_KNOWN_HOSTS: 'a "quoted" $HOME `id` \\ \'line\'\nand  another * one',
  DEBUG: 'true',
};

test('variables of the context alone give the same release as listing them', async () => {
  const taken = await publish({ context: needed, listed: {} });
  const listed = await publish({ context: {}, listed: needed });

  expect(taken.exitCode).toBe(0);
  expect(taken.lines.at(-1)).toBe('✔ ModuleX 2.0.0 is released in 1 store');
  expect(taken.lines.filter((line) => line.startsWith('DEBUG: ')).length).toBeGreaterThan(0);
  expect(taken).toEqual(listed);
});

test('a variable that is listed overrides that of the context', async () => {
  const { lines, keys } = await publish({
    context: { ...needed, BUCKET_NAME: 'of-the-context', REPO_NAME: 'OfTheContext' },
    listed: { BUCKET_NAME: needed.BUCKET_NAME, REPO_NAME: 'ModuleX' },
  });

  expect(lines.at(-1)).toBe('✔ ModuleX 2.0.0 is released in 1 store');
  expect(keys).toEqual(['ModuleX/2.0.0/ModuleX.tar.gz', 'ModuleX/2.0.0/ModuleX.rel.json']);
});

test('what decides what a run does is not taken from the context', async () => {
  const { lines } = await publish({
    context: { ...needed, KIND: 'dist', TAG: '9.9.9', DRY_RUN: 'true', FILES: 'absent', STORES: 'PROJECTB' },
    listed: {},
  });

  expect(lines.at(-1)).toBe('✔ ModuleX 2.0.0 is released in 1 store');
});

test("a store's own variables are not taken from the context, and are missed", async () => {
  const { lines, exitCode, keys } = await publish({
    context: { ...needed, BUCKET_NAME: '', PROJECTA_BUCKET_NAME: needed.BUCKET_NAME },
    listed: { STORES: 'PROJECTA' },
  });

  expect(exitCode).toBe(1);
  expect(lines).toContain('PROJECTA_BUCKET_NAME:');
  expect(keys).toEqual([]);
});

/** Publishes a REL at its tag 2.0.0 from a step whose shell has the context's variables, to a new store. */
async function publish(step: { readonly context: Variables; readonly listed: Variables }) {
  await using stores = await startProjectStores(['PROJECTA']);
  const { repository, commit } = sampleRel({ name: 'ModuleX', tag: '2.0.0' });
  const { exitCode, stdout, stderr } = await runPipeProcess({
    cloneDir: repository.directory,
    slug: 'modulex.rel',
    commit,
    build: 41,
    tag: '2.0.0',
    variables: { ...variablesOfPipe(step), S3_ENDPOINT: stores.server.endpoint },
  });
  const lines = stdout.replaceAll(stores.server.endpoint, 'ENDPOINT').replaceAll(/\d+(?:\.\d+)? m?s\b/g, 'TIME');
  const keys = stores.server.objects(bucketOf('PROJECTA')).map(({ key }) => key);
  return { exitCode, stderr, lines: lines.trimEnd().split('\n'), keys };
}

/**
 * The variables that reach the pipe: a pipe is a line of the step's shell, `docker run -e NAME="value" ...`, in which a
 * variable that is not listed has its default of pipe.yml as value.
 */
function variablesOfPipe({ context, listed }: { readonly context: Variables; readonly listed: Variables }): Variables {
  const defaults = pipe.variables.flatMap(({ name, default: value }) =>
    value === undefined || name in listed ? [] : [`${name}="${value}"`],
  );
  const line = ['env', '-i', '"$@"', ...defaults, 'env', '-0'].join(' ');
  const given = Object.entries(listed).map(([name, value]) => `${name}=${value}`);
  const printed = execFileSync('sh', ['-c', line, 'sh', ...given], {
    env: { PATH: '/usr/bin:/bin', ...context },
    encoding: 'utf8',
  });
  return Object.fromEntries(
    printed
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}
