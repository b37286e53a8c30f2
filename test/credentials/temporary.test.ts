import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { onlyProjectA, type RoleWorld, startRoleWorld } from './role-world.ts';

const minutesMs = 60_000;
const session = { accessKeyId: 'ASIASESSION', secretAccessKey: 'secret-of-the-session', sessionToken: 'token/of/it==' };
const sessionVariables = {
  ...onlyProjectA,
  AWS_ACCESS_KEY_ID: session.accessKeyId,
  AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
  AWS_SESSION_TOKEN: session.sessionToken,
};

let world: RoleWorld;

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

function errorsIn(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('ERROR: '));
}

describe('credentials that are wrong say which variable to look at', () => {
  test.each([
    [
      'an unknown access key',
      { AWS_ACCESS_KEY_ID: 'AKIDNONE' },
      '403 InvalidAccessKeyId',
      'the access key is unknown there; check AWS_ACCESS_KEY_ID',
    ],
    [
      'another secret',
      { AWS_SECRET_ACCESS_KEY: 'another' },
      '403 SignatureDoesNotMatch',
      'the secret does not belong to the access key; check AWS_SECRET_ACCESS_KEY',
    ],
    [
      'a session token that the key has not',
      { AWS_SESSION_TOKEN: 'another' },
      '400 InvalidToken',
      'the session token does not belong to the access key; check AWS_SESSION_TOKEN',
    ],
    [
      'a bucket that is not there',
      { BUCKET_NAME: 'acme-none' },
      '404 NoSuchBucket',
      'bucket acme-none does not exist there; check BUCKET_NAME, and its region or endpoint',
    ],
    [
      'another region',
      { AWS_DEFAULT_REGION: 'eu-west-3' },
      '400 AuthorizationHeaderMalformed',
      'bucket acme-projecta is in us-east-1, and AWS_DEFAULT_REGION is "eu-west-3"',
    ],
    [
      "another region of the store's own",
      { AWS_REGION: 'eu-west-3', AWS_DEFAULT_REGION: 'us-east-1' },
      '400 AuthorizationHeaderMalformed',
      'bucket acme-projecta is in us-east-1, and AWS_REGION is "eu-west-3"',
    ],
  ])('%s without STORES', async (_what, changes, answered, hint) => {
    world = await startRoleWorld();

    const { lines, exitCode } = await world.run({ ...onlyProjectA, ...changes });

    expect(errorsIn(lines)).toEqual([expect.stringContaining(`was refused (${answered}); ${hint}`)]);
    expect({ exitCode, keys: world.keysIn('PROJECTA') }).toEqual({ exitCode: 1, keys: [] });
  });

  test('of a store, and common ones', async () => {
    world = await startRoleWorld();

    const { lines } = await world.run({
      STORES: 'PROJECTA PROJECTB',
      PROJECTA_AWS_ACCESS_KEY_ID: 'AKIDNONE',
      PROJECTB_AWS_OIDC_ROLE_ARN: '',
      AWS_ACCESS_KEY_ID: 'AKIDNONE',
      AWS_SECRET_ACCESS_KEY: 'another',
    });

    expect(errorsIn(lines).map((line) => /check (\w+)$/.exec(line)?.[1])).toEqual([
      'PROJECTA_AWS_ACCESS_KEY_ID',
      'AWS_ACCESS_KEY_ID',
    ]);
  });
});

test('a session token that has expired is told', async () => {
  world = await startRoleWorld({
    accounts: [{ name: 'session', id: '100000000000', ...session, expiresAt: new Date(Date.now() - minutesMs) }],
  });

  const { lines, exitCode } = await world.run(sessionVariables);

  expect(errorsIn(lines)).toEqual([
    'ERROR: store STORE: ListObjectsV2 s3://acme-projecta was refused (400 ExpiredToken); the session token has expired; write a new one as AWS_SESSION_TOKEN, with its access key',
  ]);
  expect(exitCode).toBe(1);
});

