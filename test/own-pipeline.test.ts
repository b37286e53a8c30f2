import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../package.json' with { type: 'json' };
import { ajv, closed } from './pipeline-rules.ts';

const root = join(import.meta.dirname, '..');
const source = readFileSync(join(root, 'bitbucket-pipelines.yml'), 'utf8');

interface Step {
  readonly name: string;
  readonly script: readonly string[];
}
interface Parallel {
  readonly parallel: readonly { readonly step: Step }[];
}
type Stages = readonly [Parallel, { readonly step: Step }];
const pipeline: { readonly pipelines: { readonly default: Stages; readonly branches: { readonly main: Stages } } } =
  parse(source, { merge: true });

/** Atlassian's own schema; it is not part of this project, so it is looked for beside the repository. */
const atlassianSchema = join(root, '../shared/bitbucket-pipelines.schema.json');
const hasAtlassianSchema = existsSync(atlassianSchema);
if (!hasAtlassianSchema) {
  console.warn(`${atlassianSchema} is missing: bitbucket-pipelines.yml was not checked against Atlassian's schema`);
}
const conforms = ajv.compile(ownSchema());

test.skipIf(!hasAtlassianSchema)("passes Atlassian's schema", () => {
  const passes = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(atlassianSchema, 'utf8')));

  expect(passes(pipeline), ajv.errorsText(passes.errors)).toBe(true);
});

test('has known keys, pinned images, a time limit for every step, and releases that a person starts', () => {
  expect(conforms(pipeline), ajv.errorsText(conforms.errors)).toBe(true);
});

test.each([
  ['a misspelt key', 'script:', 'scripts:'],
  ['a missing time limit', 'max-time: 5\n', '\n'],
  ['an image that is not pinned', 'hadolint:2.12.0-debian', 'hadolint:latest-debian'],
  ['another Node than that of package.json', `image: node:${manifest.devDependencies.node}`, 'image: node:22.1.0'],
  ['a release that nobody starts', 'trigger: manual', 'trigger: automatic'],
  ['an image that is built without docker', 'services: [docker]', 'services: [other]'],
])('does not pass with %s', (_fault, before, after) => {
  const faulty = source.replace(before, after);

  expect(faulty).not.toBe(source);
  expect(conforms(parse(faulty, { merge: true }))).toBe(false);
});

test('runs check and tests, hadolint, and the image with the end-to-end tests in parallel, before any release', () => {
  for (const [{ parallel }] of [pipeline.pipelines.default, pipeline.pipelines.branches.main]) {
    expect(parallel.map(({ step }) => step.script.at(-1))).toEqual([
      '.ci/run check test',
      'hadolint Dockerfile',
      '.ci/run test:e2e test:ansible bench:quick',
    ]);
  }
});

describe('the release', () => {
  const { script } = pipeline.pipelines.branches.main[1].step;
  const at = (command: RegExp): number => script.findIndex((line) => command.test(line));

  test('pushes commit and tag last, when the image of the new version is there', () => {
    const order = [/release\.ts prepare$/, /^npm run build$/, /^docker build /, /^docker push /, /release\.ts push$/];

    const places = order.map(at);

    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.at(-1)).toBe(script.length - 1);
  });

  test.each([
    ['of main', pipeline.pipelines.branches.main[1].step, `tagship/tagship-pipe:${manifest.version}`],
    ['for development', pipeline.pipelines.default[1].step, `tagship/tagship-pipe:${manifest.version}.41-dev`],
  ])('%s names its image by the version of package.json', (_which, step, image) => {
    const line = step.script.find((command) => command.startsWith('IMAGE=')) ?? '';
    const env = { PATH: process.env['PATH'] ?? '', BITBUCKET_BUILD_NUMBER: '41' };

    const name = execFileSync('sh', ['-c', `${line}; printf %s "$IMAGE"`], {
      cwd: root,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });

    expect(name).toBe(image);
  });
});

test('every script is one that a shell takes', () => {
  for (const [{ parallel }, release] of [pipeline.pipelines.default, pipeline.pipelines.branches.main]) {
    for (const { step } of [...parallel, release]) {
      expect(spawnSync('bash', ['-n'], { input: step.script.join('\n'), encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    }
  }
});

/** The keys that this file uses, and no others; Atlassian's schema accepts misspelt ones. */
function ownSchema() {
  const text = { type: 'string' };
  const own = { name: text, 'max-time': { type: 'integer' }, script: { type: 'array', items: text } };
  const docker = { services: { const: ['docker'] } };
  const step = (properties: object) => closed({ step: closed({ ...own, ...properties }) });
  const parallel = closed({
    parallel: {
      type: 'array',
      items: [
        step({}),
        step({ image: { type: 'string', pattern: ':\\d+\\.\\d+\\.\\d+' } }),
        step({ ...docker, size: { const: '2x' } }),
      ],
      additionalItems: false,
      minItems: 3,
    },
  });
  const manual = { ...docker, trigger: { const: 'manual' } };
  const stages = (release: object) => ({
    type: 'array',
    items: [parallel, step(release)],
    additionalItems: false,
    minItems: 2,
  });
  return closed({
    image: { const: `node:${manifest.devDependencies.node}-bookworm` },
    definitions: closed({
      services: closed({ docker: closed({ memory: { type: 'integer' } }) }),
      steps: { type: 'array' },
    }),
    pipelines: closed({
      // registry credentials are deployment variables: no other step has them
      default: stages({ ...manual, deployment: { const: 'test' } }),
      branches: closed({ main: stages({ ...manual, deployment: { const: 'production' } }) }),
    }),
  });
}
