import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isError, renderDiagnostic } from '../../../lib/core/diagnostics.ts';
import { isName, isTag } from '../../../lib/core/names.ts';
import { isStoreName, storeVariableNames, variableNames } from '../../../lib/settings/given-variables.ts';
import { readSettings } from '../../../lib/settings/read-settings.ts';
import { secretValues } from '../../../lib/settings/secrets.ts';
import { bitbucketVariables, relVariables } from '../../../lib/testing/pipe-environment.ts';
import { fuzzing } from './fuzzing.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '$REPO_NAME',
    '${X}',
    '../x',
    'a/b',
    '..',
    '-',
    '\u0000',
    '\n✔ released',
    '\u001b[2K',
    'x'.repeat(100_000),
  ),
  fc.constantFrom(
    'true',
    'FALSE',
    'rel',
    'dist',
    'src',
    'ModuleX',
    '1.2.3',
    'none',
    'developer',
    'PROJECTA PROJECTB',
    '12',
    '-1',
    '1e3',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'http://[::1',
    'https://u:p@h/p?q#f',
    'http://127.0.0.1:99999',
    'arn:aws:iam::1:role/x',
  ),
);

const listVariables = ['FILES', 'STORES', 'PLACEHOLDER_FILES'].flatMap((name) => [
  name,
  `${name}_COUNT`,
  `${name}_0`,
  `${name}_1`,
]);
const names = fc.oneof(
  fc.constantFrom(...variableNames, ...listVariables),
  fc.constantFrom(
    ...Object.keys(bitbucketVariables),
    'BITBUCKET_BRANCH',
    'BITBUCKET_PR_ID',
    'BITBUCKET_STEP_OIDC_TOKEN',
  ),
  fc
    .tuple(fc.constantFrom('PROJECTA', 'PROJECTB', 'A', '__proto__'), fc.constantFrom(...storeVariableNames))
    .map((parts) => parts.join('_')),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const environments = fc
  .tuple(fc.constantFrom({}, bitbucketVariables, relVariables), fc.array(fc.tuple(names, hostile), { maxLength: 12 }))
  .map(([given, changes]) => ({ ...given, ...Object.fromEntries(changes) }));

test('whatever the variables are, they are judged without a crash, and every finding names a variable', () => {
  fc.assert(
    fc.property(environments, (env) => {
      const { diagnostics } = readSettings(env, '/clone');

      for (const { at } of diagnostics) {
        expect(at.in).toBe('variable');
        // one that is only nearly right is named as it was written
        expect(at.in === 'variable' ? at.name : '').toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
      }
    }),
    fuzzing(20_000),
  );
});

test('what is published is named by the grammar, or an error says why it is not', () => {
  fc.assert(
    fc.property(environments, (env) => {
      const { settings, diagnostics } = readSettings(env, '/clone');

      if (settings === undefined || diagnostics.some(isError)) {
        expect(diagnostics.some(isError)).toBe(true);
        return;
      }
      const { name, binName = 'none-given', target, stores, cloneDir, reportFile = '/' } = settings;
      expect([name, binName].every(isName)).toBe(true);
      expect(target.on === 'tag' ? isTag(target.tag) : true).toBe(true);
      expect(stores.every((store) => isStoreName(store.name) && /^[a-z0-9][a-z0-9.-]{2,62}$/.test(store.bucket))).toBe(
        true,
      );
      expect([cloneDir, reportFile].every((path) => path.startsWith('/'))).toBe(true);
    }),
    fuzzing(20_000),
  );
});

test('no secret stands in a finding', () => {
  fc.assert(
    fc.property(environments, (env) => {
      const { diagnostics } = readSettings(env, '/clone');

      const told = diagnostics.map(renderDiagnostic).join('\n');
      // what is also given where it is no secret is shown there
      const shownElsewhere = Object.values(env);
      for (const secret of secretValues(env).filter((value) => value.length > 12)) {
        if (shownElsewhere.filter((value) => value === secret).length === 1) {
          expect(told).not.toContain(secret);
        }
      }
    }),
    fuzzing(10_000),
  );
});

const name = fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z._-]{0,20}$/);
/** Names that S3 keeps for itself (Amazon S3 User Guide, "Bucket naming rules"). */
const reserved = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|--x-s3|--table-s3|-an)$/;
const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9-]{2,20}[a-z0-9]$/).filter((text) => !reserved.test(text));

test('right variables arrive as they were written', () => {
  fc.assert(
    fc.property(
      name,
      fc.uniqueArray(bucket, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      (repository, buckets, strict) => {
        const stores = buckets.map((_, index) => `STORE_${index}`);
        const variables = Object.fromEntries(buckets.map((one, index) => [`STORE_${index}_BUCKET_NAME`, one]));

        const { settings, diagnostics } = readSettings(
          {
            ...relVariables,
            BUCKET_NAME: '',
            REPO_NAME: repository,
            STORES: stores.join(','),
            STRICT: String(strict),
            ...variables,
          },
          '/clone',
        );

        expect(diagnostics.filter(isError)).toEqual([]);
        expect(settings).toMatchObject({
          name: repository,
          strict,
          stores: buckets.map((one, index) => ({ name: `STORE_${index}`, bucket: one })),
        });
      },
    ),
    fuzzing(5_000),
  );
});