test('a session that ends between the upload of a package and its record is told, and the next run ends complete', async () => {
  let laterMs = 0;
  world = await startRoleWorld({
    clock: { now: () => new Date(Date.now() + laterMs) },
    accounts: [{ name: 'session', id: '100000000000', ...session, expiresAt: new Date(Date.now() + 5 * minutesMs) }],
    after: ({ operation }) => {
      laterMs = operation === 'PutObject' ? 10 * minutesMs : laterMs;
    },
  });

  const { lines, exitCode } = await world.run(sessionVariables);
  const keysAfter = world.keysIn('PROJECTA');
  const again = await world.run(onlyProjectA);

  expect(lines.find((line) => line.includes('ExpiredToken'))).toMatch(
    /^ERROR: STORE: .*\(400 ExpiredToken\); the session token has expired; write a new one as AWS_SESSION_TOKEN, with its access key$/,
  );
  expect({ exitCode, keysAfter }).toEqual({ exitCode: 1, keysAfter: ['ModuleX/2.0.0/ModuleX.tar.gz'] });
  expect({ exitCode: again.exitCode, keys: world.keysIn('PROJECTA').length }).toEqual({ exitCode: 0, keys: 2 });
});

test('a session of a role that is about to end during a long upload is made anew', async () => {
  // the SDK takes a session for ended five minutes before it is
  world = await startRoleWorld({ lifetimeMs: 5 * minutesMs + 2_000 });
  world.server.setHooks({
    before: async ({ operation, bucket }) => {
      if (operation === 'PutObject' && bucket === 'acme-projecta') {
        await new Promise((resolve) => setTimeout(resolve, 2_500));
      }
    },
  });

  const { lines, exitCode } = await world.run();

  expect({ last: lines.at(-1), exitCode }).toEqual({ last: '✔ ModuleX 2.0.0 is released in 3 stores', exitCode: 0 });
  expect(world.identityB.sessions.length).toBeGreaterThanOrEqual(2);
  const records = world.server.calls.filter(({ key = '' }) => key.endsWith('.rel.json'));
  expect(records.findLast(({ bucket }) => bucket === 'acme-projectb')?.accessKeyId).toBe(
    world.identityB.sessions.at(-1)?.accessKeyId,
  );
});

test('the token has expired when the session is to be made anew: that is told, and nothing is released', async () => {
  world = await startRoleWorld({ lifetimeMs: 5 * minutesMs + 2_000 });
  world.server.setHooks({
    before: async ({ operation, bucket }) => {
      if (operation === 'PutObject' && bucket === 'acme-projecta') {
        world.identityB.sts.fail({ kind: 'status', status: 400, code: 'ExpiredTokenException' });
        await new Promise((resolve) => setTimeout(resolve, 2_500));
      }
    },
  });

  const { lines, exitCode } = await world.run();

  expect(errorsIn(lines)).toContain(
    `ERROR: PROJECTB: the role ${world.identityB.roleArn} was not assumed: STS refused it (400 ExpiredTokenException); the step's OIDC token has expired; run the step again, and if it takes longer than the token lasts, split it`,
  );
  expect(lines.at(-1)).toMatch(/^✖ ModuleX 2\.0\.0 failed in PROJECTB; it is released in no store; /);
  expect(exitCode).toBe(1);
});

test('STS is asked once for each role, however large the package is', async () => {
  world = await startRoleWorld();
  world.repository.write({ 'files/large.bin': randomBytes(12 * 1024 * 1024) });

  const { exitCode } = await world.run({ FILES: 'deploy.sh\nupgrade.sh\nfiles' });

  expect({ exitCode, large: world.server.object('acme-projectb', 'ModuleX/2.0.0/ModuleX.tar.gz')?.sizeBytes }).toEqual({
    exitCode: 0,
    large: expect.toSatisfy((size: number) => size > 12 * 1024 * 1024),
  });
  expect([world.identityB.sts.calls.length, world.identityC.sts.calls.length]).toEqual([1, 1]);
});
