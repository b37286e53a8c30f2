import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitbucketVariables, findingsIn, relVariables, settingsIn } from '../testing/pipe-environment.ts';
import { storeVariableNames, variableNames } from './given-variables.ts';
import { readSettings } from './read-settings.ts';
import type { Environment } from './secrets.ts';

const nameForm = 'write a name of at most 128 letters, digits and "._-" that begins with a letter or digit, e.g.';

const bucketHint =
  'write the name of a bucket, without "s3://" and "/": 3 to 63 lower-case letters, digits, "-" and single "."; no IP address';

test('the fewest variables give settings with every default', () => {
  expect(settingsIn({})).toEqual({
    kind: 'rel',
    name: 'ModuleX',
    binName: 'modulex-client',
    target: { on: 'tag', tag: '2.0.0' },
    checkOnly: undefined,
    files: undefined,
    placeholderFiles: undefined,
    unchecked: [],
    stores: [expect.objectContaining({ name: 'STORE' })],
    releaseBranch: 'master',
    tagCheck: 'auto',
    isTagByHand: false,
    dryRun: false,
    strict: false,
    debug: false,
    cloneDir: '/clone',
    origin: {
      repository: 'acme/modulex.rel',
      repositoryUuid: '{9c3d3b7e-0000-4000-8000-000000000001}',
      commit: '0123456789abcdef0123456789abcdef01234567',
      ref: 'tag:2.0.0',
      build: 41,
      stepRun: 1,
      url: 'https://bitbucket.org/acme/modulex.rel/pipelines/results/41',
    },
    slackWebhookUrl: undefined,
    reportFile: undefined,
  });
});

test('without any variable every one that is required is named', () => {
  const { diagnostics } = readSettings({}, '/clone');

  const names = diagnostics.map(({ at }) => at.in === 'variable' && at.name);

  expect(names).toEqual([
    'KIND',
    'REPO_NAME',
    'TAG',
    'BITBUCKET_REPO_FULL_NAME',
    'BITBUCKET_BUILD_NUMBER',
    'BITBUCKET_REPO_UUID',
    'BITBUCKET_COMMIT',
    'STORES',
  ]);
});

test('twelve mistakes are told in one run', () => {
  const findings = findingsIn({
    REPO_NAME: 'ModuleX.rel',
    BIN_NAME: 'a/b',
    FILES_COUNT: 'two',
    PLACEHOLDER_FILES_COUNT: '1',
    STORES: 'PROJECTA projectb',
    PROJECTA_AWS_ACCESS_KEY_ID: 'AKIDA',
    PROJECTA_BUCKET_NAME: '$BUCKET',
    PROJECTA_AWS_REGION: 'EU',
    BITBUCKET_TAG: 'release/2',
    TAG_CHECK: 'maybe',
    DRY_RUN: '1',
    BITBUCKET_COMMIT: 'HEAD',
  });

  expect(findings.map((finding) => finding.replace(/: .*/, '')).toSorted()).toEqual([
    'BIN_NAME',
    'BITBUCKET_COMMIT',
    'BITBUCKET_TAG',
    'DRY_RUN',
    'FILES_COUNT',
    'PLACEHOLDER_FILES_COUNT',
    'PROJECTA_AWS_REGION',
    'PROJECTA_AWS_SECRET_ACCESS_KEY',
    'PROJECTA_BUCKET_NAME',
    'REPO_NAME',
    'STORES',
    'TAG_CHECK',
  ]);
});

