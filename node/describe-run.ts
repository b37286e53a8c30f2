import type { ApplyReport } from '../lib/node/apply-report.ts';
import type { NodeView, Verification } from '../lib/node/verify-node.ts';

/** What a run did, as its last line says it. */
export function summaryOf(report: ApplyReport): string {
  const { project, release, outcome, reason, hint, now, rebuilt } = report;
  const what = release === undefined ? project : `${project} ${release}`;
  const why = reasonOf({ reason, hint });
  const state = now.version === undefined ? now.status : `${now.status} ${now.version}`;
  switch (outcome) {
    case 'installed':
      return `✔ ${what} is installed${rebuilt ? ' anew, because images.yaml was gone' : ''}; the node is ${state}`;
    case 'upgraded':
      return `✔ the node was upgraded to ${what} and is ${state}`;
    case 'rolled-back':
      return `✔ the node was brought to ${what} and is ${state}`;
    case 'reset':
      return `✔ the node was reset and is ${state}`;
    case 'unchanged':
      return `✔ there is nothing to do for ${what}; the node is ${state}`;
    case 'would-install':
      return `✔ ${what} would be installed; the node is ${state}`;
    case 'would-upgrade':
      return `✔ the node would be upgraded to ${what} and is ${state}`;
    case 'would-roll-back':
      return `✔ the node would be brought to ${what} and is ${state}`;
    case 'skipped':
      return `✔ ${what} was skipped: ${why}`;
    case 'refused':
      return `✖ ${what} was refused: ${why}`;
    case 'interrupted':
      return `✖ the last run was interrupted, and the node is ${state} now: ${why}`;
    case 'failed':
      return `✖ ${what} failed, and the node is ${state}: ${why}`;
  }
}

function reasonOf({ reason, hint }: Pick<ApplyReport, 'reason' | 'hint'>): string {
  return `${reason ?? 'it is not known why'}${hint === undefined ? '' : `; ${hint}`}`;
}

export function describeNode(project: string, { condition, installed, lastRun }: NodeView): readonly string[] {
  const at = 'version' in condition ? ` ${condition.version}` : isRebuilt(condition) ? ` (${goneNote})` : '';
  const reason = 'reason' in condition ? [`reason    ${condition.reason}`] : [];
  const modules = (installed?.modules ?? []).map(({ module, state, orphan }) => {
    // of a new node nothing is believed, whatever its last life left behind
    const note = condition.is === 'new' ? 'to be deployed anew' : state;
    const notes = [...(note === 'whole' ? [] : [note]), ...(orphan ? ['orphan'] : [])];
    return `          ${module.name} ${module.version}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
  });
  const [first = '          none', ...others] = modules;
  return [
    `${project} is ${condition.is}${at}`,
    ...reason,
    `release   ${installed?.current?.release ?? 'none'}`,
    `before    ${installed?.previous?.release ?? 'none'}`,
    `last run  ${lastRun ?? 'none'}`,
    `modules   ${first.trimStart()}`,
    ...others,
  ];
}

const goneNote = 'was installed before: images.yaml is gone';

/** A state file does not go by itself: somebody removed it, or the disk lost it. */
function isRebuilt(condition: NodeView['condition']): boolean {
  return condition.is === 'new' && condition.rebuilt;
}

/** Whether a person has nothing to do about it. */
export function isFine({ condition }: NodeView): boolean {
  return ['new', 'active', 'working'].includes(condition.is) && !isRebuilt(condition);
}

export function verdictOf(project: string, { isRight, version, reason, hint, checks }: Verification): string {
  return isRight
    ? `✔ ${project} ${version ?? ''} is whole: its packages are what they were, and ${checks.length} checks passed`
    : `✖ ${project} is not whole: ${reasonOf({ reason, hint })}`;
}
