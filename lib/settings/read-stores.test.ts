import { describe, expect, test } from 'vitest';
import type { StoreVariables } from '../store/variables.ts';
import { findingsIn, relVariables, settingsIn } from '../testing/pipe-environment.ts';
import { readSettings } from './read-settings.ts';
import type { Environment } from './secrets.ts';
import type { Settings } from './settings.ts';

const roleArn = 'arn:aws:iam::123456789012:role/modulex-publish';
const keysOfCommon = { kind: 'keys', accessKeyId: 'AKIDCOMMON', secretAccessKey: 'secret-of-common' };

const twoStores: Environment = {
  STORES: 'PROJECTA PROJECTB',
  BUCKET_NAME: undefined,
  PROJECTA_BUCKET_NAME: 'acme-projecta',
  PROJECTB_BUCKET_NAME: 'acme-projectb',
};

const noCommonCredentials: Environment = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

/** The findings, and the credentials of every store that can be opened. */
function credentialsIn(changes: Environment) {
  const { settings } = readSettings({ ...relVariables, ...changes }, '/elsewhere');
  return {
    findings: findingsIn(changes),
    credentials: settings?.stores.map(({ credentials }) => credentials),
  };
}

/** Without the names of their variables. */
function storesOf({ stores }: Settings) {
  return stores.map((store) => {
    const { variables: _, ...rest } = store;
    return rest;
  });
}

describe('the stores', () => {
  test('without STORES are one, from the names without prefix', () => {
    expect(storesOf(settingsIn({}))).toEqual([
      { name: 'STORE', bucket: 'acme-projecta', region: 'eu-central-1', credentials: keysOfCommon },
    ]);
  });

  test('each have what is their own, and the common for the rest', () => {
    const settings = settingsIn({
      ...twoStores,
      EXPECTED_BUCKET_OWNER: '100000000000',
      PROJECTB_AWS_REGION: 'us-west-2',
      PROJECTB_S3_ENDPOINT: 'https://s3.example.com',
      PROJECTB_EXPECTED_BUCKET_OWNER: '200000000000',
      PROJECTB_AWS_ACCESS_KEY_ID: 'AKIDB',
      PROJECTB_AWS_SECRET_ACCESS_KEY: 'secret-of-b',
      PROJECTB_AWS_SESSION_TOKEN: 'token-of-b',
    });

    expect(storesOf(settings)).toEqual([
      {
        name: 'PROJECTA',
        bucket: 'acme-projecta',
        region: 'eu-central-1',
        expectedOwner: '100000000000',
        credentials: keysOfCommon,
      },
      {
        name: 'PROJECTB',
        bucket: 'acme-projectb',
        region: 'us-west-2',
        endpoint: 'https://s3.example.com',
        expectedOwner: '200000000000',
        credentials: { kind: 'keys', accessKeyId: 'AKIDB', secretAccessKey: 'secret-of-b', sessionToken: 'token-of-b' },
      },
    ]);
  });

  test('are required', () => {
    expect(findingsIn({ BUCKET_NAME: '' })).toEqual([
      "STORES: required field; write the names of the stores, e.g. ['PROJECTA'] with PROJECTA_BUCKET_NAME, or BUCKET_NAME for a single one",
    ]);
  });

  test.each(['projecta', '1PROJECT', '_A', 'PROJECT-A', 'Ä', 'X'.repeat(65)])('cannot be called %s', (name) => {
    const findings = findingsIn({ ...twoStores, STORES: `PROJECTA ${name} PROJECTB` });

    expect(findings).toEqual([
      `STORES: "${name}" cannot be the name of a store; write a name of at most 64 capital letters, digits and "_" that begins with a letter, e.g. PROJECTA`,
    ]);
  });

  test('are named once each', () => {
    expect(findingsIn({ ...twoStores, STORES: 'PROJECTA PROJECTB PROJECTA' })).toEqual([
      'STORES: "PROJECTA" is named twice; name it once',
    ]);
  });

  test('need a bucket each', () => {
    expect(findingsIn({ ...twoStores, PROJECTB_BUCKET_NAME: '' })).toEqual([
      'PROJECTB_BUCKET_NAME: required field; write the bucket of PROJECTB',
    ]);
  });

  test('take no bucket from BUCKET_NAME', () => {
    expect(findingsIn({ ...twoStores, BUCKET_NAME: 'acme-projectb', PROJECTB_BUCKET_NAME: '' })).toEqual([
      'PROJECTB_BUCKET_NAME: required field; write the bucket of PROJECTB',
    ]);
  });

  test.each([
    ['on AWS', {}],
    ['at one endpoint', { S3_ENDPOINT: 'https://s3.example.com' }],
    [
      'at one endpoint written differently',
      { PROJECTA_S3_ENDPOINT: 'https://S3.example.com:443/', PROJECTB_S3_ENDPOINT: 'https://s3.example.com' },
    ],
  ])('cannot share a bucket %s', (_place, changes) => {
    expect(findingsIn({ ...twoStores, PROJECTB_BUCKET_NAME: 'acme-projecta', ...changes })).toEqual([
      'PROJECTB_BUCKET_NAME: "acme-projecta" is the bucket of PROJECTA as well; give every store a bucket of its own, or name one of the two only',
    ]);
  });

  test('may have buckets of one name at two endpoints', () => {
    const settings = settingsIn({
      ...twoStores,
      PROJECTB_BUCKET_NAME: 'acme-projecta',
      PROJECTB_S3_ENDPOINT: 'https://s3.example.com',
    });

    expect(settings.stores).toHaveLength(2);
  });
});