describe('a wrong value is refused with the form it should have', () => {
  test.each([
    ['KIND', 'lib', 'write src, rel or dist'],
    ['KIND', 'SRC', 'write src, rel or dist'],
    ['REPO_NAME', 'Module X', `${nameForm} ModuleX`],
    ['REPO_NAME', '../ModuleX', `${nameForm} ModuleX`],
    ['BIN_NAME', '-x', `${nameForm} modulex-client`],
    ['BUCKET_NAME', 'Acme', bucketHint],
    ['S3_ENDPOINT', 'http://127.0.0.1:99999', 'write an address without path, e.g. https://s3.example.com'],
    ['S3_ENDPOINT', 'https://[::', 'write an address without path, e.g. https://s3.example.com'],
    ['BUCKET_NAME', 's3://acme', bucketHint],
    ['AWS_REGION', 'eu_central_1', 'write a region, e.g. eu-central-1'],
    ['AWS_DEFAULT_REGION', 'Frankfurt', 'write a region, e.g. eu-central-1'],
    ['AWS_OIDC_ROLE_ARN', 'publish', 'write the ARN of a role, e.g. arn:aws:iam::123456789012:role/modulex-publish'],
    ['S3_ENDPOINT', 's3.example.com', 'write an address without path, e.g. https://s3.example.com'],
    ['S3_ENDPOINT', 'https://s3.example.com/acme', 'write an address without path, e.g. https://s3.example.com'],
    ['EXPECTED_BUCKET_OWNER', '12345', 'write an AWS account: 12 digits, quoted'],
    ['TAG_CHECK', 'on', "write 'auto', 'true' or 'false'"],
    ['DRY_RUN', 'on', "write 'true' or 'false'"],
    ['STRICT', '1', "write 'true' or 'false'"],
    ['DEBUG', 'debug', "write 'true' or 'false'"],
    ['CONTROL_NODE', 'a b', "write a host's name or address, or local"],
    ['SSH_USER', 'Root User', 'write the name of a user'],
    ['SSH_PORT', 'ssh', "write a port, e.g. '22'"],
    ['SSH_JUMP_HOST', '-oProxyCommand=id', 'write [user@]host[:port]'],
    ['REMOTE_PATH', 'srv', 'write an absolute path, e.g. /srv/tagship'],
  ])('%s: %s', (name, value, form) => {
    const findings = findingsIn({ [name]: value });

    expect(findings.filter((finding) => !finding.startsWith('warning: '))).toEqual([
      `${name}: "${value}" cannot be used; ${form}`,
    ]);
  });

  test.each([
    ['AWS_ACCESS_KEY_ID', 'AKID wJalrXUtnFEMI', 'write the ID of an access key, without blanks'],
    ['AWS_SECRET_ACCESS_KEY', 'wJalr XUtnFEMI', 'write the secret of the access key, without blanks'],
    ['AWS_SESSION_TOKEN', 'FwoG ZXIvYXdz', 'write the session token, without blanks'],
    ['SSH_KEY', '-----BEGIN', 'write a private key in base64, e.g. the output of: base64 -w 0 < my_key'],
    ['SLACK_WEBHOOK_URL', 'hooks.example.com/T0', 'write the https address of an incoming webhook'],
  ])('%s, which is not shown', (name, value, form) => {
    expect(findingsIn({ [name]: value })).toEqual([`${name}: its value cannot be used; ${form}`]);
  });

  test('S3_ENDPOINT without the password in it', () => {
    expect(findingsIn({ S3_ENDPOINT: 'https://me:pass@word@s3.example.com' })).toEqual([
      'S3_ENDPOINT: "https://****@s3.example.com" cannot be used; write an address without path, e.g. https://s3.example.com',
    ]);
  });

  test.each(storeVariableNames)("a store's own %s", (name) => {
    const findings = findingsIn({
      STORES: 'PROJECTA',
      PROJECTA_BUCKET_NAME: 'acme',
      PROJECTA_AWS_ACCESS_KEY_ID: 'AKIDA',
      PROJECTA_AWS_SECRET_ACCESS_KEY: 'secret-of-a',
      [`PROJECTA_${name}`]: 'a b',
    });

    expect(findings.filter((finding) => !finding.startsWith('warning: '))).toEqual([
      expect.stringMatching(`^PROJECTA_${name}: .* cannot be used; write `),
    ]);
  });
});

