import type { EndedRun } from './apply-lock.ts';
import type { ImagesReading } from './images-file.ts';
import type { Installed, InstalledReading } from './installed-file.ts';
import type { JournalReading } from './journal.ts';
import type { Processes } from './processes.ts';

/** All that a node's files say, as they were read. */
export interface NodeReading {
  readonly images: ImagesReading;
  readonly installed: InstalledReading;
  readonly journal: JournalReading;
  /** A run that could not write its end into the journal. */
  readonly ended?: EndedRun | undefined;
}

/** What a node is, once its files are held against each other. */
export type NodeCondition =
  /** Nothing is installed, or images.yaml was removed, and the node is to be built anew (R78, D11). */
  | { readonly is: 'new'; readonly rebuilt: boolean }
  | { readonly is: 'active'; readonly version: string; readonly installed: Installed | undefined }
  | { readonly is: 'failure'; readonly version: string; readonly reason: string }
  | { readonly is: 'working' }
  | { readonly is: 'interrupted'; readonly reason: string; readonly version: string }
  /** Its files contradict each other or cannot be understood; a rollback mends that. */
  | { readonly is: 'unclear'; readonly reason: string }
  /** Its files are not ours to write: nothing can be done. */
  | { readonly is: 'blocked'; readonly reason: string };

/**
 * Judges a node. The journal goes before installed.json, and that before images.yaml, in the order in which they are written:
 * what people write into images.yaml can hold a node back, and never makes it active.
 */
export function judgeNode(
  { images, installed, journal, ended }: NodeReading,
  processes: Pick<Processes, 'isAlive' | 'uptimeSeconds'>,
): NodeCondition {
  if (images.found === 'obstacle') {
    return { is: 'blocked', reason: images.reason };
  }
  if (journal.found === 'nonsense') {
    return { is: 'unclear', reason: journal.reason };
  }
  if (journal.found === 'journal' && journal.journal.end === undefined) {
    const { begin } = journal.journal;
    const { action, target, deadlineUptimeSeconds, at } = begin;
    const isAlive = processes.isAlive(begin.holder);
    if (isAlive && processes.uptimeSeconds() <= deadlineUptimeSeconds) {
      return { is: 'working' };
    }
    if (ended?.run === begin.run) {
      return { is: 'interrupted', version: target.release, reason: ended.reason };
    }
    const how = isAlive ? 'was past its deadline' : 'was killed, or the machine stopped';
    return {
      is: 'interrupted',
      version: target.release,
      reason: `the ${action} of ${target.release} that began at ${at} ${how}${describePlace(journal.journal.steps)}`,
    };
  }
  const decided = judgeDecided({ images, installed, journal, ended });
  if (decided !== undefined) {
    return decided;
  }
  if (installed.found === 'nonsense') {
    return { is: 'unclear', reason: installed.reason };
  }
  return judgeByImages(images, installed.found === 'installed' ? installed.installed : undefined);
}

/** A run whose end stands in the journal, and not in the other two files yet: the next one writes it there. */
function judgeDecided({ images, installed, journal, ended }: NodeReading): NodeCondition | undefined {
  if (journal.found !== 'journal' || journal.journal.isSettled) {
    return undefined;
  }
  const { begin, end } = journal.journal;
  const version = begin.target.release;
  if (end?.outcome === 'failure') {
    return { is: 'failure', version, reason: end.reason ?? 'it is not known why' };
  }
  const isWritten =
    images.found === 'images' &&
    images.images.status === 'active' &&
    installed.found === 'installed' &&
    installed.installed.run === begin.run;
  if (end?.outcome !== 'active' || isWritten) {
    return undefined;
  }
  const reason =
    ended?.run === begin.run
      ? ended.reason
      : `the ${begin.action} of ${version} was done, and images.yaml does not say so yet: the next apply writes it`;
  return { is: 'interrupted', version, reason };
}

function judgeByImages(
  images: Exclude<ImagesReading, { found: 'obstacle' }>,
  installed: Installed | undefined,
): NodeCondition {
  if (images.found === 'nothing') {
    return { is: 'new', rebuilt: installed !== undefined && installed.status !== 'absent' };
  }
  if (images.found === 'nonsense') {
    return { is: 'unclear', reason: images.reason };
  }
  const { version, status } = images.images;
  switch (status) {
    case 'building':
    case 'maintain':
      return {
        is: 'interrupted',
        version,
        reason: `images.yaml says ${status}, and no run of tagship-node is at work`,
      };
    case 'failure': {
      const reason =
        installed?.status === 'failure' && installed.version === version
          ? installed.reason
          : 'somebody wrote failure into images.yaml';
      return { is: 'failure', version, reason: reason ?? 'it is not known why' };
    }
    case 'active':
      if (installed !== undefined && (installed.status !== 'active' || installed.version !== version)) {
        const known =
          installed.status === 'absent' ? 'nothing' : `${installed.status} ${installed.version ?? ''}`.trimEnd();
        return { is: 'unclear', reason: `images.yaml says active ${version}, and installed.json knows of ${known}` };
      }
      return { is: 'active', version, installed };
  }
}

function describePlace(
  steps: readonly { readonly isDone: boolean; readonly script: string; readonly module: { readonly name: string } }[],
): string {
  const last = steps.at(-1);
  if (last === undefined) {
    return ', before its first script';
  }
  return `, ${last.isDone ? 'after' : 'in'} ${last.script} of ${last.module.name}`;
}
