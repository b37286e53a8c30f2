import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PipeBuild } from '../../lib/testing/pipe-process.ts';
import { bucketOf } from '../../lib/testing/project-stores.ts';
import { type SlackPeer, startSlackPeer } from '../../lib/testing/slack-peer.ts';
import { secretOfMalformedAnswer } from '../../lib/testing/sts/sts-server.ts';
import { startEchoServer } from './echo-server.ts';
import { findSecrets, type Planted } from './find-secrets.ts';
import { keysOfA, type RoleRun, type RoleWorld, startRoleWorld } from './role-world.ts';

const pem = [
  '-----BEGIN OPENSSH PRIVATE KEY-----',
  'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW',
  'QyNTUxOQAAACDf0b1s2r9wq7Yx3k5u8v1t4z6m0n2p4r6s8u0w2y4A6QAAAJgAAAAAAAAA',
  '-----END OPENSSH PRIVATE KEY-----',
  '',
].join('\n');
const common = {
  AWS_SECRET_ACCESS_KEY: 'cOmm0nXUtnFEMI/K7MDENG+bPxRfiCYcommonkey',
  AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEBYaDcommon/session+token/of+some/length/0123456789abcdef0123456789==',
  PIPELINES_JWT_TOKEN: 'eyJhbGciOiJIUzI1NiJ9.eyJwaXBlbGluZXMiOiJ4IiwibG9uZyI6InRva2VuIG9mIHBpcGVsaW5lcyJ9.c2lnbmF0dXJl',
  SSH_KEY: Buffer.from(pem).toString('base64'),
};
const s3Password = 's3-endpoint-Passw0rd-4711';
const stsPassword = 'sts-endpoint-Passw0rd-4712';
const gitPassword = 'git-remote-Passw0rd-4713';

interface SecretWorld {
  readonly world: RoleWorld;
  readonly slack: SlackPeer;
  readonly temp: string;
  /** What somebody could send back: every secret that is in the environment. */
  readonly given: readonly string[];
}

/** What a run is given beside the secrets, so that it ends in one way. */
interface Ending {
  readonly variables?: (
    at: SecretWorld,
  ) => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  readonly build?: (at: SecretWorld) => Partial<Omit<PipeBuild, 'variables'>>;
  /** What is to be read in the log: a run that ended otherwise shows nothing of this ending. */
  readonly says: RegExp;
}

const released = /^✔ ModuleX 2\.0\.0 (?:is|was already) released in 3 stores/m;

