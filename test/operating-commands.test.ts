import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CliWorld, masked, startCliWorld } from './cli-world.ts';

const file = join(import.meta.dirname, '..', 'docs/operating.md');
const page = readFileSync(file, 'utf8');
const blocks = [...page.matchAll(/^```console(?: (\S+))?\n\$ tagship (.*)\n([^]*?)^```$/gm)].map(
  ([whole, scene = 'whole', command = '', output = '']) => ({ whole, scene, command, output }),
);

const released = 'ModuleX/1.4.2/modulex-client';

/** What has happened before a command is run; the word behind ```console names it. */
const scenes: Readonly<Record<string, (world: CliWorld) => Readonly<Record<string, string>>>> = {
  whole: () => ({}),
  altered: ({ server }) => {
    const before = server.object('acme-projecta', `${released}.tar.gz`);
    const bytes = Buffer.concat([before?.body() ?? Buffer.alloc(0), Buffer.from('!')]);
    server.put('acme-projecta', `${released}.tar.gz`, bytes, before?.metadata);
    return {};
  },
  killed: ({ server }) => {
    server.remove('acme-projectb', `${released}.src.json`);
    return {};
  },
  'wrong-secret': () => ({ PROJECTB_AWS_SECRET_ACCESS_KEY: 'not-the-secret-of-that-key' }),
};

describe('docs/operating.md', () => {
  // UPDATE=1 writes what the commands print now; read it before you commit it
  test.each(blocks)('shows what `tagship $command` prints ($scene)', async ({ whole, scene, command, output }) => {
    const world = await startCliWorld();
    const env = scenes[scene]?.(world);
    expect(env, `there is no scene ${scene}`).toBeDefined();

    const { stdout, stderr } = await world.run(command.split(' '), env ?? {});
    const printed = `${stderr}${stdout}`;

    if (process.env['UPDATE'] === '1') {
      const updated = whole.replace(/(?<=\n\$ .*\n)[^]*(?=```$)/, () => printed);
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(whole, () => updated),
      );
    } else {
      expect(masked(output)).toBe(masked(printed));
    }
  });

  test('shows every command that asks the stores alone', () => {
    const shown = new Set(blocks.map(({ command }) => command.split(' ')[0]));

    expect([...shown]).toEqual(['list', 'show', 'why', 'diff', 'verify']);
  });
});
