import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type BundleSpec, signBundle, writeBundle } from '../testing/node-world.ts';
import { BundleError } from './bundle-error.ts';
import { readBundle } from './read-bundle.ts';

let whole: string;

beforeAll(() => {
  whole = mkdtempSync(join(tmpdir(), 'bundle-'));
  writeBundle(join(whole, 'bundle'), spec({}), []);
});
afterAll(() => rmSync(whole, { recursive: true, force: true }));

function spec(changes: Partial<BundleSpec>): BundleSpec {
  return { release: '2.1.0', modules: [], gate: 'upgradable_versions:\n  - 2.0.0\n  - 1.10\n', ...changes };
}

/** A bundle of its own to change. */
function bundle(changes?: Partial<BundleSpec>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const target = join(folder, 'bundle');
  if (changes === undefined) {
    cpSync(join(whole, 'bundle'), target, { recursive: true });
  } else {
    writeBundle(target, spec(changes), []);
  }
  return target;
}

async function problemsOf(folder: string): Promise<readonly string[]> {
  try {
    await readBundle(folder);
    return [];
  } catch (error) {
    if (!(error instanceof BundleError)) {
      throw error;
    }
    return error.problems.map(({ file, message }) => `${file} ${message}`);
  }
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();

test('a whole bundle is read, with its gate as text', async () => {
  const { record, handoff, lock, upgradableVersions } = await readBundle(bundle());

  expect([record.name, record.folder, handoff.kind, lock.modules]).toEqual(['ProjectA', '2.1.0', 'release', []]);
  expect(upgradableVersions).toEqual(['2.0.0', '1.10']);
});

test('the sums are those of sha256sum', () => {
  expect(execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: bundle(), encoding: 'utf8' })).toBe('');
});

test.each([
  ['any', 'upgradable_versions: any\n', 'any'],
  ['a list that has any', 'upgradable_versions: [1.0.0, any]\n', 'any'],
  ['one version', 'upgradable_versions: 1.10\n', ['1.10']],
  ['an empty list', 'upgradable_versions: []\n', []],
  ['nothing', 'hosts: all\n', []],
  ['broken YAML', 'upgradable_versions: [1.0.0\n', []],
  ['no YAML', '\u0000\u0001', []],
  ['a version that is none', 'upgradable_versions: ["../.."]\n', []],
])('a gate of %s', async (_title, gate, expected) => {
  expect((await readBundle(bundle({ gate }))).upgradableVersions).toEqual(expected);
});

test('a bundle without vars.yml upgrades nothing', async () => {
  const folder = bundle();
  const record = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8'));
  const files = record.files.filter(({ path }: { readonly path: string }) => path !== 'vars.yml');
  writeFileSync(join(folder, 'release.json'), JSON.stringify({ ...record, files }));
  rmSync(join(folder, 'vars.yml'));
  signBundle(
    folder,
    filesOf(folder).filter((file) => file !== 'SHA256SUMS'),
  );

  expect((await readBundle(folder)).upgradableVersions).toEqual([]);
});

describe('one altered bit is refused, and its file is named', () => {
  test.each(['SHA256SUMS', 'handoff.json', 'images.yaml', 'install.sh', 'release.json', 'repo-info', 'vars.yml'])(
    '%s',
    async (file) => {
      const folder = bundle();
      const path = join(folder, file);
      const bytes = readFileSync(path);
      const step = Math.max(1, Math.floor(bytes.length / 40));
      for (let at = 0; at < bytes.length; at += step) {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
        writeFileSync(path, altered);

        const problems = await problemsOf(folder);

        expect(problems, `bit ${at % 8} of byte ${at}`).not.toEqual([]);
        // a digest that was altered is told as the file that it no longer fits
        expect(problems.join('\n')).toMatch(file === 'SHA256SUMS' ? /SHA256SUMS/ : new RegExp(`^${file} `, 'm'));
      }
    },
  );
});

