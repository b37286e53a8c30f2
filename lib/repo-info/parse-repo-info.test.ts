import { expect, test } from 'vitest';
import { renderDiagnostic } from '../core/diagnostics.ts';
import type { BuildTarget } from './build-target.ts';
import { type ParseOptions, parseRepoInfo } from './parse-repo-info.ts';

const developer: BuildTarget = { on: 'developer' };
const tag: BuildTarget = { on: 'tag', tag: '2.0.0' };
const modulesHint = 'write none, or below it a line for each module, e.g. "BaseLib: 1.2.3"';
const versionHint =
  'a version is a tag name of at most 128 letters, digits and "._+-" that begins with a letter or digit, e.g. 1.2.3';
const nameHint = 'a name is at most 128 letters, digits and "._-" that begins with a letter or digit, e.g. ModuleX';

function parse(content: string | Uint8Array, options: Partial<ParseOptions> = {}) {
  const kind = options.kind ?? 'rel';
  const name = kind === 'rel' ? 'ModuleX' : 'ProjectA';
  const { repoInfo, diagnostics } = parseRepoInfo(Buffer.from(content), {
    file: 'repo-info',
    kind,
    name,
    target: { on: 'other' },
    ...options,
  });
  return { repoInfo, told: diagnostics.map((found) => `${found.severity} ${renderDiagnostic(found)}`) };
}

const rel = (dependList: string) => `rel_branch: 2.0.0\nsrc_branch: 1.4.2\ndepend_list:${dependList}\n`;
const dist = (subRepo: string, upgradeList = ' none') =>
  `rel_branch: 2.0.0\nsub_repo:${subRepo}\nupgrade_list:${upgradeList}\n`;

test('a REL file is read into its normal form, versions as they are written and modules in the order of the file', () => {
  const { repoInfo, told } = parse(rel('\n  BaseLib: 1.10\n  "123": 2.0\n  constructor: true\n  45: v1+b-2_3'), {
    target: tag,
  });

  expect(told).toEqual([]);
  expect(repoInfo).toEqual({
    kind: 'rel',
    relBranch: '2.0.0',
    srcBranch: '1.4.2',
    dependList: [
      { name: 'BaseLib', version: '1.10' },
      { name: '123', version: '2.0' },
      { name: 'constructor', version: 'true' },
      { name: '45', version: 'v1+b-2_3' },
    ],
  });
});

test('a DIST file is read into its normal form, with the arguments of long entries', () => {
  const subRepo = '\n  9: 1.2.3\n  ModuleC: {version: 1.0, args: ["--cluster", eu, 1.10, true]}\n  1: 1.0';

  const { repoInfo, told } = parse(dist(subRepo, '\n  9: 1.2.3'), { kind: 'dist', target: tag });

  expect(told).toEqual([]);
  expect(repoInfo).toEqual({
    kind: 'dist',
    relBranch: '2.0.0',
    subRepo: [
      { name: '9', version: '1.2.3', args: [] },
      { name: 'ModuleC', version: '1.0', args: ['--cluster', 'eu', '1.10', 'true'] },
      { name: '1', version: '1.0', args: [] },
    ],
    upgradeList: [{ name: '9', version: '1.2.3', args: [] }],
  });
});

test.each([' none', ' [none]', ' ["none"]', '\n- none', '\n  - none', ' "none" # comment'])(
  'depend_list:%j means that there are none',
  (dependList) => {
    expect(parse(rel(dependList))).toMatchObject({ repoInfo: { dependList: [] }, told: [] });
  },
);

test.each([
  ['', 'is empty'],
  [' ~', '~ is no value'],
  [' null', 'null is no value'],
  [' {}', 'is empty'],
  [' []', 'is a list'],
  [' [a, b]', 'is a list'],
  [' [none, none]', 'is a list'],
  ['\n- BaseLib: 1.0', 'is a list'],
  [' BaseLib', '"BaseLib" is neither none nor a map of modules'],
  [' None', '"None" is neither none nor a map of modules'],
])('depend_list:%j is told once, with what to write', (dependList, message) => {
  const expected = [`error repo-info:3:1 depend_list: ${message}; ${modulesHint}`];

  expect(parse(rel(dependList)).told).toEqual(expected);
});

