import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = join(import.meta.dirname, '../scripts/generate.ts');

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tagship-generate-'));
  await cp(import.meta.dirname, join(directory, 'schemas'), { recursive: true });
  generate();
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

function generate(...options: readonly string[]) {
  return spawnSync(process.execPath, [script, ...options], { cwd: directory, encoding: 'utf8' });
}

test('--check is content with what was generated', () => {
  const { status, stdout, stderr } = generate('--check');

  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('--check names every stale, missing and left over file, and writes nothing', async () => {
  const generated = join(directory, 'schemas/generated');
  await writeFile(join(generated, 'repo-info-rel.ts'), 'edited');
  await rm(join(generated, 'validators.js'));
  await writeFile(join(generated, 'gone.ts'), '');

  const { status, stderr } = generate('--check');

  const rest = 'is not what the schemas ask for; run `npm run generate`';
  expect(status).toBe(1);
  expect(stderr).toBe(
    ['gone.ts', 'repo-info-rel.ts', 'validators.js'].map((file) => `schemas/generated/${file} ${rest}\n`).join(''),
  );
  expect(await readFile(join(generated, 'repo-info-rel.ts'), 'utf8')).toBe('edited');
});

test('a keyword that needs ajv at run time is refused', async () => {
  const schema = { type: 'object', properties: { name: { type: 'string', maxLength: 3 } } };
  await writeFile(join(directory, 'schemas/long.schema.json'), JSON.stringify(schema));

  const { status, stderr } = generate();

  expect(status).toBe(1);
  expect(stderr).toContain('needs ajv at run time');
});

test('the validators import nothing', async () => {
  const code = await readFile(join(import.meta.dirname, 'generated/validators.js'), 'utf8');

  expect(code).not.toMatch(/\brequire\(|\bimport\b/);
});
