import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../lib/testing/folder-fetch.ts';
import { createNodeWorld, type NodeWorld, plainScripts } from '../lib/testing/node-world.ts';
import { type TestNode, testNode } from '../lib/testing/test-node.ts';

/** The built program and the signals that it gets while a script runs. */

const program = join(import.meta.dirname, '../dist/tagship-node.mjs');
const long = '#!/bin/sh\ntouch "$ROOT/begun"\nsleep 3\nmkdir -p "$ROOT/opt/L"\necho done > "$ROOT/opt/L/done"\n';
let world: NodeWorld;
let bundle: string;

beforeAll(() => {
  world = createNodeWorld();
  const { 'upgrade.sh': upgrade = '' } = plainScripts;
  const files = { 'deploy.sh': long, 'upgrade.sh': upgrade };
  bundle = world.makeBundle({ release: '1.0.0', modules: [{ name: 'L', version: '1.0.0', files }] });
});
afterAll(() => world[Symbol.dispose]());

/** Starts it on a node that has its packages already, so that no store is asked, and waits for its script. */
async function startInScript(node: TestNode) {
  mkdirSync(node.paths.packages, { recursive: true });
  for (const path of globSync(`${world.store}/**/*.tar.gz`)) {
    cpSync(path, join(node.paths.packages, `${sha256(readFileSync(path))}.tar.gz`));
  }
  const child = spawn(process.execPath, [program, 'apply', '--bundle', bundle, '--root', node.root, '--json'], {
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  await expect.poll(() => existsSync(join(node.root, 'begun')), { interval: 50 }).toBe(true);
  return { child, ended };
}

test('SIGTERM ends the script and the run, and the node says that it was stopped', async () => {
  const node = testNode(world, 'terminated');
  const { child, ended } = await startInScript(node);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const closed = once(child, 'close');
  child.kill('SIGTERM');

  expect(await ended).toEqual([1, null]);
  await closed;
  expect(JSON.parse(printed)).toMatchObject({
    outcome: 'failed',
    now: { status: 'failure', version: '1.0.0' },
    reason: 'deploy.sh of L 1.0.0 was stopped with tagship-node',
  });
  expect(node.state()).toBe('failure 1.0.0');
  expect(existsSync(join(node.root, 'opt/L/done'))).toBe(false);
});

test('a caller whose line breaks ends nothing: the run goes on to its end', async () => {
  const node = testNode(world, 'hung up');
  const { child, ended } = await startInScript(node);
  child.stdout.destroy();
  child.stderr.destroy();
  child.kill('SIGHUP');

  expect(await ended).toEqual([0, null]);
  expect(node.state()).toBe('active 1.0.0');
  expect(existsSync(join(node.root, 'opt/L/done'))).toBe(true);
});
