import { createHash } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { S3Call } from '../../lib/testing/s3/faults.ts';
import { startSlackPeer } from '../../lib/testing/slack-peer.ts';
import { type ContractWorld, createContractWorld, packageKey, released, releasedKeys } from './contract-world.ts';

/**
 * Part "Robustness" of the checklist of a native pipe, line by line, on the built program in a clean environment. Its
 * memory is measured in test/e2e/memory.test.ts, the example pipelines are held by test/example-pipelines.test.ts.
 */
describe.concurrent('a store', () => {
  test.each([
    [500, 'InternalError'],
    [503, 'SlowDown'],
    [429, 'TooManyRequests'],
  ])(
    'that answers %d %s for a while is asked again after a pause, and has the release in the end',
    async (status, code) => {
      await using world = await createContractWorld();
      const askedAtMs = answerUploads(world, (tries) => (tries > 2 ? undefined : { status, code }));

      const { last, exitCode } = await world.run();

      expect({ last, exitCode, tries: askedAtMs.length }).toEqual({ last: released, exitCode: 0, tries: 3 });
      expect(world.keys('PROJECTB')).toEqual(releasedKeys);
    },
  );

  test('that answers 503 for ever is given up, and the run ends', async () => {
    await using world = await createContractWorld();
    const askedAtMs = answerUploads(world, () => ({ status: 503, code: 'SlowDown' }));

    const { stdout, last, exitCode } = await world.run();

    expect(askedAtMs.length).toBeGreaterThan(2);
    expect(askedAtMs.length).toBeLessThan(20);
    expect((askedAtMs.at(-1) ?? 0) - (askedAtMs[0] ?? 0)).toBeGreaterThan(50);
    expect(stdout).toMatch(/\nERROR: PROJECTB: .*503 SlowDown/);
    expect({ last, exitCode }).toEqual({
      last: '✖ ModuleX 2.0.0 failed in PROJECTB; it is released in no store; run the pipeline again, it uploads only what is missing',
      exitCode: 1,
    });
  });

  test('that denies the upload with 403 is asked once, and the hint names the right to allow', async () => {
    await using world = await createContractWorld();
    const askedAtMs = answerUploads(world, () => ({ status: 403, code: 'AccessDenied' }));

    const { lines, exitCode } = await world.run();

    expect({ exitCode, tries: askedAtMs.length }).toEqual({ exitCode: 1, tries: 1 });
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ERROR: PROJECTB: .*403 AccessDenied.*; allow s3:PutObject on arn:aws:s3:::acme-projectb\//,
      ),
    );
  });

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'has no such bucket (404)',
      { PROJECTB_BUCKET_NAME: 'acme-absent' },
      /^ERROR: store PROJECTB: .*404 NoSuchBucket.*; .*PROJECTB_BUCKET_NAME/,
    ],
    [
      'refuses the credentials (403)',
      { PROJECTB_AWS_ACCESS_KEY_ID: 'AKIDUNKNOWN' },
      /^ERROR: store PROJECTB: .*403 InvalidAccessKeyId.*; .*PROJECTB_AWS_ACCESS_KEY_ID/,
    ],
  ])(
    'that %s is asked once, the hint names the variable, and nothing is written anywhere',
    async (_what, variables, said) => {
      await using world = await createContractWorld();

      const { lines, exitCode } = await world.run(variables);

      const bucket = variables['PROJECTB_BUCKET_NAME'] ?? 'acme-projectb';
      const asked = world.stores.server.calls.filter((call) => call.bucket === bucket);
      expect({ exitCode, asked: asked.length }).toEqual({ exitCode: 1, asked: 1 });
      expect(lines).toContainEqual(expect.stringMatching(said));
      expect(world.keys('PROJECTA')).toEqual([]);
    },
  );
});

describe.concurrent('of two stores of which one fails', () => {
  test('at its package, none has a record, and each is told of', async () => {
    await using world = await createContractWorld();
    answerUploads(world, () => ({ status: 403, code: 'AccessDenied' }));

    const { lines, exitCode } = await world.run();

    expect(lines.filter((line) => /^ERROR: PROJECT[AB]: /.test(line))).toEqual([
      expect.stringMatching(
        /^ERROR: PROJECTA: the package is there, its record was not written because another store failed$/,
      ),
      expect.stringMatching(/^ERROR: PROJECTB: .*AccessDenied/),
    ]);
    expect(exitCode).toBe(1);
    expect([...world.keys('PROJECTA'), ...world.keys('PROJECTB')].filter((key) => key.endsWith('.json'))).toEqual([]);
  });

  test('at its record, the other has the release, and the last line names both', async () => {
    await using world = await createContractWorld();
    world.stores.server.setHooks({
      before: ({ operation, bucket, key = '' }) =>
        operation === 'PutObject' && bucket === 'acme-projectb' && key.endsWith('.json')
          ? { kind: 'status', status: 403, code: 'AccessDenied' }
          : undefined,
    });

    const { lines, last, exitCode } = await world.run();

    expect(lines).toContain('INFO: PROJECTA: released (package uploaded)');
    expect(lines).toContainEqual(expect.stringMatching(/^ERROR: PROJECTB: .*AccessDenied/));
    expect({ last, exitCode }).toEqual({
      last: '✖ ModuleX 2.0.0 failed in PROJECTB; it is released in PROJECTA; run the pipeline again, it uploads only what is missing',
      exitCode: 1,
    });
  });
});

