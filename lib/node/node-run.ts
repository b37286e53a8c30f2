import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFullCodes } from '../archive/disk-problem.ts';
import type { Context } from '../core/context.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import { type ApplyLock, readEndedRun, takeApplyLock } from '../node-state/apply-lock.ts';
import { replaceFile } from '../node-state/durable-files.ts';
import { type Images, readImages, renderImages } from '../node-state/images-file.ts';
import { readInstalled } from '../node-state/installed-file.ts';
import { readJournal } from '../node-state/journal.ts';
import type { NodeReading } from '../node-state/judge-node.ts';
import { type NodePaths, nodePaths } from '../node-state/node-paths.ts';
import { isLegalMove } from '../node-state/status-moves.ts';
import type { NodePorts, NodeSettings } from './node-ports.ts';
import { nextRunId } from './run-id.ts';
import { stepMark } from './script-environment.ts';

/** One run on a node, under its lock. */
export interface NodeRun {
  readonly id: string;
  readonly project: string;
  readonly paths: NodePaths;
  readonly settings: NodeSettings;
  readonly ports: NodePorts;
  readonly context: Context;
  readonly lock: ApplyLock;
}

export interface NodeAccess {
  readonly project: string;
  readonly settings: NodeSettings;
  readonly ports: NodePorts;
  readonly context: Context;
}

/**
 * Runs `work` under the lock of the node, or returns undefined where another run has it. What changes something ends a run
 * that `changesNothing`, so that no check that hangs keeps a rollback waiting.
 */
export async function withNodeLock<T>(
  access: NodeAccess,
  work: (run: NodeRun) => Promise<T>,
  { changesNothing = false }: { readonly changesNothing?: boolean } = {},
): Promise<T | undefined> {
  const { project, settings, ports, context } = access;
  const paths = nodePaths(settings.root, project);
  await prepareFolder(paths, settings.userId);
  const { processes } = ports;
  const deadlineUptimeSeconds = processes.uptimeSeconds() + (settings.fetchDeadlineMs + 60_000) / 1000;
  const attempt = await explained(paths.lock, () =>
    takeApplyLock(paths.lock, processes, { deadlineUptimeSeconds, endsChecks: !changesNothing }),
  );
  if (!('lock' in attempt)) {
    return undefined;
  }
  await using lock = attempt.lock;
  const { checking } = attempt.left;
  return await explained(paths.folder, async () => {
    if (checking !== undefined) {
      await processes.killMarked(stepMark, (mark) => mark.startsWith(`${checking}/`));
    }
    await rm(paths.work, { recursive: true, force: true });
    const id = nextRunId(context.clock.now(), await readdir(paths.logs));
    if (changesNothing) {
      await lock.tell({ checking: id });
    }
    return await work({ id, project, paths, settings, ports, context, lock });
  });
}

/** Before a run makes the node its own: a lock whose file was removed keeps nobody out, and two journals are one too many. */
export async function requireLock({ lock, paths }: NodeRun): Promise<void> {
  if (!(await lock.isStill())) {
    throw new TagshipError('node-state', `${paths.lock} was removed while this run had it`, {
      hint: 'nothing was changed; never remove it (it is free as soon as its run has ended), and run it again',
    });
  }
}

export async function readNode(paths: NodePaths, userId: number): Promise<NodeReading> {
  return {
    images: await readImages(paths.images, userId),
    installed: await readInstalled(paths.installed),
    journal: await readJournal(paths.journal),
    ended: await readEndedRun(paths.lock),
  };
}

/** Writes images.yaml, whatever it says: what the journal has decided overrules what people wrote (design.md, section 9). */
export async function writeImages({ paths, ports }: NodeRun, images: Images): Promise<void> {
  await replaceFile(ports.files, paths.images, renderImages(images));
}

/** Writes images.yaml at the beginning of a run, from what it was to what may follow that. */
export async function moveImages(run: NodeRun, images: Images): Promise<void> {
  const before = await readImages(run.paths.images, run.settings.userId);
  const from = before.found === 'images' ? before.images.status : 'absent';
  if (before.found === 'images' && from !== images.status && !isLegalMove(from, images.status)) {
    throw new Error(`a node does not go from ${from} to ${images.status}`);
  }
  await writeImages(run, images);
}

/** Who may write here decides what runs as root. */
async function prepareFolder({ folder, packages, logs }: NodePaths, userId: number): Promise<void> {
  await explained(folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    // who may write to the folder above can put another one in its place
    for (const path of [dirname(folder), folder, packages, logs]) {
      await mkdir(path, { recursive: true, mode: 0o755 });
      const { uid, mode } = await stat(path);
      if (uid !== userId || (mode & 0o022) !== 0) {
        const whose = uid === userId ? 'can be written by others' : `belongs to user ${uid}, and not to user ${userId}`;
        throw new TagshipError('node-state', `${path} ${whose}`, {
          hint: 'who can write there decides what runs on this node: mend its owner and mode, and look at what is in it',
        });
      }
    }
  });
}

/** What the machine refuses, told with the place. */
async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainSystemError(error, path) ?? error;
  }
}

export function explainSystemError(error: unknown, path: string): TagshipError | undefined {
  const code = error instanceof TagshipError ? undefined : systemErrorCode(error);
  if (code === undefined) {
    return undefined;
  }
  return diskFullCodes.has(code)
    ? new TagshipError('disk-full', `no space left for ${path} (${code})`, {
        hint: 'make room, then run it again',
        cause: error,
      })
    : new TagshipError('node-state', `cannot write ${path} (${code})`, {
        hint: 'look at the disk and at who owns what is there, then run it again',
        cause: error,
      });
}

/** Time for all that is not a script. */
const spareSeconds = 600;

/** When a run that is going to run so many scripts has to be over, by the age of the machine. */
export function runDeadline({ ports, settings }: NodeRun, scripts: number): number {
  const { scriptDeadlineMs, graceMs } = settings;
  return ports.processes.uptimeSeconds() + spareSeconds + (scripts * (scriptDeadlineMs + graceMs)) / 1000;
}