test.each([
  ['BaseLib: developer', 'depend_list.BaseLib: "developer" is not a release; write a tag, e.g. 1.2.3'],
  ['BaseLib: none', 'depend_list.BaseLib: "none" is not a release; write a tag, e.g. 1.2.3'],
  ['BaseLib:', 'depend_list.BaseLib: is empty; write a tag, e.g. 1.2.3'],
  ['BaseLib: [1.0]', 'depend_list.BaseLib: is a list; write a tag, e.g. 1.2.3'],
  ['BaseLib: {version: 1.0}', 'depend_list.BaseLib: is a map; write a tag, e.g. 1.2.3'],
  ['BaseLib: a/b', `depend_list.BaseLib: "a/b" cannot be a version; ${versionHint}`],
  ['BaseLib: ..', `depend_list.BaseLib: ".." cannot be a version; ${versionHint}`],
  ['BaseLib: 1.0 beta', `depend_list.BaseLib: "1.0 beta" cannot be a version; ${versionHint}`],
  [`BaseLib: ${'1'.repeat(200)}`, `depend_list.BaseLib: "${'1'.repeat(80)}..." cannot be a version; ${versionHint}`],
  ['ModuleX: 1.0', 'depend_list.ModuleX: a module cannot depend on itself; take the line out'],
  ['__proto__: 1.0', `depend_list.__proto__: "__proto__" cannot be the name of a module; ${nameHint}`],
  ['"a\\e[2J": 1.0', `depend_list."a\\u001b[2J": "a\\u001b[2J" cannot be the name of a module; ${nameHint}`],
])('the dependency %j is told at its line, on every build', (line, expected) => {
  for (const target of [tag, developer]) {
    const content = rel(`\n  ${line}`).replace('2.0.0', target === tag ? '2.0.0' : 'developer');

    expect(parse(content, { target }).told).toEqual([`error repo-info:4:3 ${expected}`]);
  }
});

test.each([
  [
    'a key of two letters too many',
    'rel_branch: 2.0.0\nsrc_branch: none\ndepends_lists: none\n',
    ['error repo-info:3:1 depends_lists: this key is unknown; did you mean depend_list?'],
  ],
  [
    'a key of DIST',
    `${rel(' none')}sub_repo: none\n`,
    ['error repo-info:4:1 sub_repo: this key is unknown; it belongs into the repo-info of a DIST repository'],
  ],
  [
    'any other key',
    `${rel(' none')}colour: blue\n`,
    ['error repo-info:4:1 colour: this key is unknown; the keys are rel_branch, src_branch, depend_list'],
  ],
  [
    'missing keys',
    'rel_branch: 2.0.0\n',
    [
      'error repo-info:1:1 src_branch: is missing; write a tag of the SRC repository, e.g. 1.2.3, or developer, or none',
      `error repo-info:1:1 depend_list: is missing; ${modulesHint}`,
    ],
  ],
  [
    'a list where one version stands',
    'rel_branch: [2.0.0]\nsrc_branch: [none]\ndepend_list: none\n',
    [
      'error repo-info:1:1 rel_branch: is a list; write a tag, e.g. 1.2.3, or developer',
      'error repo-info:2:1 src_branch: is a list; write a tag of the SRC repository, e.g. 1.2.3, or developer, or none',
    ],
  ],
  [
    "the documents' template, none and a map (D9)",
    rel(' [none]\n  BaseLib: 1.2.3'),
    [
      'error repo-info:4:1: the line does not fit those above it; indent the keys of one map alike, close every bracket, and write a value either behind its "key: " or below it',
    ],
  ],
  [
    'the same over many lines',
    rel(' none\n  BaseLib: 1.2.3\n  Other: 1.0\n  Third: 1.0'),
    [
      'error repo-info:3:14: a second value for the same key; write a value either behind its "key: " or below it, and text with ": " in it in quotes',
    ],
  ],
  [
    'a list without its end',
    'depend_list: [a\nrel_branch: 2.0.0\nsrc_branch: none\n',
    [
      'error repo-info:2:1: the line does not fit those above it; indent the keys of one map alike, close every bracket, and write a value either behind its "key: " or below it',
    ],
  ],
  [
    'what stands behind the end of the map',
    '{rel_branch: 2.0.0}\nsrc_branch: none\ndepend_list: none\n',
    ['error repo-info:2:1: "src_branch:" cannot stand here; put text with special characters in quotes'],
  ],
  [
    'a mistake behind a tab, at its own column',
    rel('\n\tBaseLib: developer'),
    [
      'error repo-info:4:1: the line is indented with a tab; indent with blanks',
      'error repo-info:4:2 depend_list.BaseLib: "developer" is not a release; write a tag, e.g. 1.2.3',
    ],
  ],
  [
    'an empty file',
    '# nothing\n',
    ['error repo-info:1:1: the file is empty; write rel_branch, src_branch and depend_list'],
  ],
  ['a list', '- a\n', ['error repo-info:1:1: is a list; write lines like "rel_branch: 1.2.3" (REL)']],
  [
    'a text',
    'a:b\n',
    ['error repo-info:1:1: "a:b" is no map of keys and values; write lines like "rel_branch: 1.2.3" (REL)'],
  ],
])('%s is told', (_what, content, expected) => {
  expect(parse(content).told).toEqual(expected);
});

