import { type Answer, type Block, type Cell, line, table } from '../../lib/report/answer/answer.ts';
import { countOf } from '../../lib/report/count-of.ts';
import { describeError } from '../../lib/report/run-report.ts';
import type { Holder } from '../../schemas/generated/journal-entry.ts';
import type { SendEnd } from '../alerts/send-queue.ts';
import type { CheckedRollOut } from '../rollout/check-roll-out.ts';
import { isTrouble } from '../rollout/conclude-run.ts';
import type { RollOutResult } from '../rollout/roll-out-run.ts';
import type { Verdict } from '../watch/verdict.ts';

const mostRows = 100;
const reasonLength = 160;

/** What came of a roll-out: first the hosts that somebody has to look at. */
export function describeRollOut(result: RollOutResult): Answer {
  const { project, run, generation, startedAt, endedAt, outcome, problem, verdicts, groups, messages } = result;
  const troubled = verdicts.filter(isTrouble);
  const noted = verdicts.filter(({ cause, event }) => cause !== undefined || event !== undefined);
  const what = generation === undefined ? project : `${project} ${generation.release}`;
  const which = generation === undefined ? '' : ` (generation ${generation.number})`;
  const well = verdicts.length - troubled.length;
  const ending = endingOf(result, troubled.length);
  return {
    data: {
      project,
      run,
      generation: generation?.number ?? null,
      release: generation?.release ?? null,
      kind: generation?.kind ?? null,
      outcome,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      problem: problem === undefined ? null : { stage: problem.stage, reason: describeError(problem.error) },
      hosts: verdicts.map(hostData),
      alerts: groups.map(({ kind, cause, hosts }) => ({
        kind,
        cause: cause ?? null,
        hosts: hosts.map(({ host }) => host),
      })),
      messages: messagesData(messages),
    },
    blocks: [...hostBlocks(noted), ...countBlocks(verdicts)],
    findings: [],
    notes: messageNotes(messages),
    summary:
      verdicts.length === 0
        ? `${what}${which}: no host was judged`
        : `${what}${which}: ${well} of ${countOf(verdicts.length, 'host')} ${verdicts.length === 1 ? 'is' : 'are'} as wanted`,
    ...(ending === undefined ? {} : { ending }),
  };
}

function endingOf({ problem, outcome }: RollOutResult, troubled: number): string | undefined {
  if (problem !== undefined) {
    return describeError(problem.error);
  }
  if (outcome === 'interrupted') {
    return 'the roll-out was stopped; the next one goes on';
  }
  return troubled === 0 ? undefined : describeTrouble(troubled);
}

export function describeTrouble(count: number): string {
  return count === 1 ? '1 needs somebody to look at it' : `${count} need somebody to look at them`;
}

/** Of a cause and of an event, on one line. */
export function joinReasons(...reasons: readonly (string | undefined)[]): string {
  const known = reasons.filter((reason) => reason !== undefined && reason !== '');
  return shorten(known.join('; ').replaceAll(/\s+/g, ' '));
}

function hostData(verdict: Verdict): Readonly<Record<string, unknown>> {
  const { host, groups, cause, event, ansible, node, version, step, reason, eventReason, logTail, at } = verdict;
  return {
    host,
    groups,
    at: at.toISOString(),
    ansible,
    node,
    version: version ?? null,
    cause: cause ?? null,
    event: event ?? null,
    step: step ?? null,
    reason: reason ?? null,
    eventReason: eventReason ?? null,
    logTail: logTail ?? null,
  };
}

function hostBlocks(noted: readonly Verdict[]): readonly Block[] {
  if (noted.length === 0) {
    return [];
  }
  const rows = noted.slice(0, mostRows).map((verdict): readonly Cell[] => {
    const { host, ansible, node, version = '', step = '', cause, event } = verdict;
    const what = [cause, event].filter((word) => word !== undefined).join(', ');
    return [host, ansible, node, version, { marked: what }, step, joinReasons(verdict.reason, verdict.eventReason)];
  });
  return [
    table(['HOST', 'ANSIBLE', 'NODE', 'VERSION', 'CAUSE', 'STEP', 'REASON'], rows),
    ...(noted.length > mostRows ? [line(`and ${noted.length - mostRows} more; --json has all of them`)] : []),
  ];
}

/** `47 hosts active 2.1.0` */
function countBlocks(verdicts: readonly Verdict[]): readonly Block[] {
  const counts = Map.groupBy(
    verdicts.filter(({ cause }) => cause === undefined),
    ({ node, version }) => [node, version].filter((word) => word !== undefined).join(' '),
  );
  return [...counts].map(([state, hosts]) => line(`${countOf(hosts.length, 'host')}: ${state}`));
}

export function shorten(text: string): string {
  return text.length <= reasonLength ? text : `${text.slice(0, reasonLength)}...`;
}

function messagesData({ sent, left, refused, problem }: SendEnd): Readonly<Record<string, unknown>> {
  return { sent, left, refused, problem: problem ?? null };
}

function messageNotes({ sent, left, problem }: SendEnd): readonly string[] {
  return [
    ...(sent === 0 ? [] : [`${sent} ${sent === 1 ? 'message was' : 'messages were'} sent to Slack`]),
    ...(left === 0
      ? []
      : [`${left} ${left === 1 ? 'message waits' : 'messages wait'} for Slack: ${problem ?? 'it is not known why'}`]),
  ];
}

/** Another roll-out is at work. */
export function describeBusy(project: string, heldBy: Holder | undefined): Answer {
  const who = heldBy === undefined ? '' : ` (process ${heldBy.pid})`;
  return {
    data: { project, outcome: 'busy', heldBy: heldBy?.pid ?? null },
    blocks: [],
    findings: [],
    summary: `another roll-out of ${project} is at work${who}; it takes what is current when it is done`,
  };
}

/** What kept a roll-out from beginning, where it is tried again. */
export function describeProblem(project: string, error: unknown): Answer {
  return {
    data: { project, outcome: 'failed', problem: { stage: 'open the history', reason: describeError(error) } },
    blocks: [],
    findings: [],
    ending: describeError(error),
  };
}

/** `--check`: what each host would do. */
export function describeCheck({ generation, run }: CheckedRollOut, { project }: { readonly project: string }): Answer {
  const failed = run.dispatches.filter(({ status }) => status !== 'success');
  const ending =
    run.problem === undefined
      ? failed.length === 0
        ? undefined
        : describeTrouble(failed.length)
      : describeError(run.problem);
  return {
    data: {
      project,
      generation: generation.number,
      release: generation.release,
      kind: generation.kind,
      hosts: run.dispatches.map(({ host, status, task, message, report }) => ({
        host,
        ansible: status,
        outcome: report?.outcome ?? null,
        step: task ?? null,
        reason: report?.reason ?? message ?? null,
      })),
    },
    blocks: run.dispatches.length === 0 ? [] : [checkTable(run.dispatches)],
    findings: [],
    summary: `${project} ${generation.release} (generation ${generation.number}): ${countOf(run.dispatches.length, 'host')} ${run.dispatches.length === 1 ? 'was' : 'were'} asked, nothing was changed`,
    ...(ending === undefined ? {} : { ending }),
  };
}

function checkTable(dispatches: CheckedRollOut['run']['dispatches']): Block {
  return table(
    ['HOST', 'ANSIBLE', 'OUTCOME', 'REASON'],
    dispatches.map(({ host, status, message, report }) => [
      host,
      status === 'success' ? status : { marked: status },
      report?.outcome ?? '',
      joinReasons(report?.reason ?? message),
    ]),
  );
}
