import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGitRepository, type GitRepository } from '../lib/testing/git-repository.ts';
import { type PipeBuild, type PipeResult, runPipeProcess } from '../lib/testing/pipe-process.ts';
import { bucketOf, type ProjectStores, startProjectStores } from '../lib/testing/project-stores.ts';
import type { S3Call } from '../lib/testing/s3/faults.ts';
import { type SlackPeer, startSlackPeer } from '../lib/testing/slack-peer.ts';
import { version } from '../lib/version.ts';

const rel = {
  'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
  'deploy.sh': 'echo s3://${BUCKET_NAME}/${REPO_NAME} ${BUCKET_NAME}\n',
  'upgrade.sh': 'echo ${REL_TAG}\n',
  'etc/module.conf': 'x\n',
};
const packageKey = 'ModuleX/2.0.0/ModuleX.tar.gz';

let repository: GitRepository;
let commit: string;
let stores: ProjectStores;
let temp: string;

beforeEach(async () => {
  repository = createGitRepository();
  commit = repository.commit(rel);
  repository.git('tag', '2.0.0');
  stores = await startProjectStores();
  temp = mkdtempSync(join(tmpdir(), 'tagship-run-'));
});

afterEach(async () => {
  repository[Symbol.dispose]();
  await stores[Symbol.asyncDispose]();
  rmSync(temp, { recursive: true, force: true });
});

interface Run extends PipeResult {
  /** Of stdout. */
  readonly lines: readonly string[];
}

/** Runs the pipe on the tag 2.0.0 of ModuleX.rel, to both stores. */
async function run(
  variables: Readonly<Record<string, string>> = {},
  build: Partial<Omit<PipeBuild, 'variables'>> = {},
): Promise<Run> {
  const result = await runPipeProcess({
    cloneDir: repository.directory,
    slug: 'modulex.rel',
    commit,
    build: 41,
    ...('branch' in build ? {} : { tag: '2.0.0' }),
    ...build,
    variables: { REPO_NAME: 'ModuleX', ...stores.variables(), ...variables },
  });
  return { ...result, lines: result.stdout.split('\n').slice(0, -1) };
}

/** Everything that a store was asked to do and that is not reading. */
function writes(): readonly string[] {
  return stores.server.calls
    .map(({ operation }) => operation ?? 'unknown')
    .filter((operation) => !/^(?:Get|Head|List)/.test(operation));
}

function keysIn(project: string): readonly string[] {
  return stores.server.objects(bucketOf(project)).map(({ key }) => key);
}

describe('a release', () => {
  test('is told line by line', async () => {
    const { stdout, stderr, exitCode } = await run();

    expect(stdout.replaceAll(/sha256 [0-9a-f]{64}/g, 'sha256 ...').replaceAll(/, \d+ bytes,/g, ', N bytes,')).toBe(
      [
        `INFO: tagship ${version}`,
        `INFO: REL ModuleX: release of tag 2.0.0, commit ${commit.slice(0, 12)}, build 41`,
        'INFO: https://bitbucket.org/acme/modulex.rel/pipelines/results/41',
        'INFO: FILES by default, PLACEHOLDER_FILES by default, RELEASE_BRANCH master, TAG_CHECK auto, STRICT false, DEBUG false',
        `INFO: store PROJECTA: s3://acme-projecta, ${stores.server.endpoint}, region us-east-1`,
        'INFO: store PROJECTA: Using default authentication with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. (PROJECTA_AWS_ACCESS_KEY_ID)',
        `INFO: store PROJECTB: s3://acme-projectb, ${stores.server.endpoint}, region us-east-1`,
        'INFO: store PROJECTB: Using default authentication with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. (PROJECTB_AWS_ACCESS_KEY_ID)',
        'INFO: PROJECTA: released (package uploaded)',
        `INFO: PROJECTA: s3://acme-projecta/${packageKey}, N bytes, sha256 ...`,
        'INFO: PROJECTA: rendered deploy.sh (BUCKET_NAME 2x, REPO_NAME 1x), upgrade.sh (REL_TAG 1x)',
        'INFO: PROJECTB: released (package uploaded)',
        `INFO: PROJECTB: s3://acme-projectb/${packageKey}, N bytes, sha256 ...`,
        'INFO: PROJECTB: rendered deploy.sh (BUCKET_NAME 2x, REPO_NAME 1x), upgrade.sh (REL_TAG 1x)',
        '✔ ModuleX 2.0.0 is released in 2 stores',
        '',
      ].join('\n'),
    );
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(keysIn('PROJECTA')).toEqual([packageKey, 'ModuleX/2.0.0/ModuleX.rel.json']);
  });

  test('of a store that is given without STORES is the same', async () => {
    const { PROJECTA_AWS_ACCESS_KEY_ID = '', PROJECTA_AWS_SECRET_ACCESS_KEY = '' } = stores.variables();

    const { exitCode } = await run({
      STORES: '',
      BUCKET_NAME: 'acme-projecta',
      AWS_ACCESS_KEY_ID: PROJECTA_AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: PROJECTA_AWS_SECRET_ACCESS_KEY,
    });

    expect({ exitCode, a: keysIn('PROJECTA').length, b: keysIn('PROJECTB') }).toEqual({ exitCode: 0, a: 2, b: [] });
  });
});

