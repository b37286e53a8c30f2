import { chownSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createNodeWorld, type ModuleSpec, type NodeWorld } from '../testing/node-world.ts';
import { testNode } from '../testing/test-node.ts';

/** What apply leaves alone, whatever it is asked for. */

const a = (version: string): ModuleSpec => ({ name: 'A', version });
const kinds = ['release', 'rollback'] as const;

function openWorld(): NodeWorld {
  const world = createNodeWorld();
  onTestFinished(() => world[Symbol.dispose]());
  return world;
}

test.each(kinds)(
  "DIST's own install.sh and upgrade.sh are never run by a %s, nor any file of a bundle",
  async (kind) => {
    const world = openWorld();
    const node = testNode(world);
    const telltale = `#!/bin/sh\ntouch ${join(world.folder, 'ran')}\n`;
    const files = { 'install.sh': telltale, 'upgrade.sh': telltale, 'deploy.sh': telltale, 'check.sh': telltale };

    const first = await node.apply(world.makeBundle({ release: '1.0.0', modules: [a('1.0.0')], files, kind }));
    const second = await node.apply(world.makeBundle({ release: '2.0.0', modules: [a('2.0.0')], files, kind }));

    expect([first.now.status, second.now.version]).toEqual(['active', '2.0.0']);
    expect(() => readFileSync(join(world.folder, 'ran'))).toThrow(/ENOENT/);
  },
);

describe.runIf(process.geteuid?.() === 0)('an images.yaml that is not of tagship-node', () => {
  test.each(
    kinds.flatMap((kind) => [
      ['belongs to another user', kind, 'belongs to user 65534, and not to user 0'] as const,
      ['is a link', kind, 'is a link'] as const,
      ['is a folder', kind, 'is a folder'] as const,
    ]),
  )('that %s is said by a %s, and nothing is run or replaced', async (what, kind, told) => {
    const world = openWorld();
    const node = testNode(world);
    await node.apply(world.makeBundle({ release: '1.0.0', modules: [a('1.0.0')] }));
    const traced = node.trace();
    if (what === 'belongs to another user') {
      chownSync(node.paths.images, 65_534, 65_534);
    } else {
      rmSync(node.paths.images);
      const make = what === 'is a link' ? () => symlinkSync('/etc/hostname', node.paths.images) : undefined;
      (make ?? (() => mkdirSync(node.paths.images)))();
    }

    const report = await node.apply(world.makeBundle({ release: '2.0.0', modules: [a('2.0.0')], kind }));

    expect(report).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(`images.yaml ${told}`) });
    expect(node.trace()).toEqual(traced);
    expect(world.downloads.filter((key) => key.includes('2.0.0'))).toEqual([]);
  });
});