describe('names', () => {
  test.each(['ModuleX.rel', 'ModuleX.REL', 'ModuleX.src', 'ModuleX.dist'])('REPO_NAME has no suffix: %s', (name) => {
    expect(findingsIn({ REPO_NAME: name })).toEqual([
      `REPO_NAME: "${name}" has the suffix of a repository; write ModuleX`,
    ]);
  });

  test.each(['rel', 'src'])('BIN_NAME of %s differs from REPO_NAME: both packages share a folder (D5)', (kind) => {
    expect(findingsIn({ KIND: kind, FILES: 'build', BIN_NAME: 'ModuleX' })).toEqual([
      'BIN_NAME: "ModuleX" is REPO_NAME as well; both packages share a folder; name the binary otherwise',
    ]);
  });

  test('SRC needs BIN_NAME and FILES', () => {
    expect(findingsIn({ KIND: 'src', BIN_NAME: '' })).toEqual([
      "BIN_NAME: required field; write the binary's name, e.g. modulex-client",
      "FILES: required field; write the files and folders that the build made, e.g. ['build']",
    ]);
  });

  test.each(['rel', 'dist'])('%s needs neither to be read', (kind) => {
    expect(findingsIn({ KIND: kind, BIN_NAME: '' })).toEqual([]);
  });

  test('CONTROL_NODE and what belongs to it are read for a DIST, with their defaults', () => {
    const dist = { KIND: 'dist', REPO_NAME: 'ProjectA', BITBUCKET_REPO_SLUG: 'projecta.dist' };
    const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n';
    const given = { SSH_KEY: Buffer.from(key).toString('base64'), SSH_PORT: '2222', SSH_JUMP_HOST: 'jump@10.0.0.1:22' };

    expect(settingsIn({ ...dist, CONTROL_NODE: 'control.example.com' }).controlNode).toEqual({
      kind: 'ssh',
      host: 'control.example.com',
      user: 'tagship',
      port: 22,
      root: '/srv/tagship',
    });
    expect(settingsIn({ ...dist, CONTROL_NODE: '10.0.0.7', ...given }).controlNode).toMatchObject({
      privateKey: key,
      port: 2222,
      jumpHost: 'jump@10.0.0.1:22',
    });
    expect(settingsIn({ ...dist, CONTROL_NODE: 'local' }).controlNode).toEqual({ kind: 'local', root: '/srv/tagship' });
    expect(settingsIn({ CONTROL_NODE: 'control.example.com' }).controlNode).toBeUndefined();
  });

  test('in the image there is no local control node, and SSH_KEY has to be a private key', () => {
    const dist = { KIND: 'dist', REPO_NAME: 'ProjectA', BITBUCKET_REPO_SLUG: 'projecta.dist' };

    expect(findingsIn({ ...dist, CONTROL_NODE: 'local', TAGSHIP_IMAGE: 'true' })).toEqual([
      'CONTROL_NODE: "local" would be the inside of this container, which is gone after the step; write the name of the control node',
    ]);
    expect(findingsIn({ ...dist, CONTROL_NODE: 'control', SSH_KEY: 'AAAA' })).toEqual([
      'SSH_KEY: its value is no private key in base64; write the output of: base64 -w 0 < my_key (the private half, without passphrase)',
    ]);
  });
});

describe('a REPO_NAME that the repository does not have', () => {
  test.each([
    ['Klock', 'clock.src'],
    ['Kiosk', 'clock.rel'],
  ])('is warned of, since a release cannot be taken back: %s in %s', (name, slug) => {
    expect(findingsIn({ REPO_NAME: name, BITBUCKET_REPO_SLUG: slug, FILES: 'build' })).toEqual([
      `warning: REPO_NAME: "${name}" is not the name of the repository ${slug}; write it as the repository is called; if another name is meant, write KIND as well`,
    ]);
  });

  test.each([
    ['ModuleX', 'modulex.rel'],
    ['Module_X.2', 'module-x-2.REL'],
  ])('is not what %s is in "%s"', (name, slug) => {
    expect(findingsIn({ REPO_NAME: name, BITBUCKET_REPO_SLUG: slug })).toEqual([]);
  });

  test.each(['clock.rel', 'a-repository-without-suffix', ''])('is meant where KIND is written, in "%s"', (slug) => {
    expect(findingsIn({ REPO_NAME: 'Kiosk', BITBUCKET_REPO_SLUG: slug, KIND: 'rel', STRICT: 'true' })).toEqual([]);
  });
});

