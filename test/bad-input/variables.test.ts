import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startTrial } from './trial.ts';

const aName = 'letters, digits and "._-" that begins with a letter or digit';
const notReplaced =
  'was not replaced by a value; is the repository variable defined, and, for a deployment variable, does the step have "deployment:"?';

describe('REPO_NAME', () => {
  test.each([
    ['../x', '"../x" cannot be used'],
    ['a/b', '"a/b" cannot be used'],
    ['..', '".." cannot be used'],
    ['-rf', '"-rf" cannot be used'],
    ['M\u043eduleX', '"M\u043eduleX" cannot be used (character 2 is U+043E)'],
    ['ModuleX\u200b', '"ModuleX\\u200b" cannot be used (character 8 is U+200B)'],
    ['ModuleX\n', '"ModuleX\\n" cannot be used'],
    ['$(id)', '"$(id)" cannot be used'],
  ])('%j', async (value, said) => {
    const trial = await startTrial({}, ['PROJECTA']);

    const found = await trial.refused({ variables: { REPO_NAME: value } });

    expect(found).toBe(
      [
        '✖ Validation errors:',
        'REPO_NAME:',
        `- ${said}; write a name of at most 128 ${aName}, e.g. ModuleX`,
        '✖ the variables are not complete; nothing was written to any store',
        '',
      ].join('\n'),
    );
    expect(trial.stores.server.calls).toEqual([]);
  });
});

test('buckets that are none are told at once, and no store is asked for them', async () => {
  const buckets = [
    ['a&b', '"a&b"'],
    ['a#b', '"a#b"'],
    ['a\\b', '"a\\\\b"'],
    ['acme\nprojecta', '"acme\\nprojecta"'],
    ['../..', '"../.."'],
    ['s3://acme-projecta', '"s3://acme-projecta"'],
    ['acme-projecta/', '"acme-projecta/"'],
    ['acme?x=1', '"acme?x=1"'],
    ['192.168.1.1', '"192.168.1.1"'],
    ['a..b', '"a..b"'],
    ['acm\u0435', '"acm\u0435" cannot be used (character 4 is U+0435)'],
  ] as const;
  const trial = await startTrial({}, ['PROJECTA']);
  const named = buckets.map(([bucket], index) => [`S${index}_BUCKET_NAME`, bucket]);

  const found = await trial.refused({
    variables: {
      ...Object.fromEntries(named),
      STORES: buckets.map((_, index) => `S${index}`).join(' '),
      AWS_ACCESS_KEY_ID: 'AKIDPROJECTA',
      AWS_SECRET_ACCESS_KEY: 'secret-of-projecta-0123456789',
    },
  });

  const hint =
    'write the name of a bucket, without "s3://" and "/": 3 to 63 lower-case letters, digits, "-" and single "."; no IP address';
  expect(found.split('\n')).toEqual([
    '✖ Validation errors:',
    ...buckets.flatMap(([, seen], index) => [
      `S${index}_BUCKET_NAME:`,
      `- ${seen.includes(' cannot') ? seen : `${seen} cannot be used`}; ${hint}`,
    ]),
    '✖ 11 errors; nothing was written to any store',
    '',
  ]);
  expect(trial.stores.server.calls).toEqual([]);
});

test('a literal $NAME is told in variables of every kind, and secrets are not shown', async () => {
  const shown = [
    'BIN_NAME',
    'FILES',
    'PLACEHOLDER_FILES',
    'EXPECTED_BUCKET_OWNER',
    'TAG',
    'BRANCH',
    'DEVELOPER_BRANCH',
  ];
  const more = ['RELEASE_BRANCH', 'TAG_CHECK', 'DRY_RUN', 'STRICT', 'DEBUG', 'REPORT_FILE', 'PROJECTA_BUCKET_NAME'];
  const secret = ['SSH_KEY', 'SLACK_WEBHOOK_URL', 'PROJECTA_AWS_ACCESS_KEY_ID', 'PROJECTA_AWS_SECRET_ACCESS_KEY'];
  const variables = [...shown, ...more, ...secret];
  const trial = await startTrial({}, ['PROJECTA']);

  const found = await trial.refused({
    variables: {
      ...Object.fromEntries(variables.map((name) => [name, `$${name}`])),
      BITBUCKET_BUILD_NUMBER: '$BITBUCKET_BUILD_NUMBER',
    },
  });

  const blocks = found.split('\n').slice(1, -2);
  const expected = variables.map(
    (name) => `${name}: - ${secret.includes(name) ? 'its value' : `"$${name}"`} ${notReplaced}`,
  );
  const told = blocks.flatMap((line, index) => (index % 2 === 0 ? [`${line} ${blocks[index + 1]}`] : []));
  expect(told.toSorted()).toEqual(
    [
      ...expected,
      'BITBUCKET_BUILD_NUMBER: - "$BITBUCKET_BUILD_NUMBER" cannot be used; Bitbucket Pipelines sets it; elsewhere write a number of at most 15 digits, higher with every build',
    ].toSorted(),
  );
  expect(found).not.toContain('$SSH_KEY');
});

test.each([
  ['is none', '/etc/passwd'],
  ['has a name that no system takes', `/${'x'.repeat(300)}`],
  ['leads in a circle', '/proc/self/cwd/circle'],
])('a clone dir that %s', async (_what, directory) => {
  const trial = await startTrial({}, ['PROJECTA']);
  symlinkSync('circle', join(trial.clone.directory, 'circle'));

  const found = await trial.refused({
    workingDir: trial.clone.directory,
    variables: { BITBUCKET_CLONE_DIR: directory },
  });

  const shown = directory.length > 80 ? `${directory.slice(0, 80)}...` : directory;
  expect(found).toBe(
    `✖ Validation errors:\nBITBUCKET_CLONE_DIR:\n- there is no folder "${shown}"; Bitbucket Pipelines sets it\n✖ 1 error; nothing was written to any store\n`,
  );
});

describe('a tag', () => {
  test.each([
    ['1/2', '"1/2" cannot be a version'],
    ['..', '".." cannot be a version'],
    ['-rf', '"-rf" cannot be a version'],
    ['1'.repeat(200), `"${'1'.repeat(80)}..." cannot be a version`],
    ['\u0661.\u0662', '"\u0661.\u0662" cannot be a version (character 1 is U+0661)'],
    [
      '2.0.0\n✔ ModuleX 2.0.0 is released',
      '"2.0.0\\n✔ ModuleX 2.0.0 is released" cannot be a version (character 7 is U+2714)',
    ],
  ])('%j', async (tag, said) => {
    const trial = await startTrial({}, ['PROJECTA']);

    const found = await trial.refused({ tag });

    expect(found.split('\n').filter((line) => !line.startsWith('  '))).toEqual([
      '✖ Validation errors:',
      'BITBUCKET_TAG:',
      `- ${said}; a version is a tag name of at most 128 letters, digits and "._+-" that begins with a letter or digit, e.g. 1.2.3`,
      '✖ 1 error; nothing was written to any store',
      '',
    ]);
  });
});

test('STORES as long as a variable can be', async () => {
  const trial = await startTrial({}, ['PROJECTA']);
  const names = Array.from({ length: 20_000 }, (_, index) => `S${index}`);

  const found = await trial.refused({ variables: { STORES: names.join(' ') } });

  expect(found).toBe(
    '✖ Validation errors:\nSTORES:\n- has 20000 items, at most 100 are read; release to the others in a step of its own\n✖ 1 error; nothing was written to any store\n',
  );
});
