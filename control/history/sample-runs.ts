import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenCause, QueuedMessage } from '../alerts/cause.ts';
import type { History, RunBegin, RunEnd } from './history.ts';
import type { HostOutcome } from './node-history.ts';
import { type HistoryOptions, openHistory } from './open-history.ts';

/** For tests: a time, a folder, and what a roll-out may say. */
export const noon = new Date('2026-11-27T12:00:00.123Z');

export function minutesLater(minutes: number, from = noon): Date {
  return new Date(from.getTime() + minutes * 60_000);
}

export interface HistoryFolder extends Disposable {
  readonly folder: string;
  path: string;
  now: Date;
  open(options?: Partial<HistoryOptions>): History;
}

/** A folder of its own, with a clock that stands. What was opened is closed with it. */
export function historyFolder(): HistoryFolder {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-history-'));
  const opened: History[] = [];
  const made: HistoryFolder = {
    folder,
    path: join(folder, 'history.db'),
    now: noon,
    open(options = {}) {
      const history = openHistory(made.path, { clock: { now: () => made.now }, ...options });
      opened.push(history);
      return history;
    },
    [Symbol.dispose]() {
      opened.forEach((history) => history[Symbol.dispose]());
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return made;
}

export function begin(values: Partial<RunBegin> = {}): RunBegin {
  return {
    project: 'ProjectA',
    generation: 42,
    release: '2.1.0',
    kind: 'release',
    playbook: '/srv/tagship/ProjectA/generations/000042/playbook.yml',
    inventory: '/etc/tagship/inventory.ini',
    limit: undefined,
    at: noon,
    ...values,
  };
}

export function end(values: Partial<RunEnd> = {}): RunEnd {
  return {
    at: minutesLater(1),
    outcome: 'whole',
    problem: undefined,
    hosts: [],
    gone: [],
    causes: { open: [] },
    messages: [],
    logs: [],
    ...values,
  };
}

export function outcome(host: string, values: Partial<HostOutcome> = {}): HostOutcome {
  const { cause, node = 'active' } = values;
  return {
    host,
    groups: ['europe', 'web'],
    cause: undefined,
    event: undefined,
    isWell: cause === undefined && node === 'active',
    isAtWork: node === 'building' || node === 'maintain',
    ansible: 'success',
    node,
    version: '2.1.0',
    step: undefined,
    reason: undefined,
    eventReason: undefined,
    logTail: undefined,
    at: noon,
    nodeRun: undefined,
    ...values,
  };
}

export function openCause(host: string, values: Partial<OpenCause> = {}): OpenCause {
  return { host, cause: 'node failed', release: '2.1.0', since: noon, lastToldAt: noon, times: 1, ...values };
}

export function message(id: string, values: Partial<QueuedMessage> = {}): QueuedMessage {
  return {
    id,
    kind: 'alert',
    cause: 'node failed',
    project: 'ProjectA',
    release: '2.1.0',
    hosts: ['node-1'],
    at: noon,
    payload: {
      text: `message ${id}`,
      blocks: [{ type: 'section', text: { type: 'plain_text', text: '时间 \u0000' } }],
    },
    ...values,
  };
}
