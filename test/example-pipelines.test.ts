import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../lib/settings/read-settings.ts';
import { examplesFolder, isMap } from '../lib/testing/example-world.ts';
import { ajv, conforms, pipe, pipeVariables, unquotedValues } from './pipeline-rules.ts';

const root = join(import.meta.dirname, '..');

/** Atlassian's own schema; it is not part of this project, so it is looked for beside the repository. */
const atlassianSchema = join(root, '../shared/bitbucket-pipelines.schema.json');
const hasAtlassianSchema = existsSync(atlassianSchema);

const files = readdirSync(examplesFolder)
  .map((folder) => join(folder, 'bitbucket-pipelines.yml'))
  .filter((file) => existsSync(join(examplesFolder, file)));

if (!hasAtlassianSchema) {
  console.warn(`${atlassianSchema} is missing: ${files.join(', ')} were not checked against Atlassian's schema`);
}

/** What each store may set under its own prefix (design.md, section 4). */
const storeVariables = new Set(['BUCKET_NAME', 'AWS_REGION', 'AWS_OIDC_ROLE_ARN', 'EXPECTED_BUCKET_OWNER']);
const declaredVariables = readDeclaredVariables();

describe.each(files)('%s', (file) => {
  const source = readFileSync(join(examplesFolder, file), 'utf8');
  const pipeline: unknown = parse(source, { merge: true });

  test.skipIf(!hasAtlassianSchema)("passes Atlassian's schema", () => {
    const passes = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(atlassianSchema, 'utf8')));

    expect(passes(pipeline), ajv.errorsText(passes.errors)).toBe(true);
  });

  test('has only known keys, checks pull requests, and publishes with oidc, a deployment and a time limit', () => {
    expect(conforms(pipeline), ajv.errorsText(conforms.errors)).toBe(true);
  });

  test('quotes the globs, so that "*" is not an alias', () => {
    expect(source).toMatch(/^ {2}tags:\n {4}'\*':$/m);
    expect(source).toMatch(/^ {2}pull-requests:\n {4}'\*\*':$/m);
  });

  test('writes every value of a variable as a quoted string', () => {
    expect(unquotedValues(source)).toEqual([]);
  });

  test('sets only variables that the pipe knows, and all that each of its stores needs', () => {
    for (const variables of pipeVariables(pipeline)) {
      const stores = Array.isArray(variables['STORES']) ? variables['STORES'].map(String) : [];
      const unknown = Object.keys(variables).filter((name) => !isDeclared(name, stores));

      expect(unknown).toEqual([]);
      for (const store of stores) {
        expect(variables).toHaveProperty(`${store}_BUCKET_NAME`, `$${store}_BUCKET_NAME`);
        expect(variables).toHaveProperty(`${store}_AWS_REGION`, `$${store}_AWS_REGION`);
        expect(variables).toHaveProperty(`${store}_AWS_OIDC_ROLE_ARN`, `$${store}_AWS_OIDC_ROLE_ARN`);
      }
    }
  });

  test('publishes a module to both projects and a project to its own store only', () => {
    const project = /^(Project[AB])\.dist/.exec(file)?.[1];

    const stores = pipeVariables(pipeline).map((variables) => variables['STORES']);

    const expected = project === undefined ? ['PROJECTA', 'PROJECTB'] : [project.toUpperCase()];
    expect(stores).toEqual([undefined, expected, expected]);
  });

  test('names the repository and its kind', () => {
    const [, name, kind] = /^(.+)\.(src|rel|dist)\//.exec(file) ?? [];

    for (const variables of pipeVariables(pipeline)) {
      expect(variables).toMatchObject({ KIND: kind, REPO_NAME: name });
      expect(variables['BIN_NAME']).toBe(name === 'ModuleX' ? 'modulex-client' : undefined);
    }
  });
});