test.each([
  ['2.0.0', tag, []],
  [
    '1.9.0',
    tag,
    ['error repo-info:1:1 rel_branch: "1.9.0" is not the tag of this build; write 2.0.0, or make the tag 1.9.0'],
  ],
  ['developer', tag, ['error repo-info:1:1 rel_branch: "developer" is not the tag of this build; write 2.0.0']],
  ['developer', developer, []],
  [
    '2.0.0',
    developer,
    [
      'warning repo-info:1:1 rel_branch: "2.0.0" is published to developer all the same, this build is of no tag; write developer, or tag the commit when it is ready',
    ],
  ],
  ['2.0.0', { on: 'other' }, []],
  ['developer', { on: 'other' }, []],
  [
    'none',
    developer,
    ['error repo-info:1:1 rel_branch: "none" is not a release; write a tag, e.g. 1.2.3, or developer'],
  ],
] satisfies [string, BuildTarget, string[]][])(
  'rel_branch %s is judged by the build (%j)',
  (version, target, expected) => {
    const content = `rel_branch: ${version}\nsrc_branch: none\ndepend_list: none\n`;

    expect(parse(content, { target }).told).toEqual(expected);
  },
);

test('src_branch is developer only where the build is of no tag', () => {
  const content = 'rel_branch: 2.0.0\nsrc_branch: developer\ndepend_list: none\n';

  expect(parse(content).told).toEqual([]);
  expect(parse(content, { target: tag }).told).toEqual([
    'error repo-info:2:1 src_branch: "developer" is not a release; write the tag of the SRC package, e.g. 1.2.3, or none',
  ]);
});

test('a DIST takes modules from developer only where the build is of no tag', () => {
  const content = dist('\n  ModuleX: developer\n  ModuleC: {version: developer}', '\n  ModuleX: developer');
  const rest = '"developer" is not a release; write a tag, e.g. 1.2.3';

  expect(parse(content, { kind: 'dist' }).told).toEqual([]);
  expect(parse(content, { kind: 'dist', target: tag }).told).toEqual([
    `error repo-info:3:3 sub_repo.ModuleX: ${rest}`,
    `error repo-info:4:13 sub_repo.ModuleC.version: ${rest}`,
    `error repo-info:6:3 upgrade_list.ModuleX: ${rest}`,
  ]);
});

test.each([
  ['{verison: 1.0}', 'error repo-info:3:7 sub_repo.C.verison: this key is unknown; did you mean version?'],
  ['{args: []}', 'error repo-info:3:3 sub_repo.C.version: is missing; write a tag, e.g. 1.2.3'],
  ['{version: none}', 'error repo-info:3:7 sub_repo.C.version: "none" is not a release; write a tag, e.g. 1.2.3'],
  [
    '{version: 1, args: a}',
    'error repo-info:3:19 sub_repo.C.args: "a" is no list; write a list of texts, e.g. ["--cluster", "eu"]',
  ],
  [
    '{version: 1, args: [~]}',
    'error repo-info:3:26 sub_repo.C.args[0]: ~ is no value; write a text, in quotes, e.g. "eu"',
  ],
  [
    '{version: 1, args: [a, [b]]}',
    'error repo-info:3:29 sub_repo.C.args[1]: is a list; write a text, in quotes, e.g. "eu"',
  ],
  [
    '{version: 1, args: ["a\\0"]}',
    'error repo-info:3:26 sub_repo.C.args[0]: "a\\u0000" holds the character NUL; take it out',
  ],
  [
    '[1.0]',
    'error repo-info:3:3 sub_repo.C: is a list; write a tag, e.g. 1.2.3, or {version: 1.2.3, args: ["--flag"]}',
  ],
])('the sub_repo entry %s is told once', (entry, expected) => {
  expect(parse(dist(`\n  C: ${entry}`), { kind: 'dist' }).told).toEqual([expected]);
});

test('a project is no module of itself', () => {
  expect(parse(dist('\n  ProjectA: 1.0'), { kind: 'dist' }).told).toEqual([
    'error repo-info:3:3 sub_repo.ProjectA: a project cannot be a module of itself; take the line out',
  ]);
});

