import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { takeApplyLock } from '../node-state/apply-lock.ts';
import { machineProcesses } from '../node-state/processes.ts';
import { createNodeWorld, plainScripts } from '../testing/node-world.ts';
import { testNode } from '../testing/test-node.ts';

test('while it runs checks the lock says so, with a time by which it is over, and afterwards no longer', async () => {
  const world = createNodeWorld();
  onTestFinished(() => world[Symbol.dispose]());
  const node = testNode(world);
  const files = {
    ...plainScripts,
    'check.sh': '#!/bin/sh\ncat "$ROOT/var/lib/tagship/ProjectA/lock" > "$ROOT/seen"\n',
  };
  await node.apply(world.makeBundle({ release: '1.0.0', modules: [{ name: 'A', version: '1.0.0', files }] }));
  const noteOf = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

  const verification = await node.verify();

  const [log = ''] = verification.checks.map((check) => check.log);
  const [run] = log.split('/').slice(-2);
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  expect(verification).toMatchObject({ isRight: true, version: '1.0.0' });
  expect(noteOf(join(node.root, 'seen'))).toMatchObject({
    checking: run,
    // one script of 20 s, and 10 minutes for all else
    deadlineUptimeSeconds: expect.closeTo(uptime + 620, -2),
  });
  expect(noteOf(node.paths.lock)).not.toHaveProperty('checking');
});

test('one that hangs keeps no rollback waiting: apply ends it, and another verify does not', async () => {
  const world = createNodeWorld();
  onTestFinished(() => world[Symbol.dispose]());
  const node = testNode(world);
  const modules = [{ name: 'A', version: '1.0.0' }];
  await node.apply(world.makeBundle({ release: '2.0.0', modules: [{ name: 'A', version: '2.0.0' }] }));
  const back = world.makeBundle({ release: '1.0.0', modules, kind: 'rollback' });
  const deadlineUptimeSeconds = machineProcesses.uptimeSeconds() + 600;
  const hanging = await takeApplyLock(node.paths.lock, machineProcesses, { deadlineUptimeSeconds });
  if (!('lock' in hanging)) {
    throw new Error('the lock is taken');
  }
  await hanging.lock.tell({ checking: 'r7' });
  const killed: number[] = [];
  const kill = ({ pid }: { readonly pid: number }): void => {
    killed.push(pid);
    void hanging.lock[Symbol.asyncDispose]();
  };

  const other = await node.verify();
  const report = await node.apply(back, { ports: { processes: { ...machineProcesses, kill } } });

  expect(other).toMatchObject({ isRight: false, reason: 'another run of tagship-node is at work on this node' });
  expect(report.outcome).toBe('rolled-back');
  expect(killed).toContain(process.pid);
});