const endings: Readonly<Record<string, Ending>> = {
  'a release': { says: released },
  'a check of a branch that is called like a secret': {
    variables: () => ({ BITBUCKET_TAG: '' }),
    build: ({ given }) => ({ branch: given[2] ?? '' }),
    says: /check only, because branch \*{4} is not developer/,
  },
  'variables that hold other secrets': {
    variables: ({ given }) => ({
      ...Object.fromEntries(given.map((secret, index) => [`FILES_${index}`, `absent/${secret}`])),
      FILES_COUNT: String(given.length),
      TAG_CHECK: given[0] ?? '',
      BIN_NAME: given[1] ?? '',
      RELEASE_BRANCH: given[2] ?? '',
    }),
    says: /^✖ Validation errors:$/m,
  },
  'passwords in the addresses of S3 and STS': {
    variables: () => ({
      PROJECTA_S3_ENDPOINT: `https://me:${s3Password}@s3.example.com`,
      PROJECTB_STS_ENDPOINT: `https://me:${stsPassword}@sts.example.com`,
    }),
    says: /^PROJECTB_STS_ENDPOINT:$/m,
  },
  'variables that are too few to check anything': { variables: () => ({ REPO_NAME: '' }), says: /^REPO_NAME:$/m },
  'a file that cannot be packed': {
    variables: ({ given }) => ({ REPORT_FILE: `nowhere/${given[0]}/report.json` }),
    says: /REPORT_FILE .*\*{4}.* could not be written/,
  },
  'a clone that git cannot read': {
    variables: ({ world }) => {
      appendFileSync(join(world.repository.directory, '.git', 'config'), `[remote ${gitPassword}\n`);
      return {};
    },
    says: /there is no git clone/,
  },
  ...Object.fromEntries(
    [301, 307, 400, 401, 403, 404, 409, 412, 501, 503].map((status): [string, Ending] => [
      `a store that answers ${status} and sends every secret back`,
      {
        variables: async ({ given }) => ({ STORES: 'PROJECTC', S3_ENDPOINT: await startEcho(status, given) }),
        says: /^ERROR: store PROJECTC: /m,
      },
    ]),
  ),
  'STS that refuses the token and sends it back': {
    variables: ({ world }) => {
      world.identityC.sts.fail({ kind: 'status', status: 400, code: 'InvalidIdentityToken', echo: true });
      return {};
    },
    says: /STS refused it \(400 InvalidIdentityTokenException\)/,
  },
  'STS that denies the role and sends the token back': {
    variables: ({ world }) => {
      world.identityC.sts.fail({ kind: 'status', status: 403, code: 'AccessDenied', echo: true });
      return {};
    },
    says: /STS refused it \(403 AccessDenied\)/,
  },
  'STS whose answer breaks off within a secret': {
    variables: ({ world }) => {
      world.identityC.sts.fail({ kind: 'malformed' });
      return {};
    },
    says: /answered cannot be read/,
  },
  'STS that is another server, which sends every secret back': {
    variables: async ({ given }) => ({ STORES: 'PROJECTC', PROJECTC_STS_ENDPOINT: await startEcho(400, given) }),
    says: /STS refused it \(400/,
  },
  'a store that fails while records are written, and sends a secret back': {
    variables: ({ world, given }) => {
      world.server.setHooks({
        before: ({ bucket, key = '', operation }) =>
          operation === 'PutObject' && bucket === 'acme-projectc' && key.endsWith('.rel.json')
            ? {
                kind: 'status',
                status: 403,
                code: given[0] ?? '',
                headers: { 'x-amz-request-id': encodeURI(given[0] ?? '') },
              }
            : undefined,
      });
      return {};
    },
    says: /^✖ ModuleX 2\.0\.0 failed in PROJECTC/m,
  },
  'a full disk': {
    variables: ({ given }) =>
      preload(
        `const write = fs.appendFileSync;
       fs.appendFileSync = (file, ...rest) => {
         if (typeof file !== 'number') return write(file, ...rest);
         throw Object.assign(new Error('ENOSPC: no space left on device, write ' + ${JSON.stringify(given.join(' '))}), { code: 'ENOSPC' });
       };`,
      ),
    says: /^ERROR: no space left in /m,
  },
  'a bug': {
    variables: ({ given }) =>
      preload(`crypto.randomUUID = () => { throw new Error(${JSON.stringify(given.join('\n'))}); };`),
    says: /^ERROR: this is a bug of tagship/m,
  },
  'a crash': {
    variables: ({ given }) =>
      preload(
        `const waiting = setInterval(() => {
           if (process.listenerCount('uncaughtException') === 0) return;
           clearInterval(waiting);
           throw new Error(${JSON.stringify(given.join('\n'))});
         }, 1);`,
      ),
    says: /^✖ ended by a bug of tagship/m,
  },
  SIGTERM: {
    build: ({ world }) => {
      const stop = new AbortController();
      world.server.setHooks({
        before: ({ bucket }) => {
          stop.abort();
          return bucket === 'acme-projecta' ? { kind: 'stall' } : undefined;
        },
      });
      return { stop: stop.signal };
    },
    says: /^ERROR: stopped by SIGTERM$/m,
  },
  'Slack that refuses the message and sends its own address back': {
    variables: ({ slack }) => {
      slack.answer(500);
      return {};
    },
    says: /^WARNING: Slack was not told: /m,
  },
  'Slack that cannot be reached': {
    variables: () => ({
      SLACK_WEBHOOK_URL: 'http://127.0.0.1:9/services/T0000/B0000/unreachableWebhookSecret0123456789',
    }),
    says: /^WARNING: Slack was not told: /m,
  },
};

describe('none of the secrets is in anything that a run leaves behind', () => {
  test.each(Object.entries(endings))('%s', async (_name, { variables, build, says }) => {
    const at = await startSecretWorld();
    const changes = (await variables?.(at)) ?? {};
    const reportFile = join(at.temp, 'report.json');

    for (const debug of ['false', 'true']) {
      const run = await at.world.run(
        {
          ...common,
          SLACK_WEBHOOK_URL: at.slack.webhookUrl,
          REPORT_FILE: reportFile,
          BITBUCKET_PIPELINES_VARIABLES_PATH: join(at.temp, 'variables'),
          DEBUG: debug,
          ...changes,
        },
        build?.(at) ?? {},
      );

      expect(run.stdout).toMatch(says);
      expect(findSecrets(everythingLeft(at, run), plantedIn(at, changes))).toEqual([]);
    }
  });
});

test('the same is found where nothing is masked: by the names of 12 secrets', async () => {
  const at = await startSecretWorld();
  await at.world.run();
  const planted = plantedIn(at, { SLACK_WEBHOOK_URL: at.slack.webhookUrl });

  const found = findSecrets(JSON.stringify(planted.map(({ value }) => value)), planted);

  expect(found).toEqual(planted.map(({ name }) => name));
  expect(new Set(found).size).toBeGreaterThanOrEqual(12);
});

test('DEBUG tells what a store answered, with the id of the request, and without it nothing does', async () => {
  const at = await startSecretWorld();
  const variables = { PROJECTC_BUCKET_NAME: 'acme-none' };

  const quiet = await at.world.run(variables);
  const { lines } = await at.world.run({ ...variables, DEBUG: 'true' });

  expect(lines.filter((line) => line.includes('because of'))).toEqual([
    expect.stringMatching(
      /^DEBUG: store PROJECTC: because of NoSuchBucket: The specified bucket does not exist \(status 404, request id [0-9A-F]{16}, attempts 1\)$/,
    ),
  ]);
  expect(quiet.stdout).not.toContain('because of');
});

async function startSecretWorld(): Promise<SecretWorld> {
  const world = await startRoleWorld();
  const slack = await startSlackPeer();
  const temp = mkdtempSync(join(tmpdir(), 'tagship-secrets-'));
  onTestFinished(async () => {
    await world[Symbol.asyncDispose]();
    await slack.close();
    rmSync(temp, { recursive: true, force: true });
  });
  world.repository.git(
    'remote',
    'add',
    'origin',
    `https://x-token-auth:${gitPassword}@bitbucket.org/acme/modulex.rel.git`,
  );
  const { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, PIPELINES_JWT_TOKEN, SSH_KEY } = common;
  return {
    world,
    slack,
    temp,
    given: [
      AWS_SECRET_ACCESS_KEY,
      keysOfA.secretAccessKey,
      PIPELINES_JWT_TOKEN,
      world.token,
      AWS_SESSION_TOKEN,
      SSH_KEY,
      pem.split('\n')[1] ?? '',
      slack.webhookUrl,
    ],
  };
}

/** All secrets of the run, also those that came up while it ran. */
function plantedIn({ world, slack }: SecretWorld, changes: Readonly<Record<string, string>>): readonly Planted[] {
  const sessions = [...world.identityB.sessions, ...world.identityC.sessions].flatMap((session, index) => [
    { name: `secret of session ${index}`, value: session.secretAccessKey },
    { name: `token of session ${index}`, value: session.sessionToken ?? '' },
  ]);
  return [
    { name: 'PROJECTA_AWS_SECRET_ACCESS_KEY', value: keysOfA.secretAccessKey },
    ...Object.entries(common).map(([name, value]) => ({ name, value })),
    { name: 'SSH_KEY decoded', value: pem.replaceAll(/-----.*\n/g, '') },
    { name: 'BITBUCKET_STEP_OIDC_TOKEN', value: world.token },
    ...sessions,
    { name: 'path of SLACK_WEBHOOK_URL', value: new URL(changes['SLACK_WEBHOOK_URL'] ?? slack.webhookUrl).pathname },
    { name: 'password in S3_ENDPOINT', value: s3Password },
    { name: 'password in STS_ENDPOINT', value: stsPassword },
    { name: 'password of the git remote', value: gitPassword },
    { name: 'secret of a malformed answer', value: secretOfMalformedAnswer },
  ];
}

/** Output, files for later steps, messages to Slack, and every object with its metadata; packages unpacked. */
function everythingLeft({ world, slack, temp }: SecretWorld, run: RoleRun): string {
  const objects = ['PROJECTA', 'PROJECTB', 'PROJECTC'].flatMap((project) => world.server.objects(bucketOf(project)));
  return [
    run.stdout,
    run.stderr,
    ...readdirSync(temp).map((file) => readFileSync(join(temp, file), 'utf8')),
    JSON.stringify(slack.messages),
    ...objects.flatMap((object) => [
      object.key,
      JSON.stringify([object.metadata, object.headers]),
      (object.key.endsWith('.tar.gz') ? gunzipSync(object.body()) : object.body()).toString('latin1'),
    ]),
  ].join('\n');
}

async function startEcho(status: number, secrets: readonly string[]): Promise<string> {
  const server = await startEchoServer(status, secrets);
  onTestFinished(async () => await server[Symbol.asyncDispose]());
  return server.endpoint;
}

/** Makes Node itself fail within the program, which is run as it was built. */
function preload(code: string): Readonly<Record<string, string>> {
  const module = `import fs from 'node:fs'; import crypto from 'node:crypto'; import { syncBuiltinESMExports } from 'node:module'; ${code} syncBuiltinESMExports();`;
  return { NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(module).toString('base64')}` };
}
