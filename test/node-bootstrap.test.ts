import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '../node/bootstrap/tagship-start.sh');
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

test.skipIf(!hasShellcheck)('shellcheck has nothing to say of the script that an image carries', () => {
  const { stdout } = spawnSync('shellcheck', ['--shell=sh', script], { encoding: 'utf8' });

  expect(stdout).toBe('');
});

test('user-data has room for it: at most 16 KiB on EC2', () => {
  expect(readFileSync(script).length).toBeLessThan(14 * 1024);
});

test('every setting that it reads stands at its head', () => {
  const [head = '', ...code] = readFileSync(script, 'utf8').split('set -eu');

  const read = new Set(code.join('').match(/\b(?:TAGSHIP|AWS)_[A-Z_0-9]+(?=:-)/g));

  const forTests = ['TAGSHIP_CONF', 'AWS_EC2_METADATA_SERVICE_ENDPOINT'];
  expect([...read].filter((name) => !head.includes(name) && !forTests.includes(name))).toEqual([]);
});