describe('everything that is wrong is told in one run, and nothing is written', () => {
  test('of the variables, the files and the stores', async () => {
    repository.commit({ 'deploy.sh': 'echo ${SRC_TAG}\n' });

    const { stdout, stderr, exitCode } = await run({
      BIN_NAME: 'ModuleX',
      DRY_RUN: 'maybe',
      FILES: 'deploy.sh\nabsent',
      PROJECTB_AWS_SECRET_ACCESS_KEY: 'another-secret',
      TAGS: 'x',
    });

    const [, findings = ''] = stdout.split(
      'INFO: store PROJECTB: Using default authentication with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. (PROJECTB_AWS_ACCESS_KEY_ID)\n',
    );
    const head = repository.git('rev-parse', 'HEAD');
    expect(findings.split('\n')).toEqual([
      'WARNING: TAGS: unknown variable; did you mean TAG?',
      'WARNING: BIN_NAME: "ModuleX" is given, and src_branch in repo-info is none; a REL without SRC has no binary; leave BIN_NAME out',
      '✖ Validation errors:',
      'DRY_RUN:',
      `- "maybe" cannot be used; write 'true' or 'false'`,
      'BIN_NAME:',
      '- "ModuleX" is REPO_NAME as well; both packages share a folder; name the binary otherwise',
      'BITBUCKET_COMMIT:',
      `- the build is of commit ${commit}, and ${head} is checked out; what is checked out is packed; let no script of the step switch to another commit`,
      'FILES:',
      '- "absent" does not exist; was the build step run? artifacts of an earlier step expire after 14 days',
      'ERROR: deploy.sh:1:6: ${SRC_TAG} has no value in this build; write a version as src_branch in repo-info and set BIN_NAME, or take the placeholder out when there is no binary',
      'ERROR: store PROJECTB: ListObjectsV2 s3://acme-projectb was refused (403 SignatureDoesNotMatch); the secret does not belong to the access key; check PROJECTB_AWS_SECRET_ACCESS_KEY',
      '✖ 6 errors; nothing was written to any store',
      '',
    ]);
    expect({ stderr, exitCode, keys: keysIn('PROJECTA') }).toEqual({ stderr: '', exitCode: 1, keys: [] });
  });

  test('even where so much is missing that there is nothing to check', async () => {
    const { stdout, stderr, exitCode } = await run({ REPO_NAME: '', KIND: 'lib' });

    expect(stdout).toBe(
      [
        `INFO: tagship ${version}`,
        '✖ Validation errors:',
        'KIND:',
        '- "lib" cannot be used; write src, rel or dist',
        'REPO_NAME:',
        "- required field; write the module's or project's name without suffix, e.g. ModuleX",
        '✖ the variables are not complete; nothing was written to any store',
        '',
      ].join('\n'),
    );
    expect({ stderr, exitCode, calls: stores.server.calls }).toEqual({ stderr: '', exitCode: 1, calls: [] });
  });

  test.each([
    ['a clone dir that is not there', { BITBUCKET_CLONE_DIR: '/nowhere/clone' }, 'there is no folder "/nowhere/clone"'],
    [
      'a folder for temporary files that is not there',
      { BITBUCKET_PIPE_STORAGE_DIR: '/nowhere/storage' },
      '/nowhere/storage',
    ],
  ])('%s', async (_case, variables, said) => {
    const { stdout, stderr, exitCode, lines } = await run(variables);

    expect(stdout).toContain(said);
    expect(lines.at(-1)).toMatch(/^✖ .*nothing was written to any store$/);
    expect({ stderr, exitCode, keys: keysIn('PROJECTA') }).toEqual({ stderr: '', exitCode: 1, keys: [] });
  });
});