describe('the example that hands over to nodes', () => {
  const source = readFileSync(join(examplesFolder, 'ProjectA.dist/bitbucket-pipelines.yml'), 'utf8');
  const pipeline: unknown = parse(source, { merge: true });

  test('names the control node of its environment for developer builds and for tags, and none for a pull request (D7)', () => {
    const [check, developer, tag] = pipeVariables(pipeline);

    expect([developer?.['CONTROL_NODE'], tag?.['CONTROL_NODE']]).toEqual(['$CONTROL_NODE', '$CONTROL_NODE']);
    expect(check).not.toHaveProperty('CONTROL_NODE');
    expect(JSON.stringify(pipeline)).toMatch(/"developer":.*"deployment":"test".*"tags":.*"deployment":"production"/);
  });

  test('is told as such by its page and by the list of variables', () => {
    for (const page of ['ProjectA.dist/README.md', 'README.md']) {
      const text = readFileSync(join(examplesFolder, page), 'utf8');

      expect(text).toMatch(/`CONTROL_NODE`.*`(?:test|production)` and (?:in )?`(?:test|production)`/);
    }
  });

  test.each([
    ['a developer build', 1, { BITBUCKET_BRANCH: 'developer' }, 'control-test.acme.example'],
    ['a tag', 2, { BITBUCKET_TAG: '2.1.0' }, 'control.acme.example'],
  ])(
    'is read by the pipe of %s as a hand-off by ssh, with nothing but what the example sets',
    (_what, index, of, host) => {
      const written = Object.entries(pipeVariables(pipeline)[index] ?? {});
      const deployment: Readonly<Record<string, string>> = {
        $CONTROL_NODE: host,
        $PROJECTA_BUCKET_NAME: 'acme-projecta',
      };
      const filled = written.flatMap(([name, value]): (readonly [string, string])[] =>
        Array.isArray(value)
          ? [[`${name}_COUNT`, `${value.length}`], ...value.map((item, at) => [`${name}_${at}`, String(item)] as const)]
          : [[name, String(value).startsWith('$') ? (deployment[String(value)] ?? '') : String(value)]],
      );

      const { settings } = readSettings({ ...Object.fromEntries(filled), ...of }, examplesFolder);

      expect(settings).toMatchObject({
        checkOnly: undefined,
        controlNode: { kind: 'ssh', host, user: 'tagship', port: 22 },
      });
    },
  );
});

test('every example repository has a pipeline', () => {
  const repositories = readdirSync(examplesFolder).filter((name) => /\.(src|rel|dist)$/.test(name));

  expect(files).toEqual(repositories.map((repository) => join(repository, 'bitbucket-pipelines.yml')));
});

const correct = readFileSync(join(examplesFolder, 'ModuleX.src/bitbucket-pipelines.yml'), 'utf8');

test.each([
  ['a misspelt key', 'script:', 'scripts:'],
  ['a missing oidc', '        oidc: true\n', ''],
  ['oidc switched off', 'oidc: true', 'oidc: false'],
  ['a missing deployment', '          deployment: production\n', ''],
  ['a missing time limit', '        max-time: 20\n', ''],
  ['an image that is not pinned', 'debian:12.11-slim', 'debian:latest'],
  ['an image without a tag', 'debian:12.11-slim', 'debian'],
  ['another version of the pipe', pipe, 'tagship/tagship-pipe:0.0.9'],
  ['a variable that is a number', "REPO_NAME: 'ModuleX'", 'REPO_NAME: 1'],
  ['a step without a pipe', '- step: *check', "- step: { name: 'Check', max-time: 1, script: ['true'] }"],
])('our own schema refuses %s', (_fault, before, after) => {
  const faulty = correct.replace(before, after);

  expect(faulty).not.toBe(correct);
  expect(conforms(parse(faulty, { merge: true }))).toBe(false);
});

/** The pipe's variables, from the schema of its settings; the list is what these examples may use where there is no schema. */
function readDeclaredVariables(): ReadonlySet<string> {
  const file = join(root, 'schemas/settings.schema.json');
  const schema: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  if (isMap(schema) && isMap(schema['properties'])) {
    return new Set(Object.keys(schema['properties']));
  }
  console.warn(`${file} is missing: variables were checked against a list in this test`);
  return new Set(['KIND', 'REPO_NAME', 'BIN_NAME', 'FILES', 'STORES', 'CONTROL_NODE', 'SLACK_WEBHOOK_URL']);
}

function isDeclared(name: string, stores: readonly string[]): boolean {
  return (
    declaredVariables.has(name) ||
    stores.some((store) => name.startsWith(`${store}_`) && storeVariables.has(name.slice(store.length + 1)))
  );
}
