import type { Database } from './database.ts';
import { type HostOutcome, type HostState, isSameState, type NodeView, seenIn, stateIn } from './node-history.ts';
import { maybeTextIn, maybeTimeIn, type Row, textIn, timeIn } from './rows.ts';

/** At most so many characters are kept of what a node says, of its end where it is a log. */
const most = { reason: 2000, step: 500, logTail: 8000 };

const upsertNode = `
  INSERT INTO nodes (project, host, groups, run, at_ms, since_ms, ansible, status, version, cause, step, reason,
    node_run, building_since_ms, seen_status, seen_version, seen_ms)
  VALUES ($project, $host, $groups, $run, $at, $since, $ansible, $node, $version, $cause, $step, $reason,
    $nodeRun, $buildingSince, $seenNode, $seenVersion, $seenAt)
  ON CONFLICT (project, host) DO UPDATE SET groups = $groups, run = $run, at_ms = $at, since_ms = $since,
    ansible = $ansible, status = $node, version = $version, cause = $cause, step = $step, reason = $reason,
    node_run = $nodeRun, building_since_ms = $buildingSince, seen_status = $seenNode, seen_version = $seenVersion,
    seen_ms = $seenAt`;

const insertChange = `
  INSERT INTO changes (run, project, host, at_ms, old_ansible, old_status, old_version, old_cause,
    ansible, status, version, cause, event, event_reason, step, reason, log_tail, node_run)
  VALUES ($run, $project, $host, $at, $oldAnsible, $oldNode, $oldVersion, $oldCause,
    $ansible, $node, $version, $cause, $event, $eventReason, $step, $reason, $logTail, $nodeRun)`;

/** Writes what is known last of each host, and what has changed. Returns how many changed, within the caller's transaction. */
export function recordHosts(
  database: Database,
  { run, project, hosts }: { readonly run: number; readonly project: string; readonly hosts: readonly HostOutcome[] },
): number {
  const known = new Map(
    database
      .all('SELECT * FROM nodes WHERE project = $project', { project })
      .map((row) => [textIn(row, 'host'), readKnown(row)]),
  );
  let changed = 0;
  for (const outcome of hosts) {
    const before = known.get(outcome.host);
    const node = nextNode(outcome, before);
    database.run(upsertNode, { ...node, project, run });
    if (isChange(outcome, before)) {
      changed += 1;
      database.run(insertChange, {
        run,
        project,
        host: outcome.host,
        at: outcome.at,
        oldAnsible: before?.state.ansible,
        oldNode: before?.state.node,
        oldVersion: before?.state.version,
        oldCause: before?.state.cause,
        ansible: node.ansible,
        node: node.node,
        version: node.version,
        cause: node.cause,
        event: outcome.event,
        eventReason: outcome.eventReason?.slice(0, most.reason),
        step: node.step,
        reason: node.reason,
        logTail: outcome.logTail?.slice(-most.logTail),
        nodeRun: node.nodeRun,
      });
    }
  }
  return changed;
}

interface KnownNode {
  readonly state: HostState;
  readonly since: Date;
  readonly nodeRun: string | undefined;
  readonly buildingSince: Date | undefined;
  readonly seen: NodeView['seen'];
}

function readKnown(row: Row): KnownNode {
  return {
    state: stateIn(row),
    since: timeIn(row, 'since_ms'),
    nodeRun: maybeTextIn(row, 'node_run'),
    buildingSince: maybeTimeIn(row, 'building_since_ms'),
    seen: seenIn(row),
  };
}

function nextNode(outcome: HostOutcome, before: KnownNode | undefined) {
  const { host, ansible, node, version, cause, at } = outcome;
  const isReached = node !== 'cannot connect';
  const seen = isReached ? { node, version, at } : before?.seen;
  return {
    host,
    groups: JSON.stringify(outcome.groups),
    at,
    since: before !== undefined && isSameState({ ...before.state, ansible }, outcome) ? before.since : at,
    ansible,
    node,
    version,
    cause,
    step: outcome.step?.slice(0, most.step),
    reason: outcome.reason?.slice(0, most.reason),
    nodeRun: outcome.nodeRun ?? before?.nodeRun,
    buildingSince: nextBuildingSince(outcome, before),
    seenNode: seen?.node,
    seenVersion: seen?.version,
    seenAt: seen?.at,
  };
}

/**
 * A node that cannot be reached may be at work still; another run of the node's own begins the time anew, and so does a time
 * that has not come yet: the clock was ahead then, and the node would not be stuck before it is there again.
 */
function nextBuildingSince(outcome: HostOutcome, before: KnownNode | undefined): Date | undefined {
  const { node, isAtWork, nodeRun, at } = outcome;
  if (node === 'cannot connect') {
    return before?.buildingSince;
  }
  if (!isAtWork) {
    return undefined;
  }
  const isOtherRun = nodeRun !== undefined && before?.nodeRun !== undefined && nodeRun !== before.nodeRun;
  const since = before?.buildingSince;
  return isOtherRun || since === undefined || since > at ? at : since;
}

/** A node that ran scripts without another end than before has changed too. */
function isChange(outcome: HostOutcome, before: KnownNode | undefined): boolean {
  return (
    before === undefined ||
    outcome.event !== undefined ||
    !isSameState(before.state, outcome) ||
    (outcome.nodeRun !== undefined && outcome.nodeRun !== before.nodeRun)
  );
}
