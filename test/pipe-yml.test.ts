import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../package.json' with { type: 'json' };
import schema from '../schemas/settings.schema.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const pipe: {
  readonly variables: readonly { readonly name: string; readonly default?: string }[];
} & Readonly<Record<string, unknown>> = parse(readFileSync(join(root, 'pipe.yml'), 'utf8'));

/** What decides what a run does stands in the repository, where a tag has it, and not in its settings. */
const neverFromContext = new Set([
  'KIND',
  'FILES',
  'PLACEHOLDER_FILES',
  'STORES',
  'TAG',
  'BRANCH',
  'TAG_CHECK',
  'DRY_RUN',
  'STRICT',
  'REPORT_FILE',
]);

test('pipe.yml has what the pipe chooser shows, and nothing else', () => {
  const address = expect.stringMatching(/^https:\/\/bitbucket\.org\/tagship(?:\/tagship-pipe)?$/);

  expect(pipe).toEqual({
    name: 'tagship',
    image: `tagship/tagship-pipe:${manifest.version}`,
    description: expect.stringMatching(/^[A-Z][^.]+\.$/),
    category: 'Deployment',
    repository: address,
    vendor: { name: 'tagship', website: address },
    maintainer: { name: 'tagship', website: address },
    tags: ['deployment', 'release', 'aws', 's3'],
    variables: expect.any(Array),
  });
});

test('pipe.yml declares every variable of the schema, in its order, with the context as its default but for some', () => {
  expect(pipe.variables).toEqual(
    Object.keys(schema.properties).map((name) =>
      neverFromContext.has(name) ? { name } : { name, default: `$${name}` },
    ),
  );
});