describe('the region', () => {
  test.each([
    ['its own before all', { PROJECTA_AWS_REGION: 'eu-north-1' }, 'eu-north-1'],
    ['AWS_REGION before AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'us-east-2' }, 'eu-central-1'],
    ['AWS_DEFAULT_REGION', { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-east-2' }, 'us-east-2'],
    ['none at an endpoint', { AWS_REGION: '', S3_ENDPOINT: 'http://127.0.0.1:9000' }, 'us-east-1'],
    ['its own at an endpoint', { S3_ENDPOINT: 'http://127.0.0.1:9000' }, 'eu-central-1'],
  ])('of a store is %s', (_rule, changes, region) => {
    const settings = settingsIn({ STORES: 'PROJECTA', PROJECTA_BUCKET_NAME: 'acme-projecta', ...changes });

    expect(settings.stores.map((store) => store.region)).toEqual([region]);
  });

  test('is required on AWS, of every store', () => {
    expect(findingsIn({ ...twoStores, AWS_REGION: '' })).toEqual([
      'PROJECTA_AWS_REGION: required field; write it, or AWS_REGION for all stores, e.g. eu-central-1',
      'PROJECTB_AWS_REGION: required field; write it, or AWS_REGION for all stores, e.g. eu-central-1',
    ]);
    expect(findingsIn({ AWS_REGION: '' })).toEqual(['AWS_REGION: required field; write it, e.g. eu-central-1']);
  });
});

describe('credentials', () => {
  test('are a role when the step has an OIDC token, whatever keys are given', () => {
    const settings = settingsIn({ AWS_OIDC_ROLE_ARN: roleArn, BITBUCKET_STEP_OIDC_TOKEN: 'the-token' });

    expect(settings.stores).toMatchObject([
      {
        credentials: { kind: 'web-identity', roleArn, token: 'the-token', sessionName: 'tagship-modulex.rel-41' },
      },
    ]);
  });

  test('are the keys when the step has no OIDC token, with a warning', () => {
    expect(credentialsIn({ AWS_OIDC_ROLE_ARN: roleArn })).toEqual({
      findings: [
        'warning: AWS_OIDC_ROLE_ARN: Parameter "oidc: true" in the step configuration is required for OIDC authentication',
      ],
      credentials: [keysOfCommon],
    });
  });

  test('are missing when there is a role, and neither an OIDC token nor keys', () => {
    expect(findingsIn({ ...noCommonCredentials, AWS_OIDC_ROLE_ARN: roleArn })).toEqual([
      'warning: AWS_OIDC_ROLE_ARN: Parameter "oidc: true" in the step configuration is required for OIDC authentication',
      'AWS_OIDC_ROLE_ARN: the role cannot be assumed without an OIDC token, and no access key is given; give the step "oidc: true", or write AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    ]);
  });

  test('are missing when nothing is given: both ways are named', () => {
    expect(findingsIn({ ...twoStores, ...noCommonCredentials })).toEqual([
      'PROJECTA_AWS_OIDC_ROLE_ARN: required field; write it and give the step "oidc: true", or write PROJECTA_AWS_ACCESS_KEY_ID and PROJECTA_AWS_SECRET_ACCESS_KEY',
      'PROJECTB_AWS_OIDC_ROLE_ARN: required field; write it and give the step "oidc: true", or write PROJECTB_AWS_ACCESS_KEY_ID and PROJECTB_AWS_SECRET_ACCESS_KEY',
    ]);
    expect(findingsIn(noCommonCredentials)).toEqual([
      'AWS_OIDC_ROLE_ARN: required field; write it and give the step "oidc: true", or write AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    ]);
  });

  test.each([
    ['an access key', { PROJECTA_AWS_ACCESS_KEY_ID: 'AKIDA' }, 'PROJECTA_AWS_SECRET_ACCESS_KEY: required field'],
    ['a secret', { PROJECTA_AWS_SECRET_ACCESS_KEY: 'secret-of-a' }, 'PROJECTA_AWS_ACCESS_KEY_ID: required field'],
    ['a session token', { PROJECTA_AWS_SESSION_TOKEN: 'token-of-a' }, 'PROJECTA_AWS_OIDC_ROLE_ARN: required field'],
    ['a role', { PROJECTA_AWS_OIDC_ROLE_ARN: roleArn }, 'PROJECTA_AWS_OIDC_ROLE_ARN: the role cannot be assumed'],
  ])('are one unit: a store with only %s of its own takes nothing from the common ones', (_part, changes, finding) => {
    const { findings, credentials } = credentialsIn({ ...twoStores, AWS_SESSION_TOKEN: 'token-of-common', ...changes });

    expect(findings.at(-1)).toContain(finding);
    expect(credentials).toEqual([{ ...keysOfCommon, sessionToken: 'token-of-common' }]);
  });

  test('of its own win over the common role, even with an OIDC token', () => {
    const settings = settingsIn({
      ...twoStores,
      AWS_OIDC_ROLE_ARN: roleArn,
      BITBUCKET_STEP_OIDC_TOKEN: 'the-token',
      PROJECTB_AWS_ACCESS_KEY_ID: 'AKIDB',
      PROJECTB_AWS_SECRET_ACCESS_KEY: 'secret-of-b',
    });

    expect(settings.stores.map(({ credentials }) => credentials.kind)).toEqual(['web-identity', 'keys']);
  });

  test('that are empty are not given: the common ones are taken', () => {
    const settings = settingsIn({ ...twoStores, PROJECTA_AWS_ACCESS_KEY_ID: '', PROJECTA_AWS_SECRET_ACCESS_KEY: '' });

    expect(settings.stores[0]?.credentials).toEqual(keysOfCommon);
  });

  test('in common that are incomplete are one finding, however many stores use them', () => {
    expect(findingsIn({ ...twoStores, AWS_OIDC_ROLE_ARN: roleArn, AWS_SECRET_ACCESS_KEY: '' })).toEqual([
      'warning: AWS_OIDC_ROLE_ARN: Parameter "oidc: true" in the step configuration is required for OIDC authentication',
      'AWS_SECRET_ACCESS_KEY: required field; AWS_ACCESS_KEY_ID is given; write both',
    ]);
  });

  test('name the session so that AWS takes the name', () => {
    const settings = settingsIn({
      AWS_OIDC_ROLE_ARN: roleArn,
      BITBUCKET_STEP_OIDC_TOKEN: 'the-token',
      REPO_NAME: 'modl-x'.repeat(20),
      BITBUCKET_REPO_SLUG: `${'modül-x'.repeat(20)}.rel`,
    });

    // a name that is too long keeps the build
    expect(settings.stores).toMatchObject([
      { credentials: { sessionName: expect.stringMatching(/^tagship-mod-l-x[\w+=,.@-]{46}-41$/) } },
    ]);
  });

  test("of a role are asked for at the store's own STS, else at the common one, else at AWS", () => {
    const settings = settingsIn({
      ...twoStores,
      STORES: 'PROJECTA PROJECTB',
      AWS_OIDC_ROLE_ARN: roleArn,
      BITBUCKET_STEP_OIDC_TOKEN: 'the-token',
      PROJECTA_S3_ENDPOINT: 'https://s3.example.com',
      STS_ENDPOINT: 'https://sts.example.com',
      PROJECTB_STS_ENDPOINT: 'https://sts.b.example.com',
    });

    expect(settings.stores).toMatchObject([
      { credentials: { stsEndpoint: 'https://sts.example.com' } },
      { credentials: { stsEndpoint: 'https://sts.b.example.com' } },
    ]);
    expect(
      credentialsIn({ AWS_OIDC_ROLE_ARN: roleArn, BITBUCKET_STEP_OIDC_TOKEN: 'the-token' }).credentials,
    ).toStrictEqual([{ kind: 'web-identity', roleArn, token: 'the-token', sessionName: 'tagship-modulex.rel-41' }]);
  });

  test.each(['arn:aws:iam:::role/publish', 'arn:minio:iam:::role/idp-2f1', 'arn:aws:iam::tenant:role/publish'])(
    'of the role %s, which has no AWS account, are for a store that names its STS',
    (role) => {
      const changes = { AWS_OIDC_ROLE_ARN: role, BITBUCKET_STEP_OIDC_TOKEN: 'the-token' };

      expect(findingsIn(changes)[0]).toMatch(
        /^AWS_OIDC_ROLE_ARN: ".*" (?:has no AWS account; write its 12 digits, or for a store that is not on AWS the address of its STS as STS_ENDPOINT)$/,
      );
      expect(findingsIn({ ...changes, STS_ENDPOINT: 'https://s3.example.com' })).toEqual([]);
    },
  );
});

describe('the variables that messages name are those that were given', () => {
  test.each<[string, Environment, Partial<StoreVariables>]>([
    [
      'its own',
      {
        PROJECTA_AWS_ACCESS_KEY_ID: 'AKIDA',
        PROJECTA_AWS_SECRET_ACCESS_KEY: 'secret-of-a',
        PROJECTA_AWS_REGION: 'eu-north-1',
        PROJECTA_EXPECTED_BUCKET_OWNER: '100000000000',
        EXPECTED_BUCKET_OWNER: '200000000000',
      },
      {
        bucket: 'PROJECTA_BUCKET_NAME',
        region: 'PROJECTA_AWS_REGION',
        accessKeyId: 'PROJECTA_AWS_ACCESS_KEY_ID',
        secretAccessKey: 'PROJECTA_AWS_SECRET_ACCESS_KEY',
        expectedOwner: 'PROJECTA_EXPECTED_BUCKET_OWNER',
      },
    ],
    [
      'the common ones',
      {
        AWS_REGION: '',
        AWS_DEFAULT_REGION: 'eu-north-1',
        S3_ENDPOINT: 'https://s3.example.com',
        EXPECTED_BUCKET_OWNER: '200000000000',
      },
      {
        bucket: 'PROJECTA_BUCKET_NAME',
        region: 'AWS_DEFAULT_REGION',
        endpoint: 'S3_ENDPOINT',
        accessKeyId: 'AWS_ACCESS_KEY_ID',
        secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
        roleArn: 'AWS_OIDC_ROLE_ARN',
        expectedOwner: 'EXPECTED_BUCKET_OWNER',
      },
    ],
    [
      'its own where none is given',
      { AWS_REGION: '', S3_ENDPOINT: '', PROJECTA_S3_ENDPOINT: 'https://s3.example.com' },
      {
        region: 'PROJECTA_AWS_REGION',
        endpoint: 'PROJECTA_S3_ENDPOINT',
        stsEndpoint: 'PROJECTA_STS_ENDPOINT',
        expectedOwner: 'PROJECTA_EXPECTED_BUCKET_OWNER',
      },
    ],
  ])('of a store: %s', (_which, changes, names) => {
    const settings = settingsIn({ STORES: 'PROJECTA', PROJECTA_BUCKET_NAME: 'acme-projecta', ...changes });

    expect(settings.stores).toMatchObject([{ variables: names }]);
  });

  test('of the only store without STORES: those without prefix', () => {
    expect(settingsIn({}).stores).toMatchObject([{ variables: { bucket: 'BUCKET_NAME', region: 'AWS_REGION' } }]);
  });
});

describe('a store whose variables cannot be used is left out, and the others can be checked', () => {
  test.each([
    ['its own', { PROJECTA_BUCKET_NAME: 'Not_A_Bucket' }, ['PROJECTB']],
    ['a common one', { AWS_REGION: 'EU Central' }, []],
  ])('when %s is wrong', (_which, changes, left) => {
    const { settings } = readSettings({ ...relVariables, ...twoStores, ...changes }, '/elsewhere');

    expect(settings?.stores.map(({ name }) => name)).toEqual(left);
  });
});

test.each([
  [
    'http://sts.example.com',
    [
      'STS_ENDPOINT: "http://sts.example.com" has no TLS: whoever reads the step\'s token on the way can take the role; write an https address',
    ],
  ],
  ['http://127.0.0.1:8000', []],
])('a token is sent to no STS in the clear, unless it is this machine: %s', (address, expected) => {
  const role = { AWS_OIDC_ROLE_ARN: 'arn:aws:iam::123456789012:role/publish', BITBUCKET_STEP_OIDC_TOKEN: 'token' };

  expect(findingsIn({ ...role, STS_ENDPOINT: address })).toEqual(expected);
});

test('a token for AWS does not go to the STS that is meant for the stores of another server', () => {
  const { stores } = settingsIn({
    ...twoStores,
    PROJECTB_S3_ENDPOINT: 'https://s3.partner.example',
    AWS_OIDC_ROLE_ARN: 'arn:aws:iam::123456789012:role/publish',
    BITBUCKET_STEP_OIDC_TOKEN: 'the-token',
    STS_ENDPOINT: 'https://s3.partner.example',
  });

  expect(stores.map(({ credentials }) => 'stsEndpoint' in credentials)).toEqual([false, true]);
});
