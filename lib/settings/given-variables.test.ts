import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingsIn, settingsIn } from '../testing/pipe-environment.ts';
import { givenVariables, storeVariableNames, variableNames } from './given-variables.ts';
import { isSecret } from './secrets.ts';

const listNames = ['FILES', 'PLACEHOLDER_FILES', 'STORES'];
const textNames = variableNames.filter((name) => !listNames.includes(name));
const undefinedHint =
  'is the repository variable defined, and, for a deployment variable, does the step have "deployment:"?';

test('the variables are those of design.md, section 4', () => {
  expect([...variableNames].toSorted()).toEqual(
    [
      ['KIND', 'REPO_NAME', 'BIN_NAME', 'FILES', 'PLACEHOLDER_FILES', 'STORES', 'BUCKET_NAME', 'AWS_REGION'],
      ['AWS_DEFAULT_REGION', 'AWS_OIDC_ROLE_ARN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
      [
        'S3_ENDPOINT',
        'STS_ENDPOINT',
        'EXPECTED_BUCKET_OWNER',
        'TAG',
        'BRANCH',
        'DEVELOPER_BRANCH',
        'RELEASE_BRANCH',
        'TAG_CHECK',
      ],
      ['DRY_RUN', 'STRICT', 'DEBUG', 'CONTROL_NODE', 'SSH_USER', 'SSH_PORT', 'SSH_KEY', 'SSH_KNOWN_HOSTS'],
      ['SSH_JUMP_HOST', 'REMOTE_PATH', 'SLACK_WEBHOOK_URL', 'REPORT_FILE'],
    ]
      .flat()
      .toSorted(),
  );
});

test('a store may have nine of them for itself', () => {
  expect([...storeVariableNames].toSorted()).toEqual([
    'AWS_ACCESS_KEY_ID',
    'AWS_OIDC_ROLE_ARN',
    'AWS_REGION',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'BUCKET_NAME',
    'EXPECTED_BUCKET_OWNER',
    'S3_ENDPOINT',
    'STS_ENDPOINT',
  ]);
});

describe('an empty text is not given', () => {
  test.each(textNames)('%s', (name) => {
    const { texts } = givenVariables({ [name]: '' });

    expect(texts.has(name)).toBe(false);
  });

  test.each(listNames)('%s', (name) => {
    const given = givenVariables({ [name]: '', [`${name}_COUNT`]: '' });

    expect(given).toMatchObject({ lists: new Map(), diagnostics: [] });
  });
});

describe('what the shell did not replace', () => {
  test.each(['$REPOSITORY_VARIABLE', '${REPOSITORY_VARIABLE}', '$_x1'])('%s is an error with a hint', (literal) => {
    const findings = findingsIn({ BIN_NAME: literal });

    expect(findings).toEqual([`BIN_NAME: "${literal}" was not replaced by a value; ${undefinedHint}`]);
  });

  test.each(textNames)('is found in %s', (name) => {
    const { diagnostics } = givenVariables({ [name]: '$UNDEFINED' });

    expect(diagnostics).toMatchObject([
      {
        at: { name },
        message: `${isSecret(name) || name === 'AWS_ACCESS_KEY_ID' ? 'its value' : '"$UNDEFINED"'} was not replaced by a value`,
      },
    ]);
  });

  test.each(['KIND', 'REPO_NAME', 'BUCKET_NAME', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'TAG'])(
    'in %s is one finding: it is not missing as well',
    (name) => {
      const findings = findingsIn({ BITBUCKET_TAG: undefined, TAG: '2.0.0', [name]: '$UNDEFINED' });

      expect(findings).toEqual([expect.stringMatching(`^${name}: .* was not replaced by a value`)]);
    },
  );

  test("is found in a store's own variables", () => {
    const findings = findingsIn({ STORES: 'PROJECTA', PROJECTA_BUCKET_NAME: '${BUCKET}' });

    expect(findings).toEqual([`PROJECTA_BUCKET_NAME: "\${BUCKET}" was not replaced by a value; ${undefinedHint}`]);
  });

  test.each([
    ['STORES', { STORES: '$STORES' }],
    ['STORES', { STORES_COUNT: '1', STORES_0: '$STORES' }],
    ['FILES', { FILES_COUNT: '2', FILES_0: 'etc', FILES_1: '${MORE}' }],
  ])('is found in the items of %s', (name, changes) => {
    const findings = findingsIn(changes);

    expect(findings).toEqual([expect.stringMatching(`^${name}: "\\$.*" was not replaced by a value`)]);
  });

  test.each(['a$B', '$1', '$', '$A/b', '${A}.sh', '$(id)'])('%j is a value like any other', (value) => {
    expect(settingsIn({ RELEASE_BRANCH: value }).releaseBranch).toBe(value);
  });

  test('is not shown when it may be a secret', () => {
    const findings = findingsIn({ SLACK_WEBHOOK_URL: '$ecretWebhook' });

    expect(findings.join('\n')).not.toContain('$ecretWebhook');
  });
});

describe('a list', () => {
  test.each([
    [
      'as Bitbucket gives a YAML list',
      { FILES_COUNT: '2', FILES_0: 'etc', FILES_1: 'my file.sh' },
      ['etc', 'my file.sh'],
    ],
    ['as a text', { FILES: 'etc' }, ['etc']],
    ['as a text with one item per line', { FILES: 'etc\nmy file.sh\n' }, ['etc', 'my file.sh']],
    ['with the line ends of Windows', { FILES: 'etc\r\n\r\n  my file.sh\r\n' }, ['etc', 'my file.sh']],
    ['of COUNT=0, which is not given', { FILES_COUNT: '0' }, undefined],
    ['of COUNT=0 before a text', { FILES_COUNT: '0', FILES: 'etc' }, undefined],
    ['of blanks alone, which is not given', { FILES: ' \n\t\n' }, undefined],
    ['longer than it was in an earlier build', { FILES_COUNT: '1', FILES_0: 'etc', FILES_1: 'old' }, ['etc']],
  ])('%s', (_form, changes, files) => {
    expect(settingsIn(changes).files).toEqual(files);
  });

  test.each([
    [
      'STORES',
      Array.from({ length: 101 }, (_, index) => `S${index}`).join(' '),
      'STORES: has 101 items, at most 100 are read; release to the others in a step of its own',
    ],
    [
      'FILES',
      Array.from({ length: 1001 }, (_, index) => `f${index}`).join('\n'),
      'FILES: has 1001 items, at most 1000 are read; name the folders that they are in',
    ],
  ])('%s has a limit', (name, value, finding) => {
    expect(findingsIn({ [name]: value })).toContain(finding);
  });

  test.each([
    ['blanks', 'PROJECTA PROJECTB'],
    ['commas', 'PROJECTA,PROJECTB'],
    ['both, and lines', ' PROJECTA ,\n\tPROJECTB, '],
  ])('of stores may be separated by %s', (_separator, stores) => {
    const settings = settingsIn({ STORES: stores, PROJECTA_BUCKET_NAME: 'acme-a', PROJECTB_BUCKET_NAME: 'acme-b' });

    expect(settings.stores.map(({ name }) => name)).toEqual(['PROJECTA', 'PROJECTB']);
  });

  test.each(['x', '-1', '1.5', '1e3', '1001', '99999999999999999999', ' 1', '0x1'])('cannot have %j items', (count) => {
    expect(findingsIn({ PLACEHOLDER_FILES_COUNT: count })).toEqual([
      `PLACEHOLDER_FILES_COUNT: "${count}" is not a number of items; write PLACEHOLDER_FILES as a YAML list of at most 1000 texts`,
    ]);
  });

  test.each([
    ['missing', { FILES_COUNT: '3', FILES_0: 'etc', FILES_2: 'files' }],
    ['empty', { FILES_COUNT: '3', FILES_0: 'etc', FILES_1: '', FILES_2: 'files' }],
  ])('must not have an item that is %s', (_case, changes) => {
    expect(findingsIn(changes)).toEqual([
      'FILES_COUNT: 3 items are announced, and FILES_1 is missing or empty; is a variable in the list FILES defined?',
    ]);
  });

  test.each([
    ['STORES', "['KIOSK', 'SIGNAGE']", ', e.g. KIOSK SIGNAGE'],
    ['STORES', '[KIOSK]', ', e.g. KIOSK SIGNAGE'],
    ['FILES', "['etc', 'deploy.sh']", ''],
    ['PLACEHOLDER_FILES', ' [deploy.sh, upgrade.sh]\n', ''],
  ])('that was copied with its brackets is one finding: %s %s', (name, value, example) => {
    expect(findingsIn({ [name]: value })).toEqual([
      `${name}: ${JSON.stringify(value)} is one text; write it without brackets and quotes, one item per line${example}`,
    ]);
  });

  test('may name a folder whose name is in brackets', () => {
    expect(settingsIn({ FILES: '[id]' }).files).toEqual(['[id]']);
  });

  test('that cannot be read is not missing as well', () => {
    expect(findingsIn({ STORES_COUNT: 'two' })).toEqual([
      'STORES_COUNT: "two" is not a number of items; write STORES as a YAML list of at most 1000 texts',
    ]);
  });
});

test.each(textNames)('%s is refused as a list: passed over in silence it would not count', (name) => {
  const { diagnostics } = givenVariables({ [`${name}_COUNT`]: '1', [`${name}_0`]: 'true' });

  expect(diagnostics).toMatchObject([{ severity: 'error', at: { name }, message: 'is given as a list' }]);
});

test('every text comes through as it is, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
      fc.pre(!/^\$[A-Za-z_{]/.test(value));

      const given = givenVariables({ SSH_KNOWN_HOSTS: value, FILES_COUNT: '1', FILES_0: value });

      expect(given.texts.get('SSH_KNOWN_HOSTS')).toBe(value);
      expect(given.lists.get('FILES')).toEqual([value]);
    }),
  );
});

test('a misspelt DRY_RUN is an error, because the run would publish', () => {
  expect(findingsIn({ DRYRUN: 'true' })).toEqual(['DRYRUN: unknown variable; did you mean DRY_RUN?']);
});

test("a variable behind a store's name that no store has is warned of, with those that it may have", () => {
  const findings = findingsIn({
    STORES: 'PROJECTA',
    PROJECTA_BUCKET_NAME: 'acme-projecta',
    PROJECTA_ROLE: 'x',
  });

  expect(findings).toEqual([
    'warning: PROJECTA_ROLE: unknown variable; store PROJECTA may have BUCKET_NAME, AWS_REGION, AWS_OIDC_ROLE_ARN, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, S3_ENDPOINT, STS_ENDPOINT, EXPECTED_BUCKET_OWNER, each as PROJECTA_...',
  ]);
});
