import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publishRelease } from '../lib/release/publish/publish-release.ts';
import { createGitRepository } from '../lib/testing/git-repository.ts';
import { type PipeResult, runPipeProcess } from '../lib/testing/pipe-process.ts';
import { bucketOf, type ProjectStores, startProjectStores } from '../lib/testing/project-stores.ts';
import {
  copyFiles,
  earlierReleases,
  findingsOf,
  type InvalidExample,
  invalidFolder,
  passedVariables,
  readInvalidExamples,
} from './invalid-example.ts';

/** `UPDATE=1 vitest run test/invalid-examples.test.ts` writes every expected.txt anew; read them before you keep them. */
const isUpdate = process.env['UPDATE'] === '1';

const projects = ['PROJECTA', 'PROJECTB'];
const examples = readInvalidExamples();

describe.concurrent('examples/invalid', () => {
  test.each(examples)('$name is refused with what its expected.txt says, and nothing is written', async (example) => {
    await using world = await startProjectStores(projects);
    using clone = cloneOf(example);
    await releaseEarlier(example, world);
    if (example.context.BITBUCKET_REPO_SLUG === 'modulex.src') {
      denyScripts(world);
    }
    const objectsBefore = objectsOf(world);
    const callsBefore = world.server.calls.length;

    const result = await runPipe(example, clone, world);
    // what is only warned of is refused once warnings are errors
    const refused = result.exitCode === 0 ? await runPipe(example, clone, world, { STRICT: 'true' }) : result;

    const file = join(example.folder, 'expected.txt');
    if (isUpdate) {
      writeFileSync(file, findingsOf(result.stdout));
    }
    expect(findingsOf(result.stdout)).toBe(readFileSync(file, 'utf8'));
    expect(result).toMatchObject({ stderr: '', exitCode: lastLine(result).startsWith('✖ ') ? 1 : 0 });
    expect(refused).toMatchObject({ stderr: '', exitCode: 1 });
    expect(lastLine(refused)).toMatch(/^✖ .*nothing was written to any store$/);
    expect(objectsOf(world)).toEqual(objectsBefore);
    expect(world.server.calls.slice(callsBefore).filter(({ operation }) => operation === 'PutObject')).toEqual([]);
  });
});

const readme = readFileSync(join(invalidFolder, 'README.md'), 'utf8');

test.each(examples)('README.md names the rule that $name breaks', ({ name }) => {
  expect(readme).toContain(`\`${name}\``);
});

test('README.md names no folder that is not there', () => {
  const named = [...readme.matchAll(/^\|.*\|$/gm)].flatMap(([row]) => {
    const lastCell = row.split('|').at(-2) ?? '';
    return [...lastCell.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name);
  });

  expect(named.length).toBeGreaterThanOrEqual(examples.length);
  expect(named.filter((name) => !examples.some((example) => example.name === name))).toEqual([]);
});

interface Clone extends Disposable {
  readonly directory: string;
  readonly commit: string;
}

/** The example's repository in a temporary folder, in the state in which the step finds it. */
function cloneOf({ folder, clone, repeat }: InvalidExample): Clone {
  const repository = createGitRepository(clone === 'without-master' ? 'other' : 'master');
  if (clone === 'of-a-side-branch') {
    repository.commit({});
    repository.git('switch', '--quiet', '--create', 'side');
  }
  copyFiles(join(folder, 'repository'), repository.directory);
  if (repeat !== undefined) {
    appendFileSync(join(repository.directory, repeat.file), repeat.text.repeat(Number(repeat.times)));
  }
  const commit = repository.commit({});
  if (clone === 'none') {
    rmSync(join(repository.directory, '.git'), { recursive: true });
  }
  return { directory: repository.directory, commit, [Symbol.dispose]: () => repository[Symbol.dispose]() };
}

/** Brings the stores to where they are before the run. */
async function releaseEarlier(example: InvalidExample, world: ProjectStores): Promise<void> {
  for (const { folder, name, kind, tag, stores } of earlierReleases(example)) {
    using repository = createGitRepository();
    copyFiles(folder, repository.directory);
    const commit = repository.commit({});
    const allowScripts = kind === 'src' ? denyScripts(world) : () => undefined;
    const publication = await publishRelease({
      kind,
      name,
      ...(kind === 'src' ? { binName: 'modulex-client' } : {}),
      target: { on: 'tag', tag },
      cloneDir: repository.directory,
      files: readdirSync(folder),
      build: { repository: `acme/${name}.${kind}`, repositoryUuid: `{${name}.${kind}}`, commit, build: 1 },
      stores: stores.map((store) => world.open(store)),
    });
    allowScripts();
    expect(publication).toMatchObject({ status: 'published', diagnostics: [] });
  }
}

/** A SRC whose key could write its module's install scripts is warned of that. Returns what takes it back. */
function denyScripts({ server }: ProjectStores): () => void {
  return server.deny({ action: 's3:PutObject', keyPattern: /\/ModuleX(?:\.src)?\.tar\.gz$/ });
}

async function runPipe(
  example: InvalidExample,
  { directory, commit }: Clone,
  world: ProjectStores,
  changes: Readonly<Record<string, string>> = {},
): Promise<PipeResult> {
  return await runPipeProcess({
    cloneDir: directory,
    slug: example.context.BITBUCKET_REPO_SLUG,
    commit,
    build: 2,
    variables: { ...world.variables(Object.keys(example.stores)), ...passedVariables(example), ...changes },
  });
}

function objectsOf({ server }: ProjectStores): unknown {
  return projects.map(bucketOf).map((bucket) => ({
    objects: server.objects(bucket).map(({ key, etag }) => `${key} ${etag}`),
    unfinishedUploads: server.unfinishedUploads(bucket),
  }));
}

function lastLine({ stdout }: PipeResult): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}