describe('the kind', () => {
  test.each([
    ['modulex.src', 'src'],
    ['modulex.rel', 'rel'],
    ['module.x.dist', 'dist'],
    ['ModuleX.REL', 'rel'],
  ])('of the repository %s is %s', (slug, kind) => {
    expect(settingsIn({ BITBUCKET_REPO_SLUG: slug, FILES: 'build' }).kind).toBe(kind);
  });

  test('that is given wins over the name of the repository', () => {
    expect(settingsIn({ BITBUCKET_REPO_SLUG: 'modulex.rel', KIND: 'dist' }).kind).toBe('dist');
  });

  test.each([undefined, '', 'modulex', 'rel', 'modulex-rel', 'modulex.rel.old'])(
    'cannot be told from the name %s',
    (slug) => {
      expect(findingsIn({ BITBUCKET_REPO_SLUG: slug })).toEqual([
        "KIND: required field, because the repository's name ends in none of .src, .rel, .dist; write src, rel or dist",
      ]);
    },
  );
});

describe.each([
  ['DRY_RUN', 'dryRun'],
  ['STRICT', 'strict'],
  ['DEBUG', 'debug'],
] as const)('%s', (name, setting) => {
  test.each(['true', 'True', 'TRUE', 'yes', 'YES'])('is on with %s', (value) => {
    expect(settingsIn({ [name]: value })[setting]).toBe(true);
  });

  test.each(['false', 'False', 'FALSE', 'no', 'No', ''])('is off with %j', (value) => {
    expect(settingsIn({ [name]: value })[setting]).toBe(false);
  });
});

test.each(['auto', 'true', 'false'])('TAG_CHECK may be %s', (value) => {
  expect(settingsIn({ TAG_CHECK: value }).tagCheck).toBe(value);
});

describe('places', () => {
  test.each([
    ['/clone/', 'out/report.json', '/clone', '/clone/out/report.json'],
    ['/clone', '/reports/report.json', '/clone', '/reports/report.json'],
    ['', 'report.json', '/elsewhere', '/elsewhere/report.json'],
    [undefined, 'report.json', '/elsewhere', '/elsewhere/report.json'],
    ['sub', 'report.json', '/elsewhere/sub', '/elsewhere/sub/report.json'],
  ])('in the clone dir %j the report %s', (given, report, cloneDir, reportFile) => {
    const settings = settingsIn({ BITBUCKET_CLONE_DIR: given, REPORT_FILE: report });

    expect(settings).toMatchObject({ cloneDir, reportFile });
  });
});

describe('what Bitbucket says of the run', () => {
  test.each([
    ['BITBUCKET_REPO_FULL_NAME', 'modulex.rel', 'a workspace and a repository, e.g. acme/modulex.rel'],
    ['BITBUCKET_BUILD_NUMBER', '4.1', 'a number of at most 15 digits, higher with every build'],
    [
      'BITBUCKET_REPO_UUID',
      'a b',
      'letters, digits and "-", at most 64, with or without braces, the same in every build',
    ],
    ['BITBUCKET_COMMIT', '0123456', 'the output of: git rev-parse HEAD'],
  ])('is checked for a release: %s', (name, wrong, form) => {
    const hint = `Bitbucket Pipelines sets it; elsewhere write ${form}`;

    expect(findingsIn({ [name]: '' })).toEqual([`${name}: required field; ${hint}`]);
    expect(findingsIn({ [name]: wrong })).toEqual([`${name}: "${wrong}" cannot be used; ${hint}`]);
  });

  test.each([
    ['2', 2],
    ['', 1],
    [undefined, 1],
    ['two', 1],
  ])('may lack the run of the step: %s is run %i', (text, stepRun) => {
    expect(settingsIn({ BITBUCKET_STEP_RUN_NUMBER: text }).origin.stepRun).toBe(stepRun);
  });

  test('has a UUID with braces or without', () => {
    expect(settingsIn({ BITBUCKET_REPO_UUID: 'abc-1' }).origin.repositoryUuid).toBe('abc-1');
  });
});

