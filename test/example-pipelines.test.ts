import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { isNode, isScalar, parse, parseDocument, visit } from 'yaml';
import { examplesFolder, isMap } from '../lib/testing/example-world.ts';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const pipe = `tagship/tagship-pipe:${manifest.version}`;

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
const storeVariables = new Set(['BUCKET_NAME', 'AWS_REGION', 'AWS_OIDC_ROLE_ARN']);
const declaredVariables = readDeclaredVariables();

const ajv = new Ajv({ strict: false, allErrors: true });
const conforms = ajv.compile(houseSchema());

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

/** Atlassian's schema accepts misspelt keys and steps without a script; this one has the keys these examples use, and no others. */
function houseSchema() {
  const variables = {
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  };
  const pipeLine = closed({ pipe: { const: pipe }, variables });
  const check = {
    name: { type: 'string' },
    'max-time': { type: 'integer' },
    script: { type: 'array', items: { anyOf: [{ type: 'string' }, pipeLine] }, contains: pipeLine },
  };
  const publish = { ...check, oidc: { const: true } };
  const steps = (step: object) => ({ type: 'array', minItems: 1, items: closed({ step: closed(step) }) });
  return closed({
    image: { type: 'string', pattern: ':\\d+\\.\\d+' },
    clone: closed({ depth: { const: 'full' } }),
    definitions: closed({ steps: { type: 'array' } }),
    pipelines: closed({
      'pull-requests': closed({ '**': steps(check) }),
      branches: closed({ developer: steps({ ...publish, deployment: { const: 'test' } }) }),
      tags: closed({ '*': steps({ ...publish, deployment: { const: 'production' } }) }),
    }),
  });
}

/** An object with exactly these keys. */
function closed(properties: object) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** The variables of each use of the pipe: pull request, developer branch, tag. */
function pipeVariables(pipeline: unknown): Readonly<Record<string, unknown>>[] {
  const starts = isMap(pipeline) && isMap(pipeline['pipelines']) ? pipeline['pipelines'] : {};
  return ['pull-requests', 'branches', 'tags'].flatMap((start) => variablesWithin(starts[start]));
}

function variablesWithin(value: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) {
    return value.flatMap(variablesWithin);
  }
  if (!isMap(value)) {
    return [];
  }
  return isMap(value['variables']) ? [value['variables']] : Object.values(value).flatMap(variablesWithin);
}

/** The values of pipe variables, list items included, that stand in the source without quotes. Aliases (`*package`) are none. */
function unquotedValues(source: string): string[] {
  const unquoted: string[] = [];
  visit(parseDocument(source, { merge: true }), {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || key.value !== 'variables' || !isNode(value)) {
        return undefined;
      }
      visit(value, {
        Scalar(position, scalar) {
          if (position !== 'key' && scalar.type !== 'QUOTE_SINGLE' && scalar.type !== 'QUOTE_DOUBLE') {
            unquoted.push(String(scalar.source));
          }
        },
      });
      return visit.SKIP;
    },
  });
  return unquoted;
}

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
