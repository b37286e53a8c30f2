import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { startS3Server } from '../lib/testing/s3/server.ts';
import { sampleRel } from '../lib/testing/sample-releases.ts';
import manifest from '../package.json' with { type: 'json' };
import schema from '../schemas/settings.schema.json' with { type: 'json' };
import { ajv, isDeclared, isStepOfOurs, unquotedValues, variablesWithin } from './pipeline-rules.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
/** The definition, what it adds for each store, repo-info, and the examples. */
const yamlBlocks = [...readme.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => block);

/** Atlassian's own schema; it is not part of this project, so it is looked for beside the repository. */
const atlassianSchema = join(root, '../shared/bitbucket-pipelines.schema.json');
const hasAtlassianSchema = existsSync(atlassianSchema);
if (!hasAtlassianSchema) {
  console.warn(`${atlassianSchema} is missing: README.md was not checked against Atlassian's schema`);
}

test('the program of the README publishes a REL to two stores', async () => {
  await using server = await startS3Server({
    accounts: [{ name: 'acme', id: '123456789012', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-secret' }],
    buckets: [
      { name: 'acme-projecta', owner: 'acme' },
      { name: 'acme-projectb', owner: 'acme' },
    ],
  });
  const { repository, commit } = sampleRel({ name: 'BaseLib', tag: '1.2.3' });
  const program = writeProgram('run');

  const { stdout } = await run(process.execPath, [
    program,
    repository.directory,
    commit,
    server.endpoint,
    'acme-projecta',
    'acme-projectb',
  ]);

  expect(stdout).toBe(
    "published []\n[\n  'BaseLib@s3://acme-projecta released',\n  'BaseLib@s3://acme-projectb released'\n]\n",
  );
  expect(server.objects('acme-projectb').map(({ key }) => key)).toEqual([
    'BaseLib/1.2.3/BaseLib.tar.gz',
    'BaseLib/1.2.3/BaseLib.rel.json',
  ]);
});

test('the program of the README fits the types of the built package', async () => {
  const program = writeProgram('types');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];

  const checked = await run('tsc', ['--ignoreConfig', '--skipLibCheck', ...options, program], { cwd: root });

  expect(checked.stdout).toBe('');
});

describe('its variables', () => {
  test('are in its table as in the schema, each with a mark or a default', () => {
    const rows = [...readme.matchAll(/^\| ([A-Z][A-Z0-9_]*)( \(\*+\))? \| (.*) \|$/gm)].map(([, ...row]) => row);

    const expected = Object.entries(schema.properties).map(([name, property]) => {
      const isRequired = name === 'REPO_NAME';
      return [name, isRequired ? ' (**)' : undefined, isRequired ? property.description : usageOf(property)];
    });

    expect(rows).toEqual(expected);
    expect(readme).toMatch(
      /\n\n_\(\*\) = required variable\. \(\*\*\) = required variable\. If it is configured as a /,
    );
  });

  test('are in its YAML definition, what is optional as a comment that says so', () => {
    const [, definition = ''] = yamlBlocks;

    const lines = Object.entries(schema.properties).map(([name, property]) => {
      const line = `${name}: ${placeholderOf(property)}`;
      return name === 'REPO_NAME' ? `    ${line}` : `    # ${line} # Optional.`;
    });

    expect(yamlBlocks[0]).toBe(
      [`- pipe: tagship/tagship-pipe:${manifest.version}`, '  variables:', ...lines, ''].join('\n'),
    );
    expect(Object.keys(parse(definition)).map((name) => name.replace(/^PROJECTA_/, ''))).toEqual([
      'BUCKET_NAME',
      'AWS_REGION',
      'AWS_OIDC_ROLE_ARN',
    ]);
  });

  test('are said to be taken from the context, but those that pipe.yml gives no default', () => {
    const pipe: { readonly variables: readonly { readonly name: string; readonly default?: string }[] } = parse(
      readFileSync(join(root, 'pipe.yml'), 'utf8'),
    );
    const [, told = ''] = /each of the table but (.*) is taken from the context/.exec(readme) ?? [];

    const names = [...told.matchAll(/`(\w+)`/g)].map(([, name]) => name);

    expect(names).toEqual(pipe.variables.filter((variable) => variable.default === undefined).map(({ name }) => name));
  });
});

test('the README has the sections of an official pipe, in their order', () => {
  const prose = readme.replaceAll(/^```.*?^```$/gms, '');

  expect([...prose.matchAll(/^#{1,3} .*$/gm)].map(([heading]) => heading)).toEqual([
    '# Bitbucket Pipelines Pipe: tagship',
    '## YAML Definition',
    '## Variables',
    '## Details',
    '## Authentication',
    '## Prerequisites',
    '## Examples',
    '### Basic example:',
    '### Advanced example:',
    '## Support',
    '## License',
  ]);
});

test('the section Support of the README asks for version, logs and steps', () => {
  const [, support = ''] = /^## Support\n(.*?)^## /ms.exec(readme) ?? [];

  expect(support).toContain("If you'd like help with this pipe, or you have an issue or feature request, let us know");
  expect([...support.matchAll(/^- (.*)$/gm)].map(([, item]) => item)).toEqual([
    'the version of the pipe',
    'relevant logs and error messages',
    'steps to reproduce',
  ]);
});

describe.each(yamlBlocks.filter((block) => block.startsWith('script:')))('an example of the README: %#', (block) => {
  const step: unknown = parse(block);
  const pipeline = { pipelines: { default: [{ step }] } };

  test.skipIf(!hasAtlassianSchema)("passes Atlassian's schema", () => {
    const passes = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(atlassianSchema, 'utf8')));

    expect(passes(pipeline), ajv.errorsText(passes.errors)).toBe(true);
  });

  test('has known keys, declared variables and quoted values only', () => {
    const [variables = {}] = variablesWithin(step);
    const stores = Array.isArray(variables['STORES']) ? variables['STORES'].map(String) : [];

    expect(isStepOfOurs(step), ajv.errorsText(isStepOfOurs.errors)).toBe(true);
    expect(Object.keys(variables).filter((name) => !isDeclared(name, stores))).toEqual([]);
    expect(unquotedValues(block)).toEqual([]);
  });
});

test('the README has a basic and an advanced example', () => {
  expect(yamlBlocks.filter((block) => block.startsWith('script:'))).toHaveLength(2);
});

interface Property {
  readonly description: string;
  readonly type: string;
  readonly default?: string;
  readonly pattern?: string;
}

function usageOf(property: Property): string {
  const { description, default: value = '' } = property;
  return value === '' && description.includes('Default') ? description : `${description} Default: ${shown(value)}.`;
}

function shown(value: string): string {
  return value === '' ? 'none' : `\`${value}\``;
}

function placeholderOf({ type, pattern = '' }: Property): string {
  const item = pattern.includes('[Tt]') ? "'<boolean>'" : "'<string>'";
  return type === 'array' ? `[${item}, ${item}]` : item;
}

/** Inside the package, so that it finds `tagship` as one that has installed it would. */
function writeProgram(purpose: string): string {
  const program = join(root, 'dist', `readme-${purpose}-${process.pid}.ts`);
  onTestFinished(() => {
    rmSync(program, { force: true });
  });
  writeFileSync(program, /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '');
  return program;
}
