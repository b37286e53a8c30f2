import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderDiagnostic } from '../lib/core/diagnostics.ts';
import type { BuildTarget } from '../lib/repo-info/build-target.ts';
import { parseRepoInfo } from '../lib/repo-info/parse-repo-info.ts';
import schema from '../schemas/settings.schema.json' with { type: 'json' };
import { runCliProcess } from './cli-process.ts';
import { pages, readPage, readSnippets, root } from './doc-snippets.ts';
import { ajv, conforms, pipeVariables, unquotedValues } from './pipeline-rules.ts';

const snippets = pages.filter((page) => page !== 'README.md').flatMap(readSnippets);
const scripts = snippets.filter(({ language }) => language === 'sh');
const pipelines = snippets.filter(({ marks }) => marks['file']?.endsWith('/bitbucket-pipelines.yml'));
const repoInfos = snippets.filter(({ marks }) => marks['file']?.endsWith('/repo-info') || marks['repo-info']);

/** Atlassian's own schema; it is not part of this project, so it is looked for beside the repository. */
const atlassianSchema = join(root, '../shared/bitbucket-pipelines.schema.json');
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;
if (!existsSync(atlassianSchema)) {
  console.warn(`${atlassianSchema} is missing: the pipelines of the pages were not checked against Atlassian's schema`);
}
if (!hasShellcheck) {
  console.warn(`shellcheck is not installed: ${scripts.length} scripts of the pages were only parsed, not linted`);
}

const help = new Map<string, string>();

beforeAll(async () => {
  const { stdout } = await runCliProcess(['--help']);
  for (const [, command = ''] of stdout.matchAll(/^ {2}([a-z]+) .*\[options\]/gm)) {
    help.set(command, (await runCliProcess([command, '--help'])).stdout);
  }
});

describe.each(pages)('%s', (page) => {
  test('links to what is there', () => {
    const targets = [...readPage(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];

    const dead = targets.filter(([, path = '', anchor]) => {
      const target = path === '' ? page : join(dirname(page), path);
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).has(anchor));
    });

    expect(dead.map(([link]) => link)).toEqual([]);
  });

  test('names no command or option that `tagship --help` does not tell of', () => {
    const named = [...readPage(page).matchAll(/(?:^ *(?:\$ )?|`)tagship ([a-z]+)([^`\n|#]*)/gm)];

    const unknown = named.filter(([, command = '', rest = '']) => {
      const options = [...rest.matchAll(/--[a-z-]+/g)].map(([option]) => option);
      return ['', ...options].some((option) => help.get(command)?.includes(option) !== true);
    });

    expect(unknown.map(([text]) => text)).toEqual([]);
  });
});

test.each(pipelines)('$at is a whole pipeline in our form', ({ text, marks }) => {
  const pipeline: unknown = parse(text, { merge: true });

  expect(conforms(pipeline), ajv.errorsText(conforms.errors)).toBe(true);
  expect(unquotedValues(text)).toEqual([]);
  const [name, kind] = (marks['file'] ?? '').split(/[./]/);
  for (const variables of pipeVariables(pipeline)) {
    expect(variables).toMatchObject({ KIND: kind, REPO_NAME: name });
    expect(Object.keys(variables).filter((variable) => !isDeclared(variable))).toEqual([]);
  }
});

test.skipIf(!existsSync(atlassianSchema)).each(pipelines)("$at passes Atlassian's schema", ({ text }) => {
  const passes = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(atlassianSchema, 'utf8')));

  expect(passes(parse(text, { merge: true })), ajv.errorsText(passes.errors)).toBe(true);
});

test.each(repoInfos)('$at is a repo-info without a finding', ({ text, marks }) => {
  const kind = (marks['repo-info'] ?? marks['file']?.split(/[./]/)[1]) === 'rel' ? 'rel' : 'dist';
  const folder = marks['on'] ?? marks['release'] ?? '1.0.0';
  const target: BuildTarget = folder === 'developer' ? { on: 'developer' } : { on: 'tag', tag: folder };

  const { diagnostics } = parseRepoInfo(Buffer.from(text), { file: 'repo-info', kind, name: 'Page', target });

  expect(diagnostics.map(renderDiagnostic)).toEqual([]);
});

test.each(snippets.filter(({ text }) => text.startsWith('STORES:')))('$at has declared variables only', ({ text }) => {
  expect(Object.keys(parse(text)).filter((variable) => !isDeclared(variable))).toEqual([]);
});

test.each(scripts)('$at is a script that a shell takes', ({ text }) => {
  expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

test.skipIf(!hasShellcheck)('shellcheck finds nothing in the scripts of the pages', () => {
  for (const { at, text } of scripts) {
    const { stdout } = spawnSync('shellcheck', ['--shell=sh', '-'], { input: text, encoding: 'utf8' });
    expect(stdout, at).toBe('');
  }
});

test('every test that the threat model names is there', () => {
  const cited = [...readPage('docs/threat-model.md').matchAll(/^\|.*\|$/gm)].flatMap(([row]) => {
    const files = [...row.matchAll(/`([\w/.-]+\.ts)`((?:;? "[^"]+")+)/g)];
    return files.flatMap(([, file = '', names = '']) =>
      [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => [file, name]),
    );
  });

  const missing = cited.filter(
    ([file = '', name = '']) =>
      !existsSync(join(root, file)) || !readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'").includes(name),
  );

  expect(cited.length).toBeGreaterThan(80);
  expect(missing).toEqual([]);
});

/** As GitHub and Bitbucket make them of headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...readPage(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function isDeclared(variable: string): boolean {
  return (
    variable in schema.properties ||
    Object.keys(schema.patternProperties).some((form) => new RegExp(form).test(variable))
  );
}
