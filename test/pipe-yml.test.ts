import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../package.json' with { type: 'json' };
import schema from '../schemas/settings.schema.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const pipe: {
  readonly image: string;
  readonly variables: readonly { readonly name: string; readonly default?: string }[];
} & Readonly<Record<string, unknown>> = parse(readFileSync(join(root, 'pipe.yml'), 'utf8'));

test('pipe.yml has what the pipe chooser shows', () => {
  expect(Object.keys(pipe)).toEqual([
    'name',
    'image',
    'description',
    'category',
    'repository',
    'vendor',
    'maintainer',
    'tags',
    'variables',
  ]);
});

test("pipe.yml's image has the version of package.json and of the changelog", () => {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');

  expect(pipe.image).toBe(`tagship/tagship-pipe:${manifest.version}`);
  expect(/^## (\S+)$/m.exec(changelog)?.[1]).toBe(manifest.version);
});

test('pipe.yml declares every variable of the schema, in its order', () => {
  expect(pipe.variables.map(({ name }) => name)).toEqual(Object.keys(schema.properties));
});

test('a default in pipe.yml takes the variable of the same name from the context', () => {
  const defaults = pipe.variables.filter((variable) => variable.default !== undefined);

  expect(defaults.map((variable) => variable.default)).toEqual(defaults.map(({ name }) => `$${name}`));
  expect(defaults.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['REPO_NAME', 'BUCKET_NAME', 'AWS_OIDC_ROLE_ARN']),
  );
});
