import { replaceFile } from '../node-state/durable-files.ts';
import type { Images } from '../node-state/images-file.ts';
import { type Installed, installedAfter, serializeInstalled } from '../node-state/installed-file.ts';
import { type Journal, journalWriter } from '../node-state/journal.ts';
import { judgeNode, type NodeCondition, type NodeReading } from '../node-state/judge-node.ts';
import { version } from '../version.ts';
import { type NodeRun, readNode, writeImages } from './node-run.ts';
import { stepMark } from './script-environment.ts';

export interface SettledNode {
  readonly reading: NodeReading;
  /** As it was found; an interrupted run is a failure on the disk by now. */
  readonly condition: NodeCondition;
}

/**
 * Reads the node, and ends what the last run did not: what was decided in the journal is written into the other two files,
 * what was interrupted becomes a failure, and no script of it is left at work.
 */
export async function settleNode(run: NodeRun): Promise<SettledNode> {
  const { paths, settings, ports } = run;
  let reading = await readNode(paths, settings.userId);
  if (isDecided(reading)) {
    await settle(run, reading.journal.journal, reading);
    reading = await readNode(paths, settings.userId);
  }
  const condition = judgeNode(reading, ports.processes);
  if (condition.is === 'unclear') {
    await leaveHalfState(run, reading);
    return { reading: await readNode(paths, settings.userId), condition };
  }
  if (condition.is !== 'interrupted') {
    return { reading, condition };
  }
  if (reading.journal.found === 'journal' && reading.journal.journal.end === undefined) {
    await endInterrupted(run, reading.journal.journal, condition.reason);
  } else {
    await failByHand(run, reading, condition);
  }
  return { reading: await readNode(paths, settings.userId), condition };
}

/** Building or maintain of a run that nobody can tell anything of any more: it is not at work, for we have the lock. */
async function leaveHalfState(run: NodeRun, { images }: NodeReading): Promise<void> {
  if (images.found === 'images' && ['building', 'maintain'].includes(images.images.status)) {
    await writeImages(run, { ...images.images, status: 'failure' });
  }
}

type Decided = NodeReading & { readonly journal: { readonly found: 'journal' } };

function isDecided(reading: NodeReading): reading is Decided {
  const { journal, images } = reading;
  return (
    journal.found === 'journal' &&
    journal.journal.end !== undefined &&
    journal.journal.end.outcome !== 'withdrawn' &&
    !journal.journal.isSettled &&
    images.found !== 'obstacle'
  );
}

async function endInterrupted(run: NodeRun, journal: Journal, reason: string): Promise<void> {
  const { paths, settings, ports, context } = run;
  // it is past its deadline, or dead already
  ports.processes.kill(journal.begin.holder);
  await ports.processes.killMarked(stepMark, (mark) => isLeft(mark, journal));
  const at = context.clock.now().toISOString();
  await journalWriter(ports.files, paths.journal, journal.length).add({ entry: 'end', outcome: 'failure', reason, at });
  const reading = await readNode(paths, settings.userId);
  if (isDecided(reading)) {
    await settle(run, reading.journal.journal, reading);
  }
}

/** Whether a script of that run may still be at work: what those that ended well have started goes on. */
function isLeft(mark: string, { begin, steps }: Journal): boolean {
  const start = `${begin.run}/`;
  return mark.startsWith(start) && !steps.some(({ step, isDone }) => isDone && mark === `${start}${step}`);
}

/** Writes installed.json, images.yaml and the journal's last line: the outcome of a run that has ended. */
export async function settle(run: NodeRun, journal: Journal, { installed: before }: NodeReading): Promise<Installed> {
  const { paths, ports, context } = run;
  const { begin, end } = journal;
  if (end === undefined) {
    throw new Error(`run ${begin.run} has not ended`);
  }
  const { installed, images } = outcomeOf({ ...journal, end }, before);
  await replaceFile(ports.files, paths.installed, serializeInstalled(installed));
  await writeImages(run, images);
  const at = context.clock.now().toISOString();
  await journalWriter(ports.files, paths.journal, journal.length).add({ entry: 'settled', at });
  return installed;
}

/** What a run that has ended leaves in the two other files. */
function outcomeOf(
  journal: Journal & { readonly end: NonNullable<Journal['end']> },
  before: NodeReading['installed'],
): { readonly installed: Installed; readonly images: Images } {
  const { begin, end } = journal;
  // what nobody can read is written anew from what the journal knows: a node must not stay in maintain for it
  const known = before.found === 'installed' ? before.installed : undefined;
  return {
    installed: known?.run === begin.run ? known : installedAfter(known, journal),
    images: { version: begin.target.release, status: end.outcome === 'active' ? 'active' : 'failure' },
  };
}

/** What a node's files would be once what its journal has decided is written into them. Pure. */
export function asSettled(reading: NodeReading): NodeReading {
  const { journal } = reading.journal.found === 'journal' ? reading.journal : { journal: undefined };
  if (journal?.end === undefined || !isDecided(reading)) {
    return reading;
  }
  const { installed, images } = outcomeOf({ ...journal, end: journal.end }, reading.installed);
  return {
    images: { found: 'images', images },
    installed: { found: 'installed', installed },
    journal: { found: 'journal', journal: { ...journal, isSettled: true } },
  };
}

/** Somebody wrote building or maintain, and nobody of us is at work. */
async function failByHand(
  run: NodeRun,
  { installed }: NodeReading,
  { version: release, reason }: NodeCondition & { is: 'interrupted' },
): Promise<void> {
  const { paths, ports, project, id } = run;
  const before: Installed =
    installed.found === 'installed'
      ? installed.installed
      : {
          schema: 1,
          project,
          program: version,
          run: id,
          status: 'failure',
          version: release,
          reason,
          modules: [],
          current: null,
          previous: null,
        };
  const after: Installed = { ...before, status: 'failure', version: release, reason };
  await replaceFile(ports.files, paths.installed, serializeInstalled(after));
  await writeImages(run, { version: release, status: 'failure' });
}