describe('nothing is written', () => {
  test.each([
    ['from a pull request', { BITBUCKET_PR_ID: '7' }, { branch: 'developer' }, 'pull request 7'],
    ['from another branch', {}, { branch: 'feature/x' }, 'branch feature/x is not developer'],
  ])('%s', async (_what, variables, build, reason) => {
    repository.commit({ 'repo-info': rel['repo-info'].replace('2.0.0', 'developer') });

    const { lines, exitCode, stderr } = await run(variables, { ...build, commit: repository.git('rev-parse', 'HEAD') });

    expect(lines[1]).toContain(`REL ModuleX: check only, because ${reason}`);
    expect(lines.at(-1)).toBe('✔ ModuleX is checked; nothing was to be written');
    expect({ exitCode, stderr, writes: writes() }).toEqual({ exitCode: 0, stderr: '', writes: [] });
  });

  test('for a warning with STRICT', async () => {
    const strict = await run({ BIN_NAME: 'modulex-client', STRICT: 'true' });
    const written = writes();
    const lenient = await run({ BIN_NAME: 'modulex-client' });

    expect(strict.lines.slice(-4)).toEqual([
      '✖ Validation errors:',
      'BIN_NAME:',
      '- "modulex-client" is given, and src_branch in repo-info is none; a REL without SRC has no binary; leave BIN_NAME out',
      '✖ 1 error; nothing was written to any store',
    ]);
    expect({ exitCode: strict.exitCode, keys: written.filter((operation) => operation === 'PutObject') }).toEqual({
      exitCode: 1,
      keys: [],
    });
    expect(lenient.stdout).toContain('WARNING: BIN_NAME: "modulex-client" is given');
    expect(lenient.exitCode).toBe(0);
  });
});

describe('the report', () => {
  let slack: SlackPeer;

  beforeEach(async () => {
    slack = await startSlackPeer();
  });

  afterEach(async () => {
    await slack.close();
  });

  test('is written to REPORT_FILE', async () => {
    const file = join(temp, 'report.json');

    await run({ REPORT_FILE: file });

    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      schema: 1,
      status: 'success',
      summary: 'ModuleX 2.0.0 is released in 2 stores',
      subject: { kind: 'rel', name: 'ModuleX', folder: '2.0.0', ref: 'tag:2.0.0', commit, build: 41 },
      stores: [
        { store: 'PROJECTA', status: 'released', recordWritten: true },
        { store: 'PROJECTB', status: 'released', recordWritten: true },
      ],
      errors: [],
    });
  });

  test('is JSON even where a secret is a word of its format', async () => {
    const file = join(temp, 'report.json');

    await run({ REPORT_FILE: file, AWS_SESSION_TOKEN: '"status"', SSH_KEY: 'stores' });

    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ status: 'success', stores: [{}, {}] });
  });

  test('that cannot be written does not fail the release', async () => {
    const { lines, exitCode, stderr } = await run({ REPORT_FILE: join(temp, 'absent', 'report.json') });

    expect(lines.at(-2)).toMatch(/^WARNING: REPORT_FILE .* could not be written: /);
    expect({ last: lines.at(-1), exitCode, stderr }).toEqual({
      last: '✔ ModuleX 2.0.0 is released in 2 stores',
      exitCode: 0,
      stderr: '',
    });
  });

  test.each([
    ['a release', {}, '✔ ModuleX 2.0.0 is released in 2 stores'],
    ['wrong variables', { DRY_RUN: 'maybe' }, '✖ 1 error; nothing was written to any store'],
  ])('is told to Slack: %s', async (_what, variables, text) => {
    await run({ ...variables, SLACK_WEBHOOK_URL: slack.webhookUrl });

    expect(slack.messages).toMatchObject([{ text }]);
  });

  test('that Slack does not take fails no release, and says nothing of the webhook', async () => {
    slack.answer(500);

    const { lines, exitCode, stderr } = await run({ SLACK_WEBHOOK_URL: slack.webhookUrl });

    expect(lines.at(-2)).toMatch(
      /^WARNING: Slack was not told: Slack did not take the message \(.+\); check SLACK_WEBHOOK_URL$/,
    );
    expect(lines.join('\n')).not.toContain(new URL(slack.webhookUrl).pathname);
    expect({ last: lines.at(-1), exitCode, stderr }).toEqual({
      last: '✔ ModuleX 2.0.0 is released in 2 stores',
      exitCode: 0,
      stderr: '',
    });
  });
});

