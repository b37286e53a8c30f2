import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPipeProcess } from '../../lib/testing/pipe-process.ts';
import { startProjectStores } from '../../lib/testing/project-stores.ts';
import { type CloneOptions, createTaggedOrigin, type OriginClone, type TaggedOrigin } from './tagged-origin.ts';

let origin: TaggedOrigin;

beforeAll(() => {
  origin = createTaggedOrigin();
});

afterAll(() => {
  origin[Symbol.dispose]();
});

interface Build {
  readonly tag: string;
  readonly depth: CloneOptions['depth'];
  /** What is cloned. Default: the tag. */
  readonly ref?: string;
  /** What the build is of. Default: the tag's commit. */
  readonly commit?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** What the step does before the pipe. */
  readonly script?: (clone: OriginClone) => void;
}

interface Outcome {
  readonly exitCode: number | null;
  /** What was said of the tag and its branch. */
  readonly said: readonly string[];
  /** Whether the package and its record are in the store. */
  readonly isReleased: boolean;
}

/** Publishes a tag of ModuleX.src from a clone as Bitbucket makes it. */
async function publish({ tag, depth, ref = tag, commit = origin.commitOf(tag), ...step }: Build): Promise<Outcome> {
  await using stores = await startProjectStores(['PROJECTA']);
  using clone = origin.clone(ref, { depth, commit });
  step.script?.(clone);
  const { stdout, stderr, exitCode } = await runPipeProcess({
    cloneDir: clone.directory,
    slug: 'modulex.src',
    commit,
    build: 1,
    ...(ref === tag ? { tag } : { branch: ref }),
    variables: {
      REPO_NAME: 'ModuleX',
      BIN_NAME: 'modulex-client',
      FILES: 'binary',
      ...stores.variables(),
      ...step.variables,
    },
  });
  expect(stderr).toBe('');
  const lines = stdout.split('\n');
  expect(lines.at(-2)).toMatch(exitCode === 0 ? /^✔ ModuleX .* is released in 1 store$/ : /^✖ \d errors?; nothing was/);
  return {
    exitCode,
    said: lines.filter((line) => /\btag \d/.test(line) && !line.includes('release of tag')),
    isReleased: stores.server.objects('acme-projecta').length === 2,
  };
}

const published = { exitCode: 0, said: [], isReleased: true };

function refused(tag: string, branch = 'master'): Outcome {
  const cure = `merge to ${branch} first and tag the merged commit; TAG_CHECK: 'false' turns this check off`;
  return { exitCode: 1, said: [`- tag ${tag} is not on branch ${branch}; ${cure}`], isReleased: false };
}

function noSuchTag(tag: string, commit: string): string {
  return `TAG: tag ${tag} is given, and git has no such tag in this clone; push the tag and let its own pipeline publish it: git tag ${tag} ${commit}`;
}

const cure = 'give the step "clone: depth: full"';

function told(tag: string, reason: string): Outcome {
  const said = `INFO: whether tag ${tag} is on branch master cannot be told: ${reason}; ${cure}`;
  return { exitCode: 0, said: [said], isReleased: true };
}

function unsure(tag: string, reason: string): Outcome {
  const said = `- whether tag ${tag} is on branch master cannot be told: ${reason}; ${cure}`;
  return { exitCode: 1, said: [said], isReleased: false };
}

describe.concurrent('in a whole clone (clone: depth: full), which has the release branch as one of the origin alone', () => {
  test.each([
    ['a light tag on an old commit of the release branch', '1.0.0'],
    ['an annotated tag on an old commit of the release branch', '1.0.1'],
    ['a tag on a side branch that was merged later', '2.0.1'],
    ['a tag on the second parent of a merge', '2.0.2'],
    ['an annotated tag on the tip', '2.1.0'],
    ['a tag of a tag', '2.1.1'],
    ['a tag that is called as a side branch is', '2.1.2'],
  ])('%s is published', async (_what, tag) => {
    expect(await publish({ tag, depth: 'full' })).toEqual(published);
  });

  test.each([
    ['a light tag on a side branch', '2.0.0'],
    ['an annotated tag on a side branch, though a branch of its name is on the release branch', '2.1.3'],
  ])('%s is refused, with the cure', async (_what, tag) => {
    expect(await publish({ tag, depth: 'full' })).toEqual(refused(tag));
  });

  test('a tag on a side branch is published with TAG_CHECK false', async () => {
    expect(await publish({ tag: '2.0.0', depth: 'full', variables: { TAG_CHECK: 'false' } })).toEqual(published);
  });

  test('another RELEASE_BRANCH decides in place of master', async () => {
    const variables = { RELEASE_BRANCH: 'release/2' };

    expect(await publish({ tag: '3.0.0', depth: 'full', variables })).toEqual(published);
    expect(await publish({ tag: '2.1.0', depth: 'full', variables })).toEqual(refused('2.1.0', 'release/2'));
  });

  test('a RELEASE_BRANCH that there is not is an error that names those that there are', async () => {
    const outcome = await publish({ tag: '2.1.0', depth: 'full', variables: { RELEASE_BRANCH: 'main' } });

    expect(outcome).toEqual({
      exitCode: 1,
      said: [
        '- tag 2.1.0 cannot be on branch main, which the repository does not have; write the branch that tags must be on as RELEASE_BRANCH; there is 2.1.2, 2.1.3, developer, feature, master, ...',
      ],
      isReleased: false,
    });
  });
});

