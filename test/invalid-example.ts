import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { type RepositoryKind, repositoryKinds } from '../lib/store/layout.ts';

/** One folder of examples/invalid: a repository that breaks one rule (examples/invalid/README.md says how it is written). */
export interface InvalidExample extends Description {
  readonly name: string;
  readonly folder: string;
}

/** The file variables.yml. */
interface Description {
  /** What Bitbucket sets: `BITBUCKET_TAG`, ... */
  readonly context: { readonly BITBUCKET_REPO_SLUG: string; readonly [name: string]: string };
  /** As they stand under `variables:` of a pipe. */
  readonly variables: Readonly<Record<string, string | readonly string[]>>;
  /** The stores that the run is given -> what was released there before, in this order, e.g. `BaseLib.rel@1.2.3`. */
  readonly stores: Readonly<Record<string, readonly string[]>>;
  readonly clone: CloneState;
  /** A text to add to the end of a file, so that no large file lies here. */
  readonly repeat?: { readonly file: string; readonly text: string; readonly times: string };
}

/**
 * `full`: the built commit is on master. `of-a-side-branch`: master is there and does not have the commit.
 * `without-master`: as Bitbucket clones a tag. `none`: no git repository.
 */
type CloneState = 'full' | 'of-a-side-branch' | 'without-master' | 'none';

export const invalidFolder = join(import.meta.dirname, '..', 'examples', 'invalid');

const text = { type: 'string' };
const isDescription = new Ajv({ allowUnionTypes: true, useDefaults: true }).compile<Description>({
  type: 'object',
  additionalProperties: false,
  required: ['context', 'variables'],
  properties: {
    context: {
      type: 'object',
      required: ['BITBUCKET_REPO_SLUG'],
      propertyNames: { pattern: '^BITBUCKET_' },
      additionalProperties: text,
    },
    variables: { type: 'object', additionalProperties: { type: ['string', 'array'], items: text } },
    stores: {
      type: 'object',
      default: { PROJECTA: [] },
      propertyNames: { enum: ['PROJECTA', 'PROJECTB'] },
      additionalProperties: { type: 'array', items: text },
    },
    clone: { default: 'full', enum: ['full', 'of-a-side-branch', 'without-master', 'none'] },
    repeat: {
      type: 'object',
      additionalProperties: false,
      required: ['file', 'text', 'times'],
      properties: { file: text, text, times: text },
    },
  },
});

export function readInvalidExamples(): readonly InvalidExample[] {
  return readdirSync(invalidFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readInvalidExample(join(invalidFolder, name)));
}

function readInvalidExample(folder: string): InvalidExample {
  const description: unknown = parse(readFileSync(join(folder, 'variables.yml'), 'utf8'), { schema: 'failsafe' });
  if (!isDescription(description)) {
    throw new Error(`${folder}/variables.yml: ${JSON.stringify(isDescription.errors)}`);
  }
  return { ...description, name: basename(folder), folder };
}

/** The variables as a pipe gets them from Bitbucket: a list becomes `X_COUNT`, `X_0`, `X_1`, ... */
export function passedVariables({ variables, context }: InvalidExample): Readonly<Record<string, string>> {
  const passed = Object.entries(variables).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string'
      ? [[name, value]]
      : [
          [`${name}_COUNT`, String(value.length)],
          ...value.map((item, index): [string, string] => [`${name}_${index}`, item]),
        ],
  );
  return { ...context, ...Object.fromEntries(passed) };
}

export interface EarlierRelease {
  /** What its repository held. */
  readonly folder: string;
  readonly name: string;
  readonly kind: RepositoryKind;
  readonly tag: string;
  /** Those that have it. */
  readonly stores: readonly string[];
}

/** What was released before the run, each release once, in the order in which it was made. */
export function earlierReleases({ folder, stores }: InvalidExample): readonly EarlierRelease[] {
  return [...new Set(Object.values(stores).flat())].map((release) => {
    const [, name = '', suffix, tag = ''] = /^(.+)\.(\w+)@(.+)$/.exec(release) ?? [];
    const kind = repositoryKinds.find((known) => known === suffix);
    if (kind === undefined) {
      throw new Error(`${folder}/variables.yml: ${release} is no release; write e.g. BaseLib.rel@1.2.3`);
    }
    const holders = Object.keys(stores).filter((store) => stores[store]?.includes(release));
    return { folder: join(folder, 'seed', release), name, kind, tag, stores: holders };
  });
}

/** Copies what lies in a folder of the example; links stay links. */
export function copyFiles(from: string, to: string): void {
  if (existsSync(from)) {
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
}

/** What stays of a log for expected.txt: findings and the last line, not the steps on the way and what they work with. */
export function findingsOf(log: string): string {
  const lines = log.split('\n').filter((line) => !/^(?:INFO: |DEBUG: | {2})/.test(line));
  return lines.join('\n');
}
