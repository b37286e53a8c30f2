import { TagshipError } from '../../lib/core/errors.ts';
import { type Answer, type Block, type Cell, type Column, heading, table } from '../../lib/report/answer/answer.ts';
import { formatTime } from '../../lib/report/answer/format-time.ts';
import type { History, MessageView, RunView } from '../history/history.ts';
import type { HostState, NodeChange } from '../history/node-history.ts';
import type { CommonOptions, ControlDesk } from './control-desk.ts';
import { joinReasons, shorten } from './describe-roll-out.ts';
import { withHistory } from './open-project.ts';
import { runData } from './status.ts';

export interface HistoryOptions extends CommonOptions {
  readonly limit: number;
  readonly run?: number;
  readonly node?: string;
}

/** `tagship-control history`: what was rolled out, what each roll-out changed, and what was told. */
export async function history({ context }: ControlDesk, options: HistoryOptions): Promise<Answer> {
  return await withHistory(options, context.clock, (opened, project) => {
    if (options.run !== undefined) {
      return describeOneRun(opened, project, options.run);
    }
    return options.node === undefined
      ? describeRuns(opened, project, options.limit)
      : describeNode(opened, project, { host: options.node, limit: options.limit });
  });
}

function describeRuns(opened: History, project: string, limit: number): Answer {
  const runs = opened.runs({ project, limit });
  return { data: { project, runs: runs.map(runData) }, blocks: [runsTable(runs)], findings: [] };
}

const runColumns = [
  right('RUN'),
  'BEGAN (UTC)',
  right('TOOK'),
  right('GENERATION'),
  'RELEASE',
  'KIND',
  'OUTCOME',
  right('NODES'),
  right('NOT AS WANTED'),
  right('CHANGED'),
  right('MESSAGES'),
  'PROBLEM',
];

function right(title: string): Column {
  return { title, align: 'right' };
}

function runsTable(runs: readonly RunView[]): Block {
  return table(runColumns, runs.map(runRow));
}

function runRow(run: RunView): readonly Cell[] {
  const { id, at, endedAt, generation, release = '', kind = '', outcome, problem } = run;
  const took = endedAt === undefined ? '' : `${Math.round((endedAt.getTime() - at.getTime()) / 1000)} s`;
  return [
    String(id),
    formatTime(at.toISOString()),
    took,
    generation === undefined ? '' : String(generation),
    release,
    kind,
    outcome === 'whole' || outcome === 'running' ? outcome : { marked: outcome },
    String(run.hosts),
    String(run.troubled),
    String(run.changed),
    String(run.messages),
    joinReasons(problem),
  ];
}

function describeOneRun(opened: History, project: string, id: number): Answer {
  const run = opened.runs({ before: id + 1, limit: 1 }).find((one) => one.id === id && one.project === project);
  if (run === undefined) {
    throw new TagshipError('invalid-input', `there is no run ${id} of ${project}`, {
      hint: 'tagship-control history lists those that are kept',
    });
  }
  const changes = opened.changes({ run: id });
  const messages = opened.messages({ run: id });
  return {
    data: { project, ...runData(run), changes: changes.map(changeData), sent: messages.map(messageData) },
    blocks: [
      runsTable([run]),
      ...(changes.length === 0 ? [] : [heading('Changes'), changesTable(changes)]),
      ...(messages.length === 0 ? [] : [heading('Messages'), messagesTable(messages)]),
    ],
    findings: [],
  };
}

function describeNode(
  opened: History,
  project: string,
  { host, limit }: { readonly host: string; readonly limit: number },
): Answer {
  const changes = opened.changes({ project, host, limit });
  if (changes.length === 0) {
    throw new TagshipError('invalid-input', `no roll-out of ${project} has come to ${host}`, {
      hint: 'tagship-control status --nodes lists those that are known',
    });
  }
  return {
    data: { project, host, changes: changes.map(changeData) },
    blocks: [changesTable(changes)],
    findings: [],
  };
}

function changesTable(changes: readonly NodeChange[]) {
  return table(
    ['RUN', 'TIME (UTC)', 'NODE', 'BEFORE', 'AFTER', 'EVENT', 'STEP', 'REASON'],
    changes.map(({ run, at, host, before, after, event = '', step = '', reason, eventReason }): readonly Cell[] => [
      String(run),
      formatTime(at.toISOString()),
      host,
      before === undefined ? 'not known' : describeState(before),
      after.cause === undefined ? describeState(after) : { marked: describeState(after) },
      event,
      step,
      joinReasons(reason, eventReason),
    ]),
  );
}

/** `active 2.1.0`, `failure 2.0.0 (node failed)` */
function describeState({ node, version, cause }: HostState): string {
  const state = [node, version].filter((word) => word !== undefined).join(' ');
  return cause === undefined || cause === node ? state : `${state} (${cause})`;
}

function messagesTable(messages: readonly MessageView[]) {
  return table(
    ['QUEUED (UTC)', 'KIND', 'CAUSE', 'NODES', 'SLACK'],
    messages.map((view): readonly Cell[] => {
      const { message } = view;
      return [
        formatTime(message.at.toISOString()),
        message.kind,
        message.cause ?? '',
        shorten(message.hosts.join(' ')),
        view.sentAt === undefined ? { marked: describeWaiting(view) } : `sent ${formatTime(view.sentAt.toISOString())}`,
      ];
    }),
  );
}

function describeWaiting({ refusedAt, problem, tries }: MessageView): string {
  const why = problem === undefined ? '' : `: ${problem}`;
  return refusedAt === undefined ? `waits, tried ${tries} times${why}` : `refused${why}`;
}

function changeData(change: NodeChange): Readonly<Record<string, unknown>> {
  const { run, host, at, before, after, event, step, reason, eventReason, logTail, nodeRun } = change;
  return {
    run,
    host,
    at: at.toISOString(),
    before: before === undefined ? null : stateData(before),
    after: stateData(after),
    event: event ?? null,
    step: step ?? null,
    reason: reason ?? null,
    eventReason: eventReason ?? null,
    logTail: logTail ?? null,
    nodeRun: nodeRun ?? null,
  };
}

function stateData({ ansible, node, version, cause }: HostState): Readonly<Record<string, unknown>> {
  return { ansible, node, version: version ?? null, cause: cause ?? null };
}

function messageData({ message, tries, problem, sentAt, refusedAt }: MessageView): Readonly<Record<string, unknown>> {
  const { id, kind, cause, hosts, at, payload } = message;
  return {
    id,
    kind,
    cause: cause ?? null,
    hosts,
    at: at.toISOString(),
    text: payload.text,
    tries,
    problem: problem ?? null,
    sentAt: sentAt?.toISOString() ?? null,
    refusedAt: refusedAt?.toISOString() ?? null,
  };
}