describe.concurrent('in a clone of a tag alone, 50 commits deep, as Bitbucket makes it', () => {
  test.each([
    ['on the tip of the release branch', '2.1.0'],
    ['on an old commit of the release branch', '1.0.0'],
    ['on a side branch', '2.0.0'],
    ['of a tag', '2.1.1'],
  ])('a tag %s is published, and that it cannot be told is said with the cure', async (_where, tag) => {
    expect(await publish({ tag, depth: 50 })).toEqual(told(tag, 'this clone has no branch master'));
  });

  test('what cannot be told is an error with TAG_CHECK true', async () => {
    const outcome = await publish({ tag: '2.1.0', depth: 50, variables: { TAG_CHECK: 'true' } });

    expect(outcome).toEqual(unsure('2.1.0', 'this clone has no branch master'));
  });

  test('nothing is said with TAG_CHECK false', async () => {
    expect(await publish({ tag: '2.0.0', depth: 50, variables: { TAG_CHECK: 'false' } })).toEqual(published);
  });

  test('a tag that is called as a branch is: the branch is what git clones, and nothing is guessed from it', async () => {
    expect(await publish({ tag: '2.1.2', depth: 50 })).toEqual(told('2.1.2', 'this clone has no branch master'));
  });
});

describe.concurrent('where the step has fetched the release branch, 50 commits deep', () => {
  const script = ({ git }: OriginClone): void => {
    git('fetch', '--quiet', '--depth', '50', 'origin', '+refs/heads/master:refs/remotes/origin/master');
  };
  const reason = 'this clone does not reach back far enough on master';

  test.each(['2.0.1', '2.0.2', '2.1.0'])('tag %s, which is on it within 50 commits, is published', async (tag) => {
    expect(await publish({ tag, depth: 50, script })).toEqual(published);
  });

  test('a tag on a commit that is older is published, and that it cannot be told is said with the cure', async () => {
    expect(await publish({ tag: '1.0.0', depth: 50, script })).toEqual(told('1.0.0', reason));
  });

  test('a tag on a commit that is older is an error with TAG_CHECK true', async () => {
    const variables = { TAG_CHECK: 'true' };

    expect(await publish({ tag: '1.0.0', depth: 50, script, variables })).toEqual(unsure('1.0.0', reason));
  });
});

describe.concurrent('in a clone of a branch, with TAG for a pipeline that is started by hand', () => {
  const tip = (): string => origin.commitOf('2.1.0');

  test('a tag on the release branch is told from the branch, however shallow it is', async () => {
    const build = { tag: '2.1.0', depth: 50, ref: 'master', variables: { TAG: '2.1.0' } } as const;

    expect(await publish(build)).toEqual(published);
  });

  test('a tag that git does not have is checked by the commit, and warned of', async () => {
    const build = { tag: '5.0.0', depth: 'full', ref: 'developer', variables: { TAG: '5.0.0' } } as const;
    const side = origin.commitOf('2.0.0');

    const onSide = await publish({ ...build, commit: side });
    const onMaster = await publish({ ...build, ref: 'master', commit: tip() });

    const { said } = refused('5.0.0');
    expect(onSide).toEqual({ ...refused('5.0.0'), said: [`WARNING: ${noSuchTag('5.0.0', side)}`, ...said] });
    expect(onMaster).toEqual({ ...published, said: [`WARNING: ${noSuchTag('5.0.0', tip())}`] });
  });

  test.each([{ TAG_CHECK: 'true' }, { STRICT: 'true' }])('with %s it is an error', async (variables) => {
    const outcome = await publish({
      tag: '5.0.0',
      depth: 'full',
      ref: 'master',
      commit: tip(),
      variables: { TAG: '5.0.0', ...variables },
    });

    expect(outcome).toEqual({
      exitCode: 1,
      said: [`- ${noSuchTag('5.0.0', tip()).slice('TAG: '.length)}`],
      isReleased: false,
    });
  });

  test('with TAG_CHECK false nothing is said of it', async () => {
    const variables = { TAG: '5.0.0', TAG_CHECK: 'false' };

    expect(await publish({ tag: '5.0.0', depth: 50, ref: 'master', commit: tip(), variables })).toEqual(published);
  });

  test('a tag that is on another commit is refused, both commits named', async () => {
    const commit = origin.commitOf('2.0.2');

    const outcome = await publish({ tag: '2.1.0', depth: 50, ref: 'master', commit, variables: { TAG: '2.1.0' } });

    expect(outcome).toEqual(moved('2.1.0', tip(), commit));
  });
});

test('a tag that was moved since its build began is refused, both commits named', async () => {
  const commit = origin.commitOf('2.0.2');

  const outcome = await publish({ tag: '4.0.0', depth: 'full', commit });

  expect(outcome).toEqual(moved('4.0.0', origin.commitOf('4.0.0'), commit));
});

test('nothing is fetched: an origin that is gone is not missed', async () => {
  const script = ({ git }: OriginClone): void => {
    git('remote', 'set-url', 'origin', 'file:///nowhere/origin.git');
  };

  expect(await publish({ tag: '1.0.1', depth: 'full', script })).toEqual(published);
  expect(await publish({ tag: '1.0.1', depth: 50, script })).toMatchObject({ exitCode: 0, isReleased: true });
});

function moved(tag: string, tagged: string, built: string): Outcome {
  const said = `- tag ${tag} is on commit ${tagged} in this clone, and the build is of commit ${built}; a tag stays where it is: give the build's commit a tag of its own; TAG_CHECK: 'false' turns this check off`;
  return { exitCode: 1, said: [said], isReleased: false };
}
