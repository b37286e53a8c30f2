import { afterEach, beforeEach, expect, test } from 'vitest';
import { keysOfA, onlyProjectA, type RoleWorld, startRoleWorld } from './role-world.ts';

let world: RoleWorld;

const byKeys = 'Using default authentication with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
const byRole = 'Authenticating with a OpenID Connect (OIDC) Web Identity Provider';
const noToken = 'Parameter "oidc: true" in the step configuration is required for OIDC authentication';
const released = '✔ ModuleX 2.0.0 is released in 1 store';
const session = { accessKeyId: 'ASIASESSION', secretAccessKey: 'secret-of-the-session', sessionToken: 'token/of/it==' };

beforeEach(async () => {
  world = await startRoleWorld({ accounts: [{ name: 'session', id: '100000000000', ...session }] });
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

/** By which access keys the stores were asked. */
function keysUsed(): ReadonlySet<string | undefined> {
  return new Set(world.server.calls.map(({ accessKeyId }) => accessKeyId));
}

/** The only store is that of the account that has a role. */
function roleOfB(): Readonly<Record<string, string>> {
  return {
    STORES: '',
    BUCKET_NAME: 'acme-projectb',
    AWS_OIDC_ROLE_ARN: world.identityB.roleArn,
    STS_ENDPOINT: world.identityB.sts.endpoint,
  };
}

test('access keys are said to be used, and are', async () => {
  const { lines, exitCode } = await world.run({ ...onlyProjectA, BITBUCKET_STEP_OIDC_TOKEN: '' });

  expect(lines).toContain(`INFO: store STORE: ${byKeys} (AWS_ACCESS_KEY_ID)`);
  expect({ last: lines.at(-1), exitCode, keys: keysUsed() }).toEqual({
    last: released,
    exitCode: 0,
    keys: new Set([keysOfA.accessKeyId]),
  });
});

test('temporary access keys are sent with their session token', async () => {
  const { lines, exitCode } = await world.run({
    ...onlyProjectA,
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
  });

  expect({ last: lines.at(-1), exitCode, keys: keysUsed() }).toEqual({
    last: released,
    exitCode: 0,
    keys: new Set([session.accessKeyId]),
  });
});

test.each([
  ['without access keys', {}],
  [
    'also where access keys are given',
    { AWS_ACCESS_KEY_ID: keysOfA.accessKeyId, AWS_SECRET_ACCESS_KEY: keysOfA.secretAccessKey },
  ],
  ['also where a session token is given', { AWS_SESSION_TOKEN: session.sessionToken }],
])('a role is assumed with the token of the step, %s', async (_what, keys) => {
  const { stdout, lines, exitCode } = await world.run({ ...roleOfB(), ...keys });

  expect(lines).toContain(`INFO: store STORE: ${byRole} as ${world.identityB.roleArn} (AWS_OIDC_ROLE_ARN)`);
  expect(stdout).not.toContain(byKeys);
  expect({ last: lines.at(-1), exitCode, keys: keysUsed() }).toEqual({
    last: released,
    exitCode: 0,
    keys: new Set(world.identityB.sessions.map(({ accessKeyId }) => accessKeyId)),
  });
});

test('without a token the access keys are used instead of the role, with a warning', async () => {
  const { lines, exitCode } = await world.run({
    ...onlyProjectA,
    AWS_OIDC_ROLE_ARN: world.identityB.roleArn,
    BITBUCKET_STEP_OIDC_TOKEN: '',
  });

  expect(lines).toContain(`WARNING: AWS_OIDC_ROLE_ARN: ${noToken}`);
  expect(lines).toContain(`INFO: store STORE: ${byKeys} (AWS_ACCESS_KEY_ID)`);
  expect({ last: lines.at(-1), exitCode, sts: world.identityB.sts.calls }).toEqual({
    last: released,
    exitCode: 0,
    sts: [],
  });
});

test('a role without a token and without access keys is an error', async () => {
  const { lines, exitCode } = await world.run({ ...roleOfB(), BITBUCKET_STEP_OIDC_TOKEN: '' });

  expect(lines.slice(-5)).toEqual([
    `WARNING: AWS_OIDC_ROLE_ARN: ${noToken}`,
    '✖ Validation errors:',
    'AWS_OIDC_ROLE_ARN:',
    '- the role cannot be assumed without an OIDC token, and no access key is given; give the step "oidc: true", or write AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    '✖ 1 error; nothing was written to any store',
  ]);
  expect({ exitCode, calls: world.server.calls }).toEqual({ exitCode: 1, calls: [] });
});

test.each([
  ['the only store', { STORES: '', BUCKET_NAME: 'acme-projecta' }, ''],
  ['a store of several', { PROJECTA_AWS_ACCESS_KEY_ID: '', PROJECTA_AWS_SECRET_ACCESS_KEY: '' }, 'PROJECTA_'],
])('neither for %s is an error that names both ways', async (_which, changes, prefix) => {
  const { lines, exitCode } = await world.run(changes);

  expect(lines.slice(-4)).toEqual([
    '✖ Validation errors:',
    `${prefix}AWS_OIDC_ROLE_ARN:`,
    `- required field; write it and give the step "oidc: true", or write ${prefix}AWS_ACCESS_KEY_ID and ${prefix}AWS_SECRET_ACCESS_KEY`,
    '✖ 1 error; nothing was written to any store',
  ]);
  expect({ exitCode, a: world.keysIn('PROJECTA'), b: world.keysIn('PROJECTB') }).toEqual({ exitCode: 1, a: [], b: [] });
});
