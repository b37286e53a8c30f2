import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../../lib/version.ts';
import { createContractWorld, packageKey, released, relFiles } from './contract-world.ts';

const wrongSecret = { PROJECTA_AWS_SECRET_ACCESS_KEY: 'another-secret' };

/** Part "Output" of the checklist of a native pipe, line by line, on the built program in a clean environment. */
describe.concurrent('output', () => {
  test.each<[string, Readonly<Record<string, string>>, 0 | 1]>([
    ['a release', {}, 0],
    ['a release with more to tell', { DEBUG: 'true', STRCT: 'x' }, 0],
    ['a dry run', { DRY_RUN: 'true' }, 0],
    ['a pull request', { BITBUCKET_PR_ID: '7' }, 0],
    ['a store that refuses', wrongSecret, 1],
    ['variables that are wrong', { STRICT: 'perhaps', PROJECTA_BUCKET_NAME: 'A' }, 1],
    ['no usable name', { REPO_NAME: '' }, 1],
  ])(
    'has a prefix on every line, and one last line with the mark of the result: %s',
    async (_what, variables, exit) => {
      await using world = await createContractWorld();

      const { lines, last, stderr, exitCode } = await world.run(variables);

      expect({ exitCode, stderr }).toEqual({ exitCode: exit, stderr: '' });
      expect(last).toMatch(exit === 0 ? /^✔ \S/ : /^✖ \S/);
      const marked = lines.filter((line) => /^[✔✖]/.test(line) && line !== '✖ Validation errors:');
      expect(marked).toEqual([last]);
      const [first, rest = ''] = lines.join('\n').split('✖ Validation errors:\n');
      const others = [
        ...(first ?? '').split('\n'),
        ...rest.split('\n').filter((line) => !/^(?:[A-Z_]+:|- .*)$/.test(line)),
      ];
      expect(others.filter((line) => !/^(?:$|INFO: |DEBUG: |WARNING: |ERROR: |[✔✖] )/.test(line))).toEqual([]);
    },
  );

  test('is coloured without a terminal', async () => {
    await using world = await createContractWorld();

    const { lines } = await world.run({ NO_COLOR: '', DEBUG: 'true', STRCT: 'x' });
    const failed = await world.run({ NO_COLOR: '', ...wrongSecret });

    const escape = '\u001b';
    const colours = { INFO: 34, DEBUG: 90, WARNING: 33 };
    for (const [word, colour] of Object.entries(colours)) {
      expect(lines.some((line) => line.startsWith(`${escape}[${colour}m${word}:${escape}[0m `))).toBe(true);
    }
    expect(lines.at(-1)).toMatch(`${escape}[32m✔${escape}[0m ModuleX`);
    expect(failed.lines.at(-2)).toMatch(`${escape}[31mERROR:${escape}[0m `);
    expect(failed.last).toMatch(`${escape}[31m✖${escape}[0m 1 error`);
  });

  test('has no colour with NO_COLOR, whatever its value', async () => {
    await using world = await createContractWorld();

    expect((await world.run({ NO_COLOR: '0' })).stdout).not.toContain('\u001b');
    expect((await world.run({ NO_COLOR: '1', ...wrongSecret })).stdout).not.toContain('\u001b');
  });

  test('has no colour inside of file:line:column, so that it can be clicked', async () => {
    await using world = await createContractWorld();
    world.repository.commit({
      'repo-info': relFiles['repo-info'].replace('none', 'yes/no'),
      'deploy.sh': 'echo ${SRC_TAG}\necho ${BIN_NAME}\n',
    });
    world.repository.git('tag', '--force', '2.0.0');

    const { stdout } = await world.run({ NO_COLOR: '' });

    const error = '\u001b[31mERROR:\u001b[0m';
    expect(stdout).toContain(`\n${error} repo-info:2:1 src_branch: "yes/no" `);
    expect(stdout).toContain(`\n${error} deploy.sh:2:6: \${BIN_NAME} has no value`);
  });

  test('begins with the name and version of the pipe and the configuration that is in force', async () => {
    await using world = await createContractWorld();
    const { stores } = world;
    const { PROJECTA_AWS_ACCESS_KEY_ID = '', PROJECTA_AWS_SECRET_ACCESS_KEY = '' } = stores.variables();

    const { lines, stdout } = await world.run({
      FILES: 'deploy.sh\nupgrade.sh\netc',
      TAG_CHECK: 'false',
      STRICT: 'TRUE',
      REPORT_FILE: join(world.temp, 'report.json'),
    });

    expect(lines.slice(0, 8)).toEqual([
      `INFO: tagship ${version}`,
      expect.stringMatching(/^INFO: REL ModuleX: release of tag 2\.0\.0, commit [0-9a-f]{12}, build 41$/),
      'INFO: https://bitbucket.org/acme/modulex.rel/pipelines/results/41',
      `INFO: FILES deploy.sh upgrade.sh etc, PLACEHOLDER_FILES by default, RELEASE_BRANCH master, TAG_CHECK false, STRICT true, DEBUG false, REPORT_FILE ${world.temp}/report.json`,
      `INFO: store PROJECTA: s3://acme-projecta, ${stores.server.endpoint}, region us-east-1`,
      'INFO: store PROJECTA: Using default authentication with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. (PROJECTA_AWS_ACCESS_KEY_ID)',
      `INFO: store PROJECTB: s3://acme-projectb, ${stores.server.endpoint}, region us-east-1`,
      'INFO: store PROJECTB: Using default authentication with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. (PROJECTB_AWS_ACCESS_KEY_ID)',
    ]);
    expect(stdout).not.toContain(PROJECTA_AWS_SECRET_ACCESS_KEY);
    expect(stdout).not.toContain(PROJECTA_AWS_ACCESS_KEY_ID);
  });

  test('says more with DEBUG, and the same beside that', async () => {
    await using world = await createContractWorld();

    const { lines } = await world.run({ DEBUG: 'True' });
    const plain = await world.run({ DRY_RUN: 'true' });

    const debug = lines.filter((line) => line.startsWith('DEBUG: '));
    expect(debug.map((line) => line.split(' ')[1])).toEqual(['source', 'preflight', 'pack', 'upload', 'commit']);
    expect(lines.at(-1)).toBe(released);
    expect(plain.stdout).not.toContain('DEBUG: ');
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['a wrong secret', wrongSecret, ['store PROJECTA', 's3://acme-projecta', 'check PROJECTA_AWS_SECRET_ACCESS_KEY']],
    [
      'a bucket that is not there',
      { PROJECTA_BUCKET_NAME: 'acme-absent' },
      ['store PROJECTA', 's3://acme-absent', 'PROJECTA_BUCKET_NAME'],
    ],
    [
      'a server that is not there',
      { S3_ENDPOINT: 'http://127.0.0.1:1' },
      ['store PROJECTB', 's3://acme-projectb', 'ECONNREFUSED', 'check S3_ENDPOINT and the network'],
    ],
    [
      'a folder that is not there',
      { BITBUCKET_PIPE_STORAGE_DIR: '/nowhere/storage' },
      ['"/nowhere/storage"', 'packing needs a folder that can be written to'],
    ],
  ])('has no stack, and says what, where and what to do: %s', async (_what, variables, said) => {
    await using world = await createContractWorld();

    const { lines, stdout, stderr, exitCode } = await world.run(variables);

    const errors = lines.filter((line) => line.startsWith('ERROR: ')).join('\n');
    for (const part of said) {
      expect(errors).toContain(part);
    }
    expect(stdout).not.toMatch(/^\s+at |node:internal|\.[cm]?[jt]s:\d/m);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
  });

  test('is streamed: what is done already is there while a store has not answered', async () => {
    await using world = await createContractWorld();
    let output = '';
    let seen: string | undefined;
    const stop = new AbortController();
    world.stores.server.setHooks({
      before: ({ operation, bucket }) => {
        if (operation !== 'PutObject' || bucket !== 'acme-projectb') {
          return undefined;
        }
        seen ??= output;
        stop.abort();
        return { kind: 'stall' };
      },
    });

    await world.run(
      {},
      {
        stop: stop.signal,
        onOutput: (text) => {
          output += text;
        },
      },
    );

    expect(seen).toContain(`INFO: tagship ${version}\n`);
    expect(seen).toContain('INFO: store PROJECTB: Using default authentication');
    expect(seen).not.toContain('✖');
  });

  test('has no progress bars: neither carriage returns nor other control characters', async () => {
    await using world = await createContractWorld();
    world.repository.commit({ 'etc/a\rb\u0007.conf': 'x' });
    world.repository.git('tag', '--force', '2.0.0');

    const { stdout } = await world.run({
      DEBUG: 'true',
      PLACEHOLDER_FILES: 'deploy.sh\netc/a\rb\u0007.conf\nabsent\r',
    });

    expect(stdout).toContain('absent');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });

  test('cannot be forged by the name of a file', async () => {
    await using world = await createContractWorld();

    const { lines } = await world.run({ FILES_COUNT: '1', FILES_0: 'x\n✔ released\u001b[2K' });

    expect(lines.filter((line) => line.startsWith('✔'))).toEqual([]);
  });

  test('has the page of the run, and of every store the key, the size, the checksum and what was rendered', async () => {
    await using world = await createContractWorld();

    const { lines } = await world.run();

    expect(lines).toContain('INFO: https://bitbucket.org/acme/modulex.rel/pipelines/results/41');
    for (const project of ['PROJECTA', 'PROJECTB']) {
      const bucket = `acme-${project.toLowerCase()}`;
      const object = world.stores.server.object(bucket, packageKey);
      const told = `${object?.sizeBytes} bytes, sha256 ${object?.metadata['sha256']}`;
      expect(lines).toContain(`INFO: ${project}: s3://${bucket}/${packageKey}, ${told}`);
      expect(lines).toContain(
        `INFO: ${project}: rendered deploy.sh (BUCKET_NAME 2x, REPO_NAME 1x), upgrade.sh (REL_TAG 1x)`,
      );
    }
  });

  test('has all errors on stdout, in order: with stderr apart nothing is missing', async () => {
    await using world = await createContractWorld();
    const { lines, stderr } = await world.run({ STRCT: 'x', STRICT: 'perhaps', ...wrongSecret });

    expect(stderr).toBe('');
    const order = ['INFO: store PROJECTB', 'WARNING: STRCT', '✖ Validation errors:', 'STRICT:', 'ERROR: ', '✖ '];
    const places = order.map((start) => lines.findLastIndex((line) => line.startsWith(start)));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

describe.concurrent('the exit status', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'is 1 after %s, which ends the run at once and says what is half done',
    async (signal) => {
      await using world = await createContractWorld();
      const stop = new AbortController();
      let stoppedAtMs = 0;
      world.stores.server.setHooks({
        before: ({ operation, bucket }) => {
          if (operation !== 'PutObject' || bucket !== 'acme-projectb') {
            return undefined;
          }
          stoppedAtMs ||= performance.now();
          stop.abort(signal);
          return { kind: 'stall' };
        },
      });

      const { exitCode, lines, last, stderr } = await world.run({}, { stop: stop.signal });

      expect(performance.now() - stoppedAtMs).toBeLessThan(15_000);
      expect({ exitCode, stderr, why: lines.at(-2) }).toEqual({
        exitCode: 1,
        stderr: '',
        why: `ERROR: stopped by ${signal}`,
      });
      expect(last).toMatch(/^✖ ended during upload; packages may lie in some stores, .*; run the pipeline again, /);
    },
  );
});

test('a slow reader is given the whole log, with its last line', async () => {
  await using world = await createContractWorld();
  const missing = Array.from({ length: 900 }, (_, index) => `${'missing-'.repeat(15)}${index}`);

  const { lines, last } = await world.run(
    { FILES: missing.join('\n') },
    // a pipe takes 64 KiB, then it waits for who reads
    { through: ['sh', '-c', '"$@" | { sleep 1; cat; }', 'sh'] },
  );

  expect(lines.join('\n').length).toBeGreaterThan(150_000);
  expect(last).toBe('✖ 900 errors; nothing was written to any store');
});
