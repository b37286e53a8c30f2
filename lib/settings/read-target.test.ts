import { describe, expect, test } from 'vitest';
import { bitbucketVariables, findingsIn, settingsIn } from '../testing/pipe-environment.ts';
import { givenVariables } from './given-variables.ts';
import { readTarget } from './read-target.ts';
import type { Environment } from './secrets.ts';

const noRef = { BITBUCKET_TAG: undefined, BITBUCKET_BRANCH: undefined };

function targetOf(changes: Environment) {
  const env = { ...bitbucketVariables, ...noRef, ...changes };
  return readTarget(givenVariables(env), env);
}

describe('a tag', () => {
  test.each([
    ['of the build', { BITBUCKET_TAG: '2.0.0' }],
    ['that is given', { TAG: '2.0.0' }],
    ['that is given on a build of another', { TAG: '2.0.0', BITBUCKET_TAG: '1.0.0' }],
    ['that is given on a branch', { TAG: '2.0.0', BITBUCKET_BRANCH: 'developer' }],
    ['of the build, when TAG is empty', { TAG: '', BITBUCKET_TAG: '2.0.0' }],
  ])('%s goes to its folder', (_case, changes) => {
    expect(targetOf(changes)).toEqual({ target: { on: 'tag', tag: '2.0.0' }, ref: 'tag:2.0.0', diagnostics: [] });
  });

  test.each([
    ['developer', '"developer" is not a release; write a tag, e.g. 1.2.3'],
    ['none', '"none" is not a release; write a tag, e.g. 1.2.3'],
    ...['release/1.2', '..', '.hidden', '1.0 beta', 'x'.repeat(200)].map((tag) => [
      tag,
      `"${tag.length > 80 ? `${tag.slice(0, 80)}...` : tag}" cannot be a version; ` +
        'a version is a tag name of at most 128 letters, digits and "._+-" that begins with a letter or digit, e.g. 1.2.3',
    ]),
  ])('cannot be the folder %s', (tag, finding) => {
    expect(findingsIn({ BITBUCKET_TAG: tag })).toEqual([`BITBUCKET_TAG: ${finding}`]);
    expect(findingsIn({ TAG: tag })).toEqual([`TAG: ${finding}`]);
  });
});

describe('a branch', () => {
  test.each([
    ['developer', { BITBUCKET_BRANCH: 'developer' }],
    ['developer', { BRANCH: 'developer' }],
    ['developer', { BRANCH: 'developer', BITBUCKET_BRANCH: 'feature/x' }],
    ['dev/main', { BITBUCKET_BRANCH: 'dev/main', DEVELOPER_BRANCH: 'dev/main' }],
  ])('%s goes to the folder developer (R27)', (branch, changes) => {
    expect(targetOf(changes)).toEqual({ target: { on: 'developer' }, ref: `branch:${branch}`, diagnostics: [] });
  });

  test.each([
    ['master', {}],
    ['Developer', {}],
    ['developer', { DEVELOPER_BRANCH: 'develop' }],
  ])('%s is checked only', (branch, changes) => {
    expect(targetOf({ BITBUCKET_BRANCH: branch, ...changes })).toMatchObject({
      target: { on: 'other' },
      checkOnly: expect.stringContaining(`branch ${branch} is not`),
      ref: `branch:${branch}`,
      diagnostics: [],
    });
  });
});

test.each([
  ['the developer branch', { BITBUCKET_BRANCH: 'developer' }],
  ['a tag', { BITBUCKET_TAG: '2.0.0' }],
  ['a tag that is given', { TAG: '2.0.0' }],
])('a pull request decides first: %s is not published from it', (_case, changes) => {
  const target = targetOf({ ...changes, BITBUCKET_PR_ID: '7' });

  expect(target).toMatchObject({ target: { on: 'other' }, checkOnly: 'pull request 7' });
});

test('neither tag nor branch is an error, and says what to do', () => {
  expect(findingsIn(noRef)).toEqual([
    'TAG: neither a tag nor a branch is given (BITBUCKET_TAG and BITBUCKET_BRANCH are empty); in a manually started pipeline write TAG or BRANCH',
  ]);
});

describe('a check', () => {
  const onPullRequest = { BITBUCKET_PR_ID: '7', BITBUCKET_TAG: undefined, BITBUCKET_BRANCH: 'feature/x' };

  test('needs no store and no credentials, and tells what is not checked without them', () => {
    const changes = { ...onPullRequest, BUCKET_NAME: undefined };

    expect(findingsIn(changes)).toEqual([]);
    expect(settingsIn(changes)?.unchecked).toEqual([
      'no store is given: whether what is referred to is released there is not checked',
    ]);
  });

  test('reads the stores that it is given, and tells which others are not checked', () => {
    const changes = { ...onPullRequest, STORES: 'PROJECTA PROJECTB', PROJECTA_BUCKET_NAME: 'acme-projecta' };

    expect(findingsIn(changes)).toEqual([]);
    expect(settingsIn(changes)?.stores.map(({ name }) => name)).toEqual(['PROJECTA']);
    expect(settingsIn(changes)?.unchecked).toEqual([
      'a store is not checked: PROJECTB_BUCKET_NAME: required field; write the bucket of PROJECTB',
    ]);
  });

  test.each(['a..b', '192.168.0.1', 'xn--bucket', 'bucket-s3alias', 'Bucket', 'b'])(
    'refuses the bucket name %s, which S3 does not allow',
    (bucket) => {
      expect(findingsIn({ BUCKET_NAME: bucket })).toEqual([
        `BUCKET_NAME: "${bucket}" cannot be used; write the name of a bucket, without "s3://" and "/": 3 to 63 lower-case letters, digits, "-" and single "."; no IP address`,
      ]);
    },
  );

  test('needs nothing that only a release records', () => {
    const settings = settingsIn({
      ...onPullRequest,
      BITBUCKET_BUILD_NUMBER: undefined,
      BITBUCKET_COMMIT: undefined,
      BITBUCKET_REPO_FULL_NAME: undefined,
      BITBUCKET_REPO_UUID: undefined,
    });

    expect(settings).toMatchObject({ checkOnly: 'pull request 7', origin: { commit: '', build: 0 } });
  });

  test('needs the name and the kind all the same', () => {
    const findings = findingsIn({ ...onPullRequest, REPO_NAME: '', BITBUCKET_REPO_SLUG: 'modulex' });

    expect(findings).toEqual([
      "KIND: required field, because the repository's name ends in none of .src, .rel, .dist; write src, rel or dist",
      "REPO_NAME: required field; write the module's or project's name without suffix, e.g. ModuleX",
    ]);
  });
});
