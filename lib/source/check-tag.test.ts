import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../core/diagnostics.ts';
import { createGitRepository, type GitRepository } from '../testing/git-repository.ts';
import { recordingContext } from '../testing/recording-context.ts';
import { readSource, type SourceRequest } from './read-source.ts';

const cure = 'give the step "clone: depth: full"';

let repository: GitRepository;
const clones: string[] = [];

beforeEach(() => {
  repository = createGitRepository();
  repository.commit({ file: '1' });
});

afterEach(() => {
  repository[Symbol.dispose]();
  for (const clone of clones.splice(0)) {
    rmSync(clone, { recursive: true, force: true });
  }
});

/** A clone as Bitbucket makes it, with more options. */
function clone(...options: readonly string[]): string {
  const target = `${repository.directory}-clone-${clones.length}`;
  clones.push(target);
  repository.git(
    '-c',
    'advice.detachedHead=false',
    'clone',
    '--quiet',
    ...options,
    `file://${repository.directory}`,
    target,
  );
  return target;
}

/** Reads a clone of the tag 1.0.0 as a SRC. */
async function checkTagOf(cloneDir: string, changes: Partial<SourceRequest> = {}) {
  const context = recordingContext();
  const target = { on: 'tag', tag: '1.0.0' } as const;
  const request: SourceRequest = { cloneDir, kind: 'src', name: 'ModuleX', target, files: ['file'], ...changes };
  const { diagnostics } = await readSource(request, context);
  return { findings: diagnostics.map(renderDiagnostic), log: context.lines };
}

describe.each([
  ['a light tag', ['tag', '1.0.0']],
  ['an annotated tag', ['tag', '--annotate', '--message=One', '1.0.0']],
])('%s', (_form, tagging) => {
  test('on the release branch is right', async () => {
    const commit = repository.commit({ file: '2' });
    repository.git(...tagging);
    repository.commit({ file: '3' });
    const cloneDir = clone('--no-single-branch', '--branch=1.0.0');

    const result = await checkTagOf(cloneDir, { commit });

    expect(result).toEqual({ findings: [], log: [] });
  });

  test('on another branch is refused (R55)', async () => {
    repository.git('switch', '--quiet', '--create', 'developer');
    const commit = repository.commit({ file: '2' });
    repository.git(...tagging);
    const cloneDir = clone('--no-single-branch', '--branch=1.0.0');

    const result = await checkTagOf(cloneDir, { commit });

    expect(result).toEqual({
      findings: [
        "TAG_CHECK: tag 1.0.0 is not on branch master; merge to master first and tag the merged commit; TAG_CHECK: 'false' turns this check off",
      ],
      log: [],
    });
  });

  test('on a branch that was merged since is right', async () => {
    repository.git('switch', '--quiet', '--create', 'developer');
    const commit = repository.commit({ file: '2' });
    repository.git(...tagging);
    repository.git('switch', '--quiet', 'master');
    repository.git('merge', '--quiet', '--no-ff', 'developer');
    const cloneDir = clone('--no-single-branch', '--branch=1.0.0');

    const result = await checkTagOf(cloneDir, { commit });

    expect(result).toEqual({ findings: [], log: [] });
  });

  test('in a clone of it alone, as Bitbucket makes it, is said to be unknown', async () => {
    repository.git(...tagging);
    const cloneDir = clone('--depth=50', '--single-branch', '--branch=1.0.0');

    const result = await checkTagOf(cloneDir);

    expect(result).toEqual({
      findings: [],
      log: [`info: whether tag 1.0.0 is on branch master cannot be told: this clone has no branch master; ${cure}`],
    });
  });
});

