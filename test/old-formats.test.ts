import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fetchFromFolder } from '../lib/testing/folder-fetch.ts';
import { createNodeWorld, readTree } from '../lib/testing/node-world.ts';
import { testNode } from '../lib/testing/test-node.ts';

/**
 * A bundle, and a node with its state files, as each earlier version wrote them. They are never written again: a new format
 * gets a folder of its own beside them.
 */
const fixtures = join(import.meta.dirname, 'fixtures');
const formats = readdirSync(fixtures).filter((name) => name.startsWith('schema-'));

describe.each(formats)('what tagship wrote with %s', (format) => {
  const fixture = join(fixtures, format);
  const ports = { openFetch: () => fetchFromFolder(fixture, (path) => readFileSync(path)) };

  test('a bundle is applied to a new node', async () => {
    using world = createNodeWorld();
    const node = testNode(world);

    const report = await node.apply(join(fixture, 'bundle'), { ports });

    expect(report).toMatchObject({ outcome: 'installed', generation: 42, now: { status: 'active', version: '2.0.0' } });
  });

  test('a node with its state files is upgraded by that bundle, and is then like a new one', async () => {
    using world = createNodeWorld();
    const [old, fresh] = [testNode(world, 'old'), testNode(world, 'fresh')];
    cpSync(join(fixture, 'node'), old.root, { recursive: true });

    const report = await old.apply(join(fixture, 'bundle'), { ports });
    await fresh.apply(join(fixture, 'bundle'), { ports });

    expect(report).toMatchObject({
      outcome: 'upgraded',
      before: { status: 'active', version: '1.0.0' },
      now: { status: 'active', version: '2.0.0' },
    });
    expect(report.scripts.map(({ module, script }) => `${module} ${script}`)).toEqual([
      'A upgrade.sh',
      'A check.sh',
      'B check.sh',
    ]);
    expect(readTree(join(old.root, 'opt'))).toEqual(readTree(join(fresh.root, 'opt')));
  });

  test('a node goes back to what its state files remember', async () => {
    using world = createNodeWorld();
    const node = testNode(world);
    cpSync(join(fixture, 'node'), node.root, { recursive: true });
    node.writeState('image:\n  version: 1.0.0\nstatus: failure\n');
    cpSync(join(fixture, 'store'), join(world.folder, 'store'), { recursive: true });

    const report = await node.reset();

    expect(report).toMatchObject({ outcome: 'reset', now: { status: 'active', version: '1.0.0' } });
  });
});

test('there is a fixture of every format', () => {
  expect(formats).toEqual(['schema-1']);
});