describe('what the environment has for the AWS SDK', () => {
  test('is not used: neither profiles nor programs nor switches', async () => {
    const started = join(temp, 'started');
    const config = join(temp, 'config');
    writeFileSync(join(temp, 'program'), `#!/bin/sh\necho started >> ${started}\n`);
    chmodSync(join(temp, 'program'), 0o755);
    writeFileSync(config, `[default]\ncredential_process = ${join(temp, 'program')}\nuse_fips_endpoint = true\n`);
    mkdirSync(join(temp, 'home', '.aws'), { recursive: true });
    writeFileSync(join(temp, 'home', '.aws', 'config'), readFileSync(config));

    const { exitCode, stdout } = await run({
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: config,
      AWS_PROFILE: 'absent',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
      AWS_USE_FIPS_ENDPOINT: 'true',
      HOME: join(temp, 'home'),
    });

    expect(stdout).toContain('✔ ModuleX 2.0.0 is released in 2 stores');
    expect({ exitCode, started: readdirSync(temp).includes('started') }).toEqual({ exitCode: 0, started: false });
  });

  test('gives no credentials to a store that has none', async () => {
    const { lines, exitCode } = await run({
      STORES: 'PROJECTA',
      PROJECTA_AWS_ACCESS_KEY_ID: '',
      PROJECTA_AWS_SECRET_ACCESS_KEY: '',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/credentials',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/dev/null',
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/of-the-machine',
    });

    expect(lines).toContain('PROJECTA_AWS_OIDC_ROLE_ARN:');
    expect({ exitCode, calls: stores.server.calls }).toEqual({ exitCode: 1, calls: [] });
  });
});

describe('a step that is stopped', () => {
  /** Stops the pipe at the first call of store PROJECTB that fits, which is never answered. */
  function stopAt(fits: (call: S3Call) => boolean): AbortSignal {
    const stop = new AbortController();
    stores.server.setHooks({
      before: (call) => {
        if (call.bucket !== bucketOf('PROJECTB') || !fits(call)) {
          return undefined;
        }
        stop.abort();
        return { kind: 'stall' };
      },
    });
    return stop.signal;
  }

  test.each<[string, (call: S3Call) => boolean, string]>([
    [
      'preflight',
      ({ operation }) => operation === 'ListObjectsV2',
      '✖ ended during preflight; nothing was written to any store',
    ],
    [
      'upload',
      ({ operation, key }) => operation === 'PutObject' && key === packageKey,
      '✖ ended during upload; packages may lie in some stores, without a record they are not released; run the pipeline again, it uploads only what is missing',
    ],
  ])('ends the run during %s at once and says what is half done', async (_stage, fits, last) => {
    const stop = stopAt(fits);
    let stoppedAtMs = 0;
    stop.addEventListener('abort', () => {
      stoppedAtMs = performance.now();
    });

    const { lines, exitCode, stderr } = await run({ BITBUCKET_PIPE_STORAGE_DIR: temp }, { stop });

    expect(performance.now() - stoppedAtMs).toBeLessThan(15_000);
    expect(lines.slice(-2)).toEqual(['ERROR: stopped by SIGTERM', last]);
    expect({ exitCode, stderr, temporary: readdirSync(temp) }).toEqual({ exitCode: 1, stderr: '', temporary: [] });
    expect(keysIn('PROJECTB')).toEqual([]);
  });

  test('while records are written says which stores have the release', async () => {
    const stop = stopAt(({ operation, key = '' }) => operation === 'PutObject' && key.endsWith('.rel.json'));

    const { lines, exitCode, stderr } = await run({}, { stop });

    expect(lines.at(-1)).toMatch(
      /^✖ ModuleX 2\.0\.0 failed in PROJECTB; it is released in (?:PROJECTA|no store for certain), and may be in PROJECTB; run the pipeline again/,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(lines.at(-1)?.includes('PROJECTA')).toBe(keysIn('PROJECTA').length === 2);
  });

  test('is told to Slack and in the report', async () => {
    const slack = await startSlackPeer();
    const stop = stopAt(({ operation }) => operation === 'ListObjectsV2');
    const file = join(temp, 'report.json');

    await run({ SLACK_WEBHOOK_URL: slack.webhookUrl, REPORT_FILE: file }, { stop });
    await slack.close();

    const summary = 'ended during preflight; nothing was written to any store';
    expect(slack.messages).toMatchObject([{ text: `✖ ${summary}` }]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      status: 'failure',
      summary,
      errors: ['stopped by SIGTERM'],
    });
  });
});