describe('a name that is nearly one of ours', () => {
  test.each([
    ['REPONAME', 'REPO_NAME'],
    ['BINNAME', 'BIN_NAME'],
    ['SLACK_WEBHOOK', undefined],
    ['STORE', 'STORES'],
    ['PLACEHOLDERS_FILES', 'PLACEHOLDER_FILES'],
    ['PROJECTA_BUCKETNAME', 'PROJECTA_BUCKET_NAME'],
    ['PROJECTA_AWS_REGOIN', 'PROJECTA_AWS_REGION'],
  ])('is warned of: %s', (name, meant) => {
    const findings = findingsIn({ STORES: 'PROJECTA', PROJECTA_BUCKET_NAME: 'acme', [name]: 'x' });

    expect(findings).toEqual(meant === undefined ? [] : [`warning: ${name}: unknown variable; did you mean ${meant}?`]);
  });

  test.each([
    ['PATH', 'HOME', 'HOSTNAME', 'PWD', 'OLDPWD', 'SHLVL', '_', 'TERM', 'USER', 'LANG', 'TZ', 'CI', 'NO_COLOR'],
    ['NODE_VERSION', 'YARN_VERSION', 'DOCKER_HOST', 'PIPELINES_JWT_TOKEN', 'AWS_PROFILE', 'AWS_ENDPOINT_URL'],
    ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'BITBUCKET_TAGS', 'BITBUCKET_PROJECT_KEY', 'http_proxy'],
  ])('is not each that a step has anyway: %s ...', (...names) => {
    expect(findingsIn(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
  });
});

test('no secret is in any finding, whatever is wrong with it', () => {
  const secret = 'hunter2 hunter2';
  const secretNames = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'SLACK_WEBHOOK_URL', 'SSH_KEY'];
  const env: Environment = {
    ...relVariables,
    STORES: 'PROJECTA',
    PROJECTA_AWS_SECRET_ACCESS_KEY: secret,
    PROJECTA_AWS_SESSION_TOKEN: secret,
    BITBUCKET_STEP_OIDC_TOKEN: secret,
    ...Object.fromEntries(secretNames.map((name) => [name, secret])),
  };

  const { diagnostics } = readSettings(env, '/clone');

  expect(diagnostics.length).toBeGreaterThan(4);
  expect(JSON.stringify(diagnostics)).not.toContain('hunter2');
});

describe('whatever the environment', () => {
  const names = [
    ...variableNames,
    ...variableNames.flatMap((name) => [`${name}_COUNT`, `${name}_0`]),
    ...storeVariableNames.map((name) => `PROJECTA_${name}`),
    ...Object.keys(bitbucketVariables),
    'BITBUCKET_BRANCH',
    'BITBUCKET_PR_ID',
    'BITBUCKET_STEP_OIDC_TOKEN',
  ];
  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '1', 'true', 'src', 'rel', 'dist', 'PROJECTA', 'PROJECTA PROJECTA', '$X', 'developer', '..'),
  );
  const environments = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), values);

  test('it is read without an error thrown, and with settings or a reason', () => {
    fc.assert(
      fc.property(environments, (env) => {
        const { settings, diagnostics } = readSettings({ ...relVariables, ...env }, '/clone');

        expect(settings !== undefined || diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
      }),
    );
  });

  test('what comes out without an error is safe to build keys of', () => {
    fc.assert(
      fc.property(environments, (env) => {
        const { settings, diagnostics } = readSettings({ ...relVariables, ...env }, '/clone');
        fc.pre(settings !== undefined && diagnostics.every(({ severity }) => severity === 'warning'));

        expect(settings?.name).toMatch(/^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/);
        expect(settings?.binName ?? 'none').toMatch(/^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/);
        expect(settings?.target.on === 'tag' ? settings.target.tag : '1').toMatch(
          /^[0-9A-Za-z][0-9A-Za-z._+-]{0,127}$/,
        );
      }),
    );
  });
});
