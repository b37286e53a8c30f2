import { expect, test } from 'vitest';
import { sampleDist, sampleRel } from '../lib/testing/sample-releases.ts';
import { version } from '../lib/version.ts';
import { type CliWorld, masked, startCliWorld } from './cli-world.ts';

test('shows what was changed, added and removed, with digests, and what stays', async () => {
  const world = await startCliWorld();
  await sampleRel({ name: 'Nginx', tag: '1.24.0' }).publish(world.stores);
  await publishProject(world, '2.3.0', { BaseLib: '1.3.0', Nginx: '1.24.0' });

  const { stdout, stderr, status } = await world.run(['diff', 'ProjectA', '2.1.0', '2.3.0']);

  expect(masked(stdout)).toBe(
    `ProjectA 2.1.0 -> 2.3.0, PROJECTA
CHANGE   MODULE   VERSION         REL SHA256                    SRC    SRC SHA256
changed  BaseLib  1.2.3 -> 1.3.0  xxxxxxxxxxxx -> xxxxxxxxxxxx  none
added    Nginx    1.24.0          xxxxxxxxxxxx                  none
removed  ModuleX  2.0.0           xxxxxxxxxxxx                  1.4.2  xxxxxxxxxxxx
no module stays as it is
`,
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

test('shows another order and other arguments', async () => {
  const world = await startCliWorld();
  await sampleRel({ name: 'Nginx', tag: '1.24.0' }).publish(world.stores);
  await publishProject(world, '3.0.0', { BaseLib: '1.3.0', Nginx: '1.24.0' });
  await publishProject(world, '3.1.0', { Nginx: "{version: 1.24.0, args: ['-v']}", BaseLib: '1.3.0' });

  const { stdout } = await world.run(['diff', 'ProjectA', '3.0.0', '3.1.0']);

  expect(masked(stdout)).toBe(
    `ProjectA 3.0.0 -> 3.1.0, PROJECTA
CHANGE   MODULE  VERSION  REL SHA256    SRC   ELSE
changed  Nginx   1.24.0   xxxxxxxxxxxx  none  args [] -> [-v]
as before: BaseLib
order before: BaseLib, Nginx
order after:  Nginx, BaseLib
`,
  );
});

test('says so of two releases that install the same', async () => {
  const world = await startCliWorld();

  const { stdout, status } = await world.run(['diff', 'ProjectA', '2.1.0', '2.1.0']);

  expect(stdout).toBe('ProjectA 2.1.0 -> 2.1.0, PROJECTA\nthe same modules, every one in the same package\n');
  expect(status).toBe(0);
});

test('gives the same as JSON', async () => {
  const world = await startCliWorld();

  const { stdout } = await world.run(['diff', 'ProjectA', '2.1.0', '2.2.0', '--json']);

  expect(JSON.parse(stdout)).toEqual({
    schema: 1,
    program: `tagship ${version}`,
    command: 'diff',
    status: 'success',
    error: null,
    project: 'ProjectA',
    before: '2.1.0',
    after: '2.2.0',
    stores: [
      {
        store: 'PROJECTA',
        changes: [
          {
            change: 'changed',
            name: 'BaseLib',
            what: ['version', 'rel'],
            before: expect.objectContaining({ version: '1.2.3' }),
            after: expect.objectContaining({ version: '1.3.0' }),
          },
        ],
        unchanged: ['ModuleX'],
        order: null,
      },
    ],
    findings: [],
    notes: [],
  });
});

test('refuses two releases that no store has both of', async () => {
  const world = await startCliWorld();
  const [, b] = world.stores;
  await sampleDist('ProjectA', '9.0.0', { BaseLib: '1.3.0' }).publish(b ? [b] : []);

  const { stderr, status } = await world.run(['diff', 'ProjectA', '2.1.0', '9.0.0']);

  expect(stderr).toBe(
    '✖ no store has both releases: ProjectA 2.1.0 is in PROJECTA; ProjectA 9.0.0 is in PROJECTB; give two releases that are in one store\n',
  );
  expect(status).toBe(1);
});

async function publishProject(
  { stores }: CliWorld,
  tag: string,
  subRepo: Readonly<Record<string, string>>,
): Promise<void> {
  const publication = await sampleDist('ProjectA', tag, subRepo).publish(stores.slice(0, 1));
  expect(publication.status).toBe('published');
}
