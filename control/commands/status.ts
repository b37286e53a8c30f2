import { type Answer, type Block, type Cell, line, table } from '../../lib/report/answer/answer.ts';
import { formatTime } from '../../lib/report/answer/format-time.ts';
import type { RunView } from '../history/history.ts';
import type { NodeView } from '../history/node-history.ts';
import { isTrouble } from '../rollout/conclude-run.ts';
import type { CommonOptions, ControlDesk } from './control-desk.ts';
import { describeTrouble, joinReasons } from './describe-roll-out.ts';
import { withHistory } from './open-project.ts';

export interface StatusOptions extends CommonOptions {
  readonly nodes?: boolean;
}

/** `tagship-control status`: what each node was when it was last asked, by group. */
export async function status({ context }: ControlDesk, options: StatusOptions): Promise<Answer> {
  return await withHistory(options, context.clock, (history, project) => {
    const [last] = history.runs({ project, limit: 1 });
    return describeStatus({
      project,
      last,
      nodes: history.nodes(project),
      waiting: history.queueLength(),
      showsAll: options.nodes ?? false,
    });
  });
}

interface Status {
  readonly project: string;
  readonly last: RunView | undefined;
  readonly nodes: readonly NodeView[];
  readonly waiting: number;
  readonly showsAll: boolean;
}

function describeStatus({ project, last, nodes, waiting, showsAll }: Status): Answer {
  const troubled = nodes.filter(isTrouble);
  const shown = showsAll ? nodes : nodes.filter(({ cause }) => cause !== undefined);
  const endings = [
    ...(last?.problem === undefined || last.outcome === 'interrupted'
      ? []
      : [`the last roll-out failed: ${last.problem}`]),
    ...(troubled.length === 0 ? [] : [describeTrouble(troubled.length)]),
  ];
  return {
    data: {
      project,
      lastRun: last === undefined ? null : runData(last),
      nodes: nodes.map(nodeData),
      groups: groupRows(nodes).map(({ group, version, state, count }) => ({ group, version, state, nodes: count })),
      messagesWaiting: waiting,
    },
    blocks: [...(last === undefined ? [] : [line(describeRun(last))]), ...groupBlocks(nodes), ...nodeBlocks(shown)],
    findings: [],
    notes: waiting === 0 ? [] : [`${waiting} ${waiting === 1 ? 'message waits' : 'messages wait'} for Slack`],
    summary: `${project}: ${nodes.length - troubled.length} of ${nodes.length} nodes are as wanted`,
    ...(endings.length === 0 ? {} : { ending: endings.join('; ') }),
  };
}

/** `run 128 rolled out 2.1.0 (generation 42) at 2026-11-22 08:00:00 UTC: whole` */
function describeRun({ id, release, generation, at, outcome }: RunView): string {
  const what = release === undefined ? 'found no release' : `rolled out ${release} (generation ${generation ?? '?'})`;
  return `run ${id} ${what} at ${formatTime(at.toISOString())} UTC: ${outcome}`;
}

export function runData(run: RunView): Readonly<Record<string, unknown>> {
  const { id, generation, release, kind, playbook, inventory, limit, at, endedAt, outcome, problem } = run;
  return {
    run: id,
    generation: generation ?? null,
    release: release ?? null,
    kind: kind ?? null,
    playbook: playbook ?? null,
    inventory: inventory ?? null,
    limit: limit ?? null,
    startedAt: at.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    outcome,
    problem: problem ?? null,
    hosts: run.hosts,
    troubled: run.troubled,
    changed: run.changed,
    messages: run.messages,
  };
}

function nodeData(node: NodeView): Readonly<Record<string, unknown>> {
  const { host, groups, ansible, version, cause, since, at, step, reason, nodeRun, seen, run } = node;
  return {
    host,
    groups,
    ansible,
    node: node.node,
    version: version ?? null,
    cause: cause ?? null,
    since: since.toISOString(),
    at: at.toISOString(),
    run,
    step: step ?? null,
    reason: reason ?? null,
    nodeRun: nodeRun ?? null,
    lastSeen: seen === undefined ? null : { node: seen.node, version: seen.version ?? null, at: seen.at.toISOString() },
  };
}

interface GroupRow {
  readonly group: string;
  readonly version: string;
  readonly state: string;
  readonly isTrouble: boolean;
  readonly count: number;
}

const withoutGroup = '(none)';

/** A node is counted in each of its groups. */
function groupRows(nodes: readonly NodeView[]): readonly GroupRow[] {
  const members = nodes.flatMap((node) =>
    (node.groups.length === 0 ? [withoutGroup] : node.groups).map((group) => ({ group, node })),
  );
  const counted = Map.groupBy(members, ({ group, node }) => JSON.stringify([group, node.version ?? '', stateOf(node)]));
  return [...counted.values()]
    .flatMap((alike) => {
      const [first] = alike;
      return first === undefined
        ? []
        : [
            {
              group: first.group,
              version: first.node.version ?? '',
              state: stateOf(first.node),
              isTrouble: isTrouble(first.node),
              count: alike.length,
            },
          ];
    })
    .toSorted((one, other) => (one.group < other.group ? -1 : one.group > other.group ? 1 : other.count - one.count));
}

/** `active`, `failure (node failed)` */
function stateOf({ node, cause }: NodeView): string {
  return cause === undefined || cause === node ? node : `${node} (${cause})`;
}

function groupBlocks(nodes: readonly NodeView[]): readonly Block[] {
  const rows = groupRows(nodes).map(({ group, version, state, isTrouble: isBad, count }): readonly Cell[] => [
    group,
    version,
    isBad ? { marked: state } : state,
    String(count),
  ]);
  return rows.length === 0 ? [] : [table(['GROUP', 'VERSION', 'STATE', { title: 'NODES', align: 'right' }], rows)];
}

function nodeBlocks(nodes: readonly NodeView[]): readonly Block[] {
  if (nodes.length === 0) {
    return [];
  }
  const rows = nodes.map((node): readonly Cell[] => {
    const { host, groups, ansible, version = '', since, step = '', reason } = node;
    const state = stateOf(node);
    return [
      host,
      groups.join(' '),
      version,
      isTrouble(node) ? { marked: state } : state,
      ansible,
      formatTime(since.toISOString()),
      step,
      joinReasons(reason),
    ];
  });
  return [line(''), table(['NODE', 'GROUPS', 'VERSION', 'STATE', 'ANSIBLE', 'SINCE (UTC)', 'STEP', 'REASON'], rows)];
}