describe('a clone that is too shallow', () => {
  let cloneDir: string;
  let commit: string;

  beforeEach(() => {
    commit = repository.commit({ file: '2' });
    repository.git('tag', '1.0.0');
    for (const file of ['3', '4', '5']) {
      repository.commit({ file });
    }
    cloneDir = clone('--depth=1', '--no-single-branch', '--branch=1.0.0');
  });

  test('is a notice by default', async () => {
    const result = await checkTagOf(cloneDir, { commit });

    expect(result).toEqual({
      findings: [],
      log: [
        `info: whether tag 1.0.0 is on branch master cannot be told: this clone does not reach back far enough on master; ${cure}`,
      ],
    });
  });

  test("is an error with TAG_CHECK: 'true'", async () => {
    const result = await checkTagOf(cloneDir, { commit, tagCheck: 'true' });

    expect(result).toEqual({
      findings: [
        `TAG_CHECK: whether tag 1.0.0 is on branch master cannot be told: this clone does not reach back far enough on master; ${cure}`,
      ],
      log: [],
    });
  });

  test("is nothing to speak of with TAG_CHECK: 'false'", async () => {
    const result = await checkTagOf(cloneDir, { commit, tagCheck: 'false' });

    expect(result).toEqual({ findings: [], log: [] });
  });

  test('is deep enough when the tag is the last commit of the branch', async () => {
    repository.git('tag', '--force', '1.0.0');
    cloneDir = clone('--depth=1', '--no-single-branch', '--branch=1.0.0');

    const result = await checkTagOf(cloneDir);

    expect(result).toEqual({ findings: [], log: [] });
  });
});

test("with TAG_CHECK: 'false' a tag on another branch is let through", async () => {
  repository.git('switch', '--quiet', '--create', 'developer');
  repository.commit({ file: '2' });

  const result = await checkTagOf(repository.directory, { tagCheck: 'false' });

  expect(result).toEqual({ findings: [], log: [] });
});

test('the release branch may have another name', async () => {
  repository.git('branch', 'release/2');

  const right = await checkTagOf(repository.directory, { releaseBranch: 'release/2' });
  const absent = await checkTagOf(repository.directory, { releaseBranch: 'release/3', tagCheck: 'true' });

  expect(right.findings).toEqual([]);
  expect(absent.findings).toEqual([expect.stringContaining('this clone has no branch release/3')]);
});

test('the branch of the origin counts before a local one that is behind or ahead', async () => {
  const cloneDir = clone();
  const git = (...args: string[]) => repository.git('-C', cloneDir, ...args);
  git('commit', '--quiet', '--allow-empty', '--message=not pushed');

  const result = await checkTagOf(cloneDir);

  expect(result.findings).toEqual([
    'TAG_CHECK: tag 1.0.0 is on your master, and origin/master does not have it; push master before the tag',
  ]);
});

test('a tag on a side branch is not taken for one that is to be pushed, where master has commits to push', async () => {
  const cloneDir = clone();
  const git = (...args: string[]) => repository.git('-C', cloneDir, ...args);
  git('commit', '--quiet', '--allow-empty', '--message=not pushed');
  git('switch', '--quiet', '--create', 'side', 'HEAD~');
  git('commit', '--quiet', '--allow-empty', '--message=on the side');

  const result = await checkTagOf(cloneDir);

  expect(result.findings).toEqual([expect.stringContaining('tag 1.0.0 is not on branch master')]);
});

test('a commit that the clone does not have is unknown, not wrong', async () => {
  const result = await checkTagOf(repository.directory, {
    commit: '0123456789abcdef0123456789abcdef01234567',
    tagCheck: 'true',
  });

  expect(result.findings).toEqual([
    expect.stringContaining('BITBUCKET_COMMIT'),
    expect.stringContaining('this clone does not have commit 0123456789abcdef0123456789abcdef01234567'),
  ]);
});

test.each([
  ['the developer branch', { on: 'developer' }],
  ['any other', { on: 'other' }],
] as const)('nothing is asked about a build of %s', async (_name, target) => {
  const result = await checkTagOf(repository.directory, { target, releaseBranch: 'absent', tagCheck: 'true' });

  expect(result).toEqual({ findings: [], log: [] });
});

test('where there is no git program the tag is unknown', async () => {
  const path = repository.directory;

  const result = await checkTagOf(repository.directory, { path, tagCheck: 'true' });

  expect(result.findings).toEqual([expect.stringContaining('cannot be told: there is no git clone')]);
});
