import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountOf, keysOfA, type RoleWorld, startRoleWorld } from './role-world.ts';

let world: RoleWorld;

beforeEach(async () => {
  world = await startRoleWorld();
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

const projects = ['PROJECTA', 'PROJECTB', 'PROJECTC'] as const;
const releaseKeys = ['ModuleX/2.0.0/ModuleX.tar.gz', 'ModuleX/2.0.0/ModuleX.rel.json'];

test('one run publishes to three accounts, each by its own credentials, and asks STS once for each role', async () => {
  const { lines, exitCode, stderr } = await world.run();

  expect({ last: lines.at(-1), exitCode, stderr }).toEqual({
    last: '✔ ModuleX 2.0.0 is released in 3 stores',
    exitCode: 0,
    stderr: '',
  });
  expect(projects.map((project) => world.keysIn(project))).toEqual([releaseKeys, releaseKeys, releaseKeys]);
  expect([world.identityB, world.identityC].map(({ sts }) => sts.calls.map(({ answer }) => answer))).toEqual([
    ['assumed'],
    ['assumed'],
  ]);
});

test('every request to a bucket is signed by the key of its store, and the token goes to no other STS', async () => {
  await world.run();

  const [sessionB] = world.identityB.sessions;
  const [sessionC] = world.identityC.sessions;
  const signedBy = new Set(world.server.calls.map(({ bucket, accessKeyId }) => `${bucket} ${accessKeyId}`));
  expect(signedBy).toEqual(
    new Set([
      `acme-projecta ${keysOfA.accessKeyId}`,
      `acme-projectb ${sessionB?.accessKeyId}`,
      `acme-projectc ${sessionC?.accessKeyId}`,
    ]),
  );
  const tokensSent = world.server.calls.filter(({ headers }) => JSON.stringify(headers).includes(world.token));
  expect(tokensSent).toEqual([]);
  expect(
    [world.identityB, world.identityC].map(({ sts }) => sts.calls.map(({ roleArn, token }) => [roleArn, token])),
  ).toEqual([[[world.identityB.roleArn, world.token]], [[world.identityC.roleArn, world.token]]]);
});

test('the name of a session tells the repository and the build in CloudTrail', async () => {
  await world.run({}, { slug: `${'a-very-long-name-of-a-module-'.repeat(2)}.rel`, build: 1234 });

  expect(world.identityB.sts.calls.map(({ sessionName }) => sessionName)).toEqual([
    expect.stringMatching(/^tagship-a-very-long-name-of-a-module-[\w+=,.@-]*-1234$/),
  ]);
});

describe('a role that cannot be assumed', () => {
  test('is told for its store, the others are checked, and nothing is written', async () => {
    const otherRole = 'arn:aws:iam::100000000001:role/other';

    const { lines, exitCode } = await world.run({
      PROJECTB_AWS_OIDC_ROLE_ARN: otherRole,
      PROJECTC_BUCKET_NAME: 'acme-none',
    });

    expect(lines.slice(-3)).toEqual([
      `ERROR: store PROJECTB: the role ${otherRole} was not assumed: STS refused it (403 AccessDenied); check PROJECTB_AWS_OIDC_ROLE_ARN, and that the role's trust policy takes this repository and, where it names one, this deployment environment`,
      'ERROR: store PROJECTC: ListObjectsV2 s3://acme-none was refused (404 NoSuchBucket); bucket acme-none does not exist there; check PROJECTC_BUCKET_NAME, and its region or endpoint',
      '✖ 2 errors; nothing was written to any store',
    ]);
    expect({ exitCode, keys: projects.flatMap((project) => world.keysIn(project)) }).toEqual({ exitCode: 1, keys: [] });
    expect(world.server.calls.map(({ bucket }) => bucket)).toContain('acme-projecta');
  });

  test('for the token of another repository or environment says what to change', async () => {
    const token = world.identityB.issuer.token({ repositoryUuid: '{another}' });

    const { lines, exitCode } = await world.run({ BITBUCKET_STEP_OIDC_TOKEN: token });

    expect(lines.filter((line) => line.startsWith('ERROR: '))).toEqual([
      expect.stringMatching(/^ERROR: store PROJECTB: .* \(403 AccessDenied\); check PROJECTB_AWS_OIDC_ROLE_ARN, /),
      expect.stringMatching(/^ERROR: store PROJECTC: .* \(403 AccessDenied\); check PROJECTC_AWS_OIDC_ROLE_ARN, /),
    ]);
    expect(exitCode).toBe(1);
  });

  test('once because STS is out of order is asked for again', async () => {
    world.identityB.sts.fail({ kind: 'status', status: 500, code: 'InternalFailure' }, 1);

    const { exitCode } = await world.run();

    expect({ exitCode, answers: world.identityB.sts.calls.map(({ answer }) => answer) }).toEqual({
      exitCode: 0,
      answers: ['InternalFailure', 'assumed'],
    });
  });
});

describe('the owner that a bucket must have', () => {
  test('is given for every store', async () => {
    const owners = Object.fromEntries(
      projects.map((project) => [`${project}_EXPECTED_BUCKET_OWNER`, accountOf[project]]),
    );

    const { exitCode } = await world.run(owners);

    expect(exitCode).toBe(0);
    expect(
      new Set(
        world.server.calls.map(({ bucket, headers }) => `${bucket} ${String(headers['x-amz-expected-bucket-owner'])}`),
      ),
    ).toEqual(new Set(projects.map((project) => `acme-${project.toLowerCase()} ${accountOf[project]}`)));
  });

  test('for one store is asked of that store alone', async () => {
    const { exitCode } = await world.run({ PROJECTB_EXPECTED_BUCKET_OWNER: accountOf.PROJECTB });

    const asked = world.server.calls.filter(({ headers }) => headers['x-amz-expected-bucket-owner'] !== undefined);
    expect(exitCode).toBe(0);
    expect(new Set(asked.map(({ bucket }) => bucket))).toEqual(new Set(['acme-projectb']));
  });

  test.each([
    ['its own', { PROJECTB_EXPECTED_BUCKET_OWNER: '999999999999' }, ['PROJECTB'], 'PROJECTB_EXPECTED_BUCKET_OWNER'],
    ['the common', { EXPECTED_BUCKET_OWNER: accountOf.PROJECTA }, ['PROJECTB', 'PROJECTC'], 'EXPECTED_BUCKET_OWNER'],
  ])('is another: %s variable is named, and nothing is written', async (_which, variables, refused, named) => {
    const { lines, exitCode } = await world.run(variables);

    const errors = lines.filter((line) => line.startsWith('ERROR: '));
    expect(
      errors.map((line) =>
        /store (\w+): .* belongs to another account than \d+ \((\w+)\); check \1_BUCKET_NAME: /.exec(line)?.slice(1),
      ),
    ).toEqual(refused.map((store) => [store, named]));
    expect({ exitCode, keys: projects.flatMap((project) => world.keysIn(project)) }).toEqual({ exitCode: 1, keys: [] });
  });
});