test('the same commit gives the same bytes, in another folder, at another time and in another time zone', async () => {
  await using first = await createContractWorld();
  await using second = await createContractWorld();
  utimesSync(join(second.repository.directory, 'deploy.sh'), 1, 1);

  await first.run({ TZ: 'UTC', LANG: 'C' });
  await second.run({ TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', BITBUCKET_BUILD_NUMBER: '42' });

  const digests = [first, second].map(({ stores }) =>
    ['acme-projecta', 'acme-projectb'].map((bucket) => {
      const body = stores.server.object(bucket, packageKey)?.body();
      return body === undefined ? undefined : createHash('sha256').update(body).digest('hex');
    }),
  );
  expect(digests[0]).toEqual([expect.any(String), expect.any(String)]);
  expect(digests[1]).toEqual(digests[0]);
});

describe.concurrent('a dry run', () => {
  test('checks and packs, names everything that it would write, and writes nothing to the network', async () => {
    await using world = await createContractWorld();
    const slack = await startSlackPeer();

    const { lines, stdout } = await world.run({ DRY_RUN: 'true', SLACK_WEBHOOK_URL: slack.webhookUrl });
    await slack.close();

    const told = lines.slice(lines.findIndex((line) => line.startsWith('INFO: PROJECTA: ')));
    expect(told.map((line) => line.replace(/\d+ bytes, sha256 [0-9a-f]{64}/, 'N bytes, sha256 ...'))).toEqual([
      ...['PROJECTA', 'PROJECTB'].flatMap((project) => {
        const bucket = `s3://acme-${project.toLowerCase()}`;
        return [
          `INFO: ${project}: would write ${bucket}/${packageKey} and ${bucket}/ModuleX/2.0.0/ModuleX.rel.json: nothing is there yet`,
          `INFO: ${project}: ${bucket}/${packageKey}, N bytes, sha256 ...`,
          `INFO: ${project}: rendered deploy.sh (BUCKET_NAME 2x, REPO_NAME 1x), upgrade.sh (REL_TAG 1x)`,
        ];
      }),
      'INFO: Slack would be told',
      '✔ ModuleX 2.0.0 could be published; dry run, nothing was written',
    ]);
    expect({ writes: world.writes(), messages: slack.messages }).toEqual({ writes: [], messages: [] });
    expect(stdout).not.toContain('ERROR');
  });

  test('has the sizes and checksums that the release then has', async () => {
    await using world = await createContractWorld();
    const described = (lines: readonly string[]) => lines.filter((line) => / bytes, sha256 /.test(line));

    const dry = await world.run({ DRY_RUN: 'true' });
    const real = await world.run();

    expect(described(dry.lines)).toHaveLength(2);
    expect(described(dry.lines)).toEqual(described(real.lines));
  });

  test('of what is there already says so', async () => {
    await using world = await createContractWorld();
    await world.run();

    const { lines, last } = await world.run({ DRY_RUN: 'true' });

    expect(lines).toContain('INFO: PROJECTB: released before from this commit, by build 41: nothing is written');
    expect(last).toBe('✔ ModuleX 2.0.0 is there already; dry run, nothing was written');
  });

  test('finds the errors that a release would find', async () => {
    await using world = await createContractWorld();

    const { exitCode, stdout } = await world.run({ DRY_RUN: 'true', FILES: 'absent', STRICT: 'perhaps' });

    expect(stdout).toContain('\nFILES:\n- "absent" does not exist');
    expect(stdout).toContain('\nSTRICT:\n- "perhaps"');
    expect(exitCode).toBe(1);
  });
});

/** Answers the uploads of the package to PROJECTB by an error, as long as there is one. Returns when it was asked. */
function answerUploads(
  { stores }: ContractWorld,
  answer: (tries: number) => { readonly status: number; readonly code: string } | undefined,
): readonly number[] {
  const askedAtMs: number[] = [];
  stores.server.setHooks({
    before: ({ operation, bucket, key }: S3Call) => {
      if (operation !== 'PutObject' || bucket !== 'acme-projectb' || key !== packageKey) {
        return undefined;
      }
      askedAtMs.push(performance.now());
      const error = answer(askedAtMs.length);
      return error && { kind: 'status', ...error };
    },
  });
  return askedAtMs;
}