describe('secrets', () => {
  const key =
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\nQyNTUxOQAAACDf\n-----END OPENSSH PRIVATE KEY-----\n';
  const secrets = {
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYcommon',
    AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEBYaDcommon==',
    BITBUCKET_STEP_OIDC_TOKEN: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
    PIPELINES_JWT_TOKEN: 'eyJwaXBlbGluZXMiOiJ4In0',
    PROJECTA_AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7"MDENG$of-a',
    PROJECTA_AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEBYaDofA==',
    SSH_KEY: Buffer.from(key).toString('base64'),
  };
  const forms = [...Object.values(secrets), 'b3BlbnNzaC1rZXktdjEAAAAA', 'QyNTUxOQAAACDf'].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    JSON.stringify(secret).slice(1, -1),
  ]);

  test('are in no output, report or message, whatever fails and wherever they turn up', async () => {
    const slack = await startSlackPeer();
    const file = join(temp, 'report.json');
    const planted = Object.fromEntries(forms.map((form, index) => [`FILES_${index}`, `absent ${form}`]));
    repository.commit({
      'repo-info': `rel_branch: 2.0.0\nsrc_branch: '${secrets.AWS_SECRET_ACCESS_KEY}'\ndepend_list: none\n`,
    });
    slack.answer(500);

    const { stdout, stderr, exitCode } = await run({
      ...secrets,
      ...planted,
      FILES_COUNT: String(forms.length),
      DEBUG: 'true',
      REPORT_FILE: file,
      SLACK_WEBHOOK_URL: slack.webhookUrl,
      S3_ENDPOINT: `http://me:${secrets.AWS_SECRET_ACCESS_KEY}@127.0.0.1`,
    });
    await slack.close();

    const told = [stdout, stderr, readFileSync(file, 'utf8'), JSON.stringify(slack.messages)].join('\n');
    expect(exitCode).toBe(1);
    expect(told).toContain('"absent ****"');
    expect(told).toContain('ERROR: repo-info:2:1 src_branch: "****"');
    for (const form of [...forms, new URL(slack.webhookUrl).pathname]) {
      expect(told).not.toContain(form.slice(0, 32));
    }
  });

  test('are in no line about the run, even if a branch is called so', async () => {
    const { lines } = await run({ PIPELINES_JWT_TOKEN: 'feature-secret' }, { branch: 'feature-secret' });

    expect(lines[1]).toContain('check only, because branch **** is not developer');
    expect(lines.join('\n')).not.toContain('feature-secret');
  });

  test('are in no object of a release', async () => {
    const { PROJECTA_AWS_SECRET_ACCESS_KEY = '' } = stores.variables();

    await run({ SSH_KEY: secrets.SSH_KEY, PIPELINES_JWT_TOKEN: secrets.PIPELINES_JWT_TOKEN });

    const objects = stores.server.objects(bucketOf('PROJECTA'));
    const stored = objects.map((object) => `${JSON.stringify(object.metadata)}${object.body().toString('latin1')}`);
    expect(stored).toHaveLength(2);
    for (const secret of [PROJECTA_AWS_SECRET_ACCESS_KEY, secrets.SSH_KEY, secrets.PIPELINES_JWT_TOKEN]) {
      expect(stored.join('\n')).not.toContain(secret);
    }
  });
});