test('upgrade_list is compared with sub_repo', () => {
  const subRepo = '\n  A: 1.9.0\n  B: 1.10.0\n  C: developer\n  D: 1.0\n  ModuleX: 1.0';
  const upgradeList = '\n  A: 1.10.0\n  B: 1.9.0\n  C: 1.0\n  D: {version: 1.1}\n  ModulX: 1.0';

  const { told } = parse(dist(subRepo, upgradeList), { kind: 'dist' });

  expect(told).toEqual([
    'warning repo-info:9:3 upgrade_list.A: "1.10.0" is not "1.9.0" of sub_repo, and goes onto every node, new ones too; write 1.10.0 in sub_repo too',
    'warning repo-info:10:3 upgrade_list.B: "1.9.0" is lower than "1.10.0" of sub_repo, and goes onto every node, new ones too; write 1.9.0 in sub_repo too if that is meant',
    'warning repo-info:11:3 upgrade_list.C: "1.0" is not "developer" of sub_repo, and goes onto every node, new ones too; write 1.0 in sub_repo too',
    'error repo-info:12:3 upgrade_list.D: is a map; write a tag, e.g. 1.2.3; arguments stand in sub_repo',
    'error repo-info:13:3 upgrade_list.ModulX: sub_repo has no such module, so there is nothing to upgrade; did you mean ModuleX?',
  ]);
});

test('warnings leave the file usable', () => {
  const { repoInfo } = parse(dist('\n  A: 1.0', '\n  A: 1.1'), { kind: 'dist', target: developer });

  expect(repoInfo).toMatchObject({ relBranch: '2.0.0', upgradeList: [{ name: 'A', version: '1.1' }] });
});

test('ten mistakes in one file are told in one run, in the order of its lines', () => {
  const content = `rel_branch: 1.0.0
src_brnch: 1.4.2
depend_list:
  BaseLib: developer
\tTabbed: 1.2.3
  __proto__: 1.0
  Spaced: 1 0
  ModuleX: 1.0
  Nothing:
  Aliased: *version
  Spaced: 1.0
sub_repo: none
`;

  const { repoInfo, told } = parse(content, { target: tag });

  expect(repoInfo).toBeUndefined();
  expect(told.map((line) => line.split(/: |;/).slice(0, 2).join(': '))).toEqual([
    'error repo-info:1:1 rel_branch: "1.0.0" is not the tag of this build',
    'error repo-info:2:1 src_brnch: this key is unknown',
    'error repo-info:4:3 depend_list.BaseLib: "developer" is not a release',
    'error repo-info:5:1: the line is indented with a tab',
    'error repo-info:6:3 depend_list.__proto__: "__proto__" cannot be the name of a module',
    'error repo-info:7:3 depend_list.Spaced: "1 0" cannot be a version',
    'error repo-info:8:3 depend_list.ModuleX: a module cannot depend on itself',
    'error repo-info:9:3 depend_list.Nothing: is empty',
    'error repo-info:10:12: aliases like "*version" are not read',
    'error repo-info:11:3: "Spaced" stands here a second time, first in line 7',
    'error repo-info:12:1 sub_repo: this key is unknown',
  ]);
});

test('10 MB are refused without being parsed', () => {
  expect(parse(Buffer.alloc(10_000_000, 'a: b\n')).told).toEqual([
    'error repo-info: the file has 10000000 bytes, at most 256 KiB are read; take out what does not belong there',
  ]);
});

test('aliases of aliases (a billion laughs) are told, not expanded', () => {
  const laughs = Array.from({ length: 20 }, (_, level) => `  A${level}: &a${level} [${'*a, '.repeat(9)}*a]`);

  const { told } = parse(rel(`\n${laughs.join('\n')}`));

  expect(told.at(-1)).toMatch(/^error repo-info: \d+ more findings are not shown$/);
});

test('a list of more modules than a release may install is told at the first that is too many', () => {
  const lines = Array.from({ length: 2002 }, (_, index) => `\n  M${index}: 1.0`);

  expect(parse(rel(lines.join(''))).told).toEqual([
    'error repo-info:2004:3 depend_list.M2000: is module 2001 of 2002, a list has at most 2000; put modules that belong together into one, or into the depend_list of one',
  ]);
});

test.each([
  ['is a list', 'upgrade_list:\n  - ModuleC: 2.0.0\n', []],
  ['is misspelt', 'upgrade_lists:\n  ModuleC: 2.0.0\n', []],
  ['is empty', 'upgrade_list:\n', ['ModuleC']],
])(
  'no module of a DIST is looked up in a version that an upgrade_list may overrule: it %s',
  (_what, upgrades, names) => {
    const text = `rel_branch: 2.0.0\nsub_repo:\n  ModuleC: 1.0.0\n${upgrades}`;
    const options = { file: 'repo-info', kind: 'dist', name: 'ProjectA', target: tag } as const;

    const { repoInfo, readable } = parseRepoInfo(Buffer.from(text), options);

    expect(repoInfo).toBeUndefined();
    expect(readable?.repoInfo).toMatchObject({ subRepo: names.map((name) => ({ name, version: '1.0.0' })) });
  },
);
