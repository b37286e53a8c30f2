import { expect, test } from 'vitest';
import { startTrial } from './trial.ts';

/** What the pipe says of a repo-info, line by line, without the last one. */
async function toldOf(content: string | Buffer): Promise<readonly string[]> {
  const trial = await startTrial({ 'repo-info': content }, ['PROJECTA']);

  const found = await trial.refused();

  return found.trimEnd().split('\n').slice(0, -1);
}

const tooDeep = 'nested deeper than 64 levels; write it flat';

test.each([
  [
    '10 MB',
    'a: b\n'.repeat(2_000_000),
    'repo-info: the file has 10000000 bytes, at most 256 KiB are read; take out what does not belong there',
  ],
  [
    'UTF-16 without a mark',
    Buffer.from('rel_branch: 2.0.0\n', 'utf16le'),
    'repo-info:1:1: the file is UTF-16, or no text; save it as UTF-8',
  ],
  [
    'UTF-16 of the other order',
    Buffer.from('\ufeffrel_branch: 2.0.0\n', 'utf16le').swap16(),
    'repo-info:1:1: the file is UTF-16, or no text; save it as UTF-8',
  ],
  [
    'zero bytes alone, as after a power cut',
    Buffer.alloc(1000),
    'repo-info:1:1: the file is UTF-16, or no text; save it as UTF-8',
  ],
  [
    'a zero byte in a version',
    'rel_branch: 2.0\0.0\nsrc_branch: none\ndepend_list: none\n',
    'repo-info:1:16: the invisible character U+0000; take it out',
  ],
  ['lists in lists', `a: ${'['.repeat(100_000)}`, `repo-info:1:68: ${tooDeep}`],
  ['maps in maps', `a: ${'{b: '.repeat(50_000)}`, `repo-info:1:260: ${tooDeep}`],
  ['items of items', `rel_branch:\n${'- '.repeat(100_000)}x\n`, `repo-info:2:129: ${tooDeep}`],
  [
    'a page of HTML',
    '<html><body>404</body></html>\n',
    'repo-info:1:1: "<html><body>404</body></html>" is no map of keys and values; write lines like "rel_branch: 1.2.3" (REL)',
  ],
])('%s', async (_what, content, finding) => {
  expect(await toldOf(content)).toEqual([`ERROR: ${finding}`]);
});

test('a billion laughs are told alias by alias, and never expanded', async () => {
  const names = 'abcdefghij'.split('');
  const lines = names.map((name, index) => {
    const items = index === 0 ? ['x'] : Array.from({ length: 8 }, () => `*${names[index - 1]}`);
    return `${name}: &${name} [${items.join(', ')}]\n`;
  });

  const told = await toldOf(`${lines.join('')}rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n`);

  expect(told.filter((line) => line.includes('aliases like "*'))).toHaveLength(72);
  expect(told.slice(0, 4)).toEqual([
    'ERROR: repo-info:1:1 a: this key is unknown; the keys are rel_branch, src_branch, depend_list',
    'ERROR: repo-info:1:4: anchors like "&a" are not read; take it out',
    'ERROR: repo-info:2:1 b: this key is unknown; the keys are rel_branch, src_branch, depend_list',
    'ERROR: repo-info:2:4: anchors like "&b" are not read; take it out',
  ]);
});

test('merge keys, and keys of every JavaScript object', async () => {
  const told = await toldOf(
    'base: &b {x: y}\n__proto__: {rel_branch: 1.0}\nconstructor: x\nrel_branch: 2.0.0\n<<: *b\nsrc_branch: none\ndepend_list: none\n',
  );

  const unknown = 'this key is unknown; the keys are rel_branch, src_branch, depend_list';
  expect(told).toEqual([
    `ERROR: repo-info:1:1 base: ${unknown}`,
    'ERROR: repo-info:1:7: anchors like "&b" are not read; take it out',
    `ERROR: repo-info:2:1 __proto__: ${unknown}`,
    `ERROR: repo-info:3:1 constructor: ${unknown}`,
    'ERROR: repo-info:5:1: merge keys are not read; write the merged lines out',
  ]);
});

const aVersion =
  'a version is a tag name of at most 128 letters, digits and "._+-" that begins with a letter or digit, e.g. 1.2.3';
const aName = 'a name is at most 128 letters, digits and "._-" that begins with a letter or digit, e.g. ModuleX';

function listOf(lines: readonly string[]): string {
  return `rel_branch: 2.0.0\nsrc_branch: none\ndepend_list:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

test('versions that are none, each at its line', async () => {
  const versions: readonly (readonly [written: string, seen: string])[] = [
    ['1/2', '"1/2"'],
    ['..', '".."'],
    ['../../etc', '"../../etc"'],
    ['1 2', '"1 2"'],
    ['x'.repeat(200), `"${'x'.repeat(80)}..."`],
    ['\uff11.\uff12', '"\uff11.\uff12"'],
    ['-1.2', '"-1.2"'],
    ["' 1.2'", '" 1.2"'],
    ['1.2.3\u200b', '"1.2.3\\u200b"'],
    ['$(id)', '"$(id)"'],
    ['"1\\n2"', '"1\\n2"'],
  ];
  const codes = new Map([
    [5, ' (character 1 is U+FF11)'],
    [8, ' (character 6 is U+200B)'],
  ]);

  const told = await toldOf(listOf(versions.map(([written], index) => `M${index}: ${written}`)));

  expect(told).toEqual(
    versions.map(
      ([, seen], index) =>
        `ERROR: repo-info:${index + 4}:3 depend_list.M${index}: ${seen} cannot be a version${codes.get(index) ?? ''}; ${aVersion}`,
    ),
  );
});

test('modules that have no name, and a module that depends on itself', async () => {
  const told = await toldOf(
    listOf(['../x: 1.0', 'a/b: 1.0', 'M\u043edule: 1.0', '-x: 1.0', "'': 1.0", '__proto__: 1.0', 'ModuleX: 1.0']),
  );

  expect(told).toEqual([
    `ERROR: repo-info:4:3 depend_list."../x": "../x" cannot be the name of a module; ${aName}`,
    `ERROR: repo-info:5:3 depend_list."a/b": "a/b" cannot be the name of a module; ${aName}`,
    `ERROR: repo-info:6:3 depend_list."M\u043edule": "M\u043edule" cannot be the name of a module (character 2 is U+043E); ${aName}`,
    `ERROR: repo-info:7:3 depend_list.-x: "-x" cannot be the name of a module; ${aName}`,
    `ERROR: repo-info:8:3 depend_list."": "" cannot be the name of a module; ${aName}`,
    `ERROR: repo-info:9:3 depend_list.__proto__: "__proto__" cannot be the name of a module; ${aName}`,
    'ERROR: repo-info:10:3 depend_list.ModuleX: a module cannot depend on itself; take the line out',
  ]);
});

test('a list of ten thousand modules asks no store for them', async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `M${index}: 1.0`);

  const told = await toldOf(listOf(lines));

  expect(told).toEqual([
    'ERROR: repo-info:2004:3 depend_list.M2000: is module 2001 of 10000, a list has at most 2000; put modules that belong together into one, or into the depend_list of one',
  ]);
});

test('ten thousand mistakes are told by the first hundred', async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `M${index}: ..`);

  const told = await toldOf(listOf(lines));

  expect(told).toHaveLength(101);
  expect(told.at(-1)).toBe('ERROR: repo-info: 9901 more findings are not shown');
});
