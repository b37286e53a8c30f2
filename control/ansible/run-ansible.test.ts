import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { machineProcesses } from '../../lib/node-state/processes.ts';
import { isRunning } from '../testing/local-ansible.ts';
import type { AnsibleEvent } from './ansible-event.ts';
import { type AnsibleEnd, type AnsibleOrder, runAnsible } from './run-ansible.ts';

/** Programs of sh in the place of Ansible: what a run does that Ansible itself does only when something is wrong. */
const folder = mkdtempSync(join(tmpdir(), 'tagship-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let programs = 0;

function program(text: string): string {
  programs += 1;
  const path = join(folder, `program${programs}`);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function run(
  text: string,
  options: Partial<AnsibleOrder> & { signal?: AbortSignal; onEvent?: (event: AnsibleEvent) => void } = {},
): Promise<AnsibleEnd & { events: AnsibleEvent[]; logFile: string }> {
  const { signal = new AbortController().signal, onEvent, ...order } = options;
  const events: AnsibleEvent[] = [];
  const logFile = join(folder, `log${programs}`);
  const end = await runAnsible(
    {
      program: program(text),
      args: [],
      folder,
      environment: { PATH: process.env['PATH'] ?? '' },
      logFile,
      deadlineMs: 60_000,
      graceMs: 500,
      ...order,
    },
    {
      processes: machineProcesses,
      signal,
      onEvent(event) {
        events.push(event);
        onEvent?.(event);
      },
    },
  );
  return { ...end, events, logFile };
}

const pidIn = (file: string): number => Number(readFileSync(join(folder, file), 'utf8'));

describe('a run of Ansible', () => {
  test('tells events as they come, and keeps what is printed apart from them', async () => {
    const seen = join(folder, 'seen');

    const end = await run(
      `echo '{"event":"nobody"}'; echo '{"event":"start","ansible":"2.14"}' >&3; while [ ! -e ${seen} ]; do sleep 0.05; done; echo '{"event":"end"}' >&3; exit 2`,
      { onEvent: ({ event }) => event === 'start' && writeFileSync(seen, '') },
    );

    expect(end).toMatchObject({ how: 'exit', status: 2, output: { unreadableLines: 0 } });
    expect(end.events).toEqual([{ event: 'start', ansible: '2.14' }, { event: 'end' }]);
    expect(readFileSync(end.logFile, 'utf8')).toBe('{"event":"nobody"}\n');
  });

  test('counts lines that are no events: not JSON, unknown, cut off', async () => {
    const end = await run(`printf 'Traceback\\n[1]\\n{"event":"other"}\\n{"event":"end"}\\n{"event":"cou' >&3`);

    expect(end.events).toEqual([{ event: 'end' }]);
    expect(end.output.unreadableLines).toBe(4);
  });

  test('a line without an end, and output without one, fill neither the memory nor the disk', async () => {
    const before = process.memoryUsage.rss();
    const end = await run(
      `head -c 100000000 /dev/zero | tr '\\0' x >&3; head -c 50000000 /dev/zero | tr '\\0' y; echo the end`,
    );

    expect(end.output.unreadableLines).toBe(1);
    expect(end.output.tail.length).toBeLessThan(20_000);
    expect(end.output.tail.slice(-10)).toBe('yythe end\n');
    expect(statSync(end.logFile).size).toBeLessThan(5_000_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(300_000_000);
  });

  test.each(['at its deadline', 'when it is stopped'])(
    'nothing of it is left %s, not even what has left its group',
    async (when) => {
      const stop = new AbortController();
      const text = `trap '' TERM; setsid sleep 300 & echo $! >detached; sleep 300 & echo $! >grouped; echo $$ >main; echo '{"event":"nobody"}' >&3; wait; sleep 300`;
      const began = performance.now();

      const end = await run(text, {
        signal: stop.signal,
        deadlineMs: when === 'at its deadline' ? 1_000 : 60_000,
        onEvent: () => when === 'when it is stopped' && stop.abort(),
      });

      expect(end.how).toBe(when === 'at its deadline' ? 'deadline' : 'stopped');
      expect(['main', 'grouped', 'detached'].filter((name) => isRunning(pidIn(name)))).toEqual([]);
      expect(performance.now() - began).toBeLessThan(50_000);
    },
  );

  test('says by what it was killed, and ends what it has left', async () => {
    const end = await run('sleep 300 & echo $! >orphan; kill -KILL $$');

    expect(end).toMatchObject({ how: 'signal', signal: 'SIGKILL' });
    expect(isRunning(pidIn('orphan'))).toBe(false);
  });

  test('does not wait for what a run that ended by itself leaves behind, as ssh leaves a connection', async () => {
    const end = await run(`setsid sleep 300 >&3 & echo $! >kept; echo '{"event":"end"}' >&3; exit 0`);

    expect(end).toMatchObject({ how: 'exit', status: 0 });
    expect(isRunning(pidIn('kept'))).toBe(true);
    process.kill(pidIn('kept'), 'SIGKILL');
  });

  test('is refused where the program is not there, or was stopped before', async () => {
    const missing = run('', { program: '/no/such/ansible-playbook' });
    await expect(missing).rejects.toMatchObject({ code: 'ansible', message: expect.stringContaining('ENOENT') });

    const stopped = run('touch started', { signal: AbortSignal.abort(new Error('stopped before')) });
    await expect(stopped).rejects.toThrow('stopped before');
    expect(existsSync(join(folder, 'started'))).toBe(false);
  });
});