test('all that is wrong is told at once', async () => {
  const folder = bundle();
  rmSync(join(folder, 'repo-info'));
  writeFileSync(join(folder, 'install.sh'), 'rm -rf /\n');
  writeFileSync(join(folder, 'extra'), '');
  mkdirSync(join(folder, 'below'));
  symlinkSync('/etc/passwd', join(folder, 'below/link'));

  const problems = await problemsOf(folder);

  expect(problems).toEqual([
    'below/link is a link, and no file',
    'extra is not in SHA256SUMS',
    'extra is not in release.json',
    expect.stringMatching(/^install\.sh is not what SHA256SUMS says/),
    expect.stringMatching(/^install\.sh is not what release\.json says/),
    'repo-info is missing',
    'repo-info is missing',
  ]);
});

test('sums that were written anew over an altered file do not help: the record has its digest', async () => {
  const folder = bundle();
  writeFileSync(join(folder, 'install.sh'), 'rm -rf /\n');
  signBundle(
    folder,
    filesOf(folder).filter((file) => file !== 'SHA256SUMS'),
  );

  expect(await problemsOf(folder)).toEqual([expect.stringMatching(/^install\.sh is not what release\.json says/)]);
});

test.each(['SHA256SUMS', 'release.json', 'handoff.json'])('a bundle without %s is none', async (file) => {
  const folder = bundle();
  rmSync(join(folder, file));

  expect((await problemsOf(folder)).join('\n')).toContain(`${file} is missing`);
});

test.each<[string, string, (value: Record<string, unknown>) => unknown, string]>([
  [
    'a record of a module',
    'release.json',
    (value) => ({ ...value, kind: 'rel' }),
    'release.json is the record of a rel package',
  ],
  [
    'a record without a lock',
    'release.json',
    ({ lock: _lock, ...value }) => value,
    'release.json is the record of a dist package without a lock',
  ],
  [
    'a record of a newer format',
    'release.json',
    (value) => ({ ...value, schema: 2 }),
    'release.json has no form that this version reads (/schema: const)',
  ],
  [
    'a hand-off of another release',
    'handoff.json',
    (value) => ({ ...value, release: '9.9.9' }),
    'handoff.json is of "ProjectA 9.9.9", and release.json of "ProjectA 2.1.0"',
  ],
  [
    'a hand-off of another project',
    'handoff.json',
    (value) => ({ ...value, project: 'ProjectB' }),
    'handoff.json is of "ProjectB 2.1.0"',
  ],
  [
    'a hand-off of another kind',
    'handoff.json',
    (value) => ({ ...value, kind: 'force' }),
    'handoff.json has no form that this version reads (/kind: enum)',
  ],
])('%s is refused, though every sum fits', async (_title, file, change, expected) => {
  const folder = bundle();
  const path = join(folder, file);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
  signBundle(
    folder,
    filesOf(folder).filter((name) => name !== 'SHA256SUMS'),
  );

  expect((await problemsOf(folder)).join('\n')).toContain(expected);
});

test('a package that has a file of the bundle cannot be one', async () => {
  const folder = bundle({ files: { 'handoff.json': '{}' } });

  expect((await problemsOf(folder)).join('\n')).toContain(
    'handoff.json is a file of the package as well as one of the bundle',
  );
});

test('names with line feeds and blanks are files like others', async () => {
  expect(await problemsOf(bundle({ files: { 'a b': 'x', 'line\nfeed': 'y', 'deep/er/file': 'z' } }))).toEqual([]);
});

test('the link `current` of a control node leads to a bundle; no folder is said to be none', async () => {
  const folder = bundle();
  symlinkSync(folder, `${folder}-current`);

  expect(await problemsOf(`${folder}-current`)).toEqual([]);
  await expect(readBundle(`${folder}-gone`)).rejects.toThrow(/^there is no bundle at .*-gone \(ENOENT\)$/);
});

test('a file that cannot be read is named', async () => {
  const folder = bundle();
  chmodSync(folder, 0o755);
  chmodSync(dirname(folder), 0o755);
  chmodSync(join(folder, 'repo-info'), 0);
  const own = process.geteuid?.() ?? 0;
  // root may read all
  process.seteuid?.(own === 0 ? 65_534 : own);
  onTestFinished(() => process.seteuid?.(own));

  expect(await problemsOf(folder)).toContain('repo-info cannot be read (EACCES)');
});
