import { access, chmod, constants, lstat, mkdir, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBundle } from '../../lib/bundle/read-bundle.ts';
import type { Context } from '../../lib/core/context.ts';
import { quoted } from '../../lib/core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../../lib/core/errors.ts';
import type { Processes } from '../../lib/node-state/processes.ts';

/** What is rolled out: the current generation as it was at one moment. */
export interface Generation {
  readonly number: number;
  /** Absolute; it stays what it is, whatever becomes current meanwhile. */
  readonly folder: string;
  readonly release: string;
  readonly kind: 'release' | 'rollback';
}

/** Takes the mark away that keeps the generation from being removed. */
export interface UsedGeneration extends AsyncDisposable {
  readonly generation: Generation;
}

export interface GenerationPlace {
  readonly root: string;
  readonly project: string;
}

interface UsePorts {
  readonly context: Pick<Context, 'log' | 'signal'>;
  readonly processes: Pick<Processes, 'self' | 'isAlive'>;
}

const linkForm = /^generations\/([0-9]{6,9})$/;
const markForm = /^[0-9]{6,9}\.tagship-control-([0-9]+)-([0-9]+)-([0-9a-f-]{36})$/;

/** The number that `current` leads to, as it is written: `000042`. Throws `control-node` where there is none. */
export async function readCurrent({ root, project }: GenerationPlace): Promise<string> {
  const link = join(root, project, 'current');
  let target: string;
  try {
    target = await readlink(link);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    throw code === 'ENOENT'
      ? new TagshipError('control-node', `nothing has been handed over for ${project}: there is no ${quoted(link)}`, {
          hint: 'the pipeline of its DIST does that where CONTROL_NODE is set; --root names another REMOTE_PATH',
          cause: error,
        })
      : new TagshipError('control-node', `${quoted(link)} cannot be read as a link (${code})`, {
          hint: 'the user who runs tagship-control has to be able to read it, and a hand-off has to have made it',
          cause: error,
        });
  }
  const [, number] = linkForm.exec(target) ?? [];
  if (number === undefined) {
    throw new TagshipError('control-node', `${quoted(link)} leads to ${quoted(target)}, which is no generation`, {
      hint: 'put it to a whole generation by hand, or hand the release over again',
    });
  }
  return number;
}

/**
 * Reads `current` once, marks that generation in use so that no hand-off removes it, and verifies all of it. Throws
 * `control-node`, or `integrity` for a bundle that is not what was handed over.
 */
export async function useCurrent(place: GenerationPlace, ports: UsePorts): Promise<UsedGeneration> {
  const { root, project } = place;
  await using cleanup = new AsyncDisposableStack();
  const marks = join(root, project, 'in-use');
  await removeDeadMarks(marks, ports);
  const number = await markCurrent(place, { marks, ports, cleanup });
  const folder = join(root, project, 'generations', number);
  const { handoff } = await readBundle(folder);
  if (handoff.project !== project) {
    throw new TagshipError('integrity', `generation ${number} of ${project} is a bundle of ${handoff.project}`, {
      hint: 'put current to a whole generation by hand, or hand the release over again',
    });
  }
  const kept = cleanup.move();
  return {
    generation: { number: Number(number), folder, release: handoff.release, kind: handoff.kind },
    [Symbol.asyncDispose]: async () => await kept.disposeAsync(),
  };
}

/** A hand-off may remove a generation between the look and the mark: then it is not the current one any more. */
async function markCurrent(
  place: GenerationPlace,
  {
    marks,
    ports,
    cleanup,
  }: { readonly marks: string; readonly ports: UsePorts; readonly cleanup: AsyncDisposableStack },
): Promise<string> {
  for (;;) {
    ports.context.signal.throwIfAborted();
    const number = await readCurrent(place);
    const { pid, startTime, bootId } = ports.processes.self();
    const mark = join(marks, `${number}.tagship-control-${pid}-${startTime}-${bootId}`);
    const problem = await writeMark(marks, mark);
    if (problem !== undefined) {
      ports.context.log.warning(
        `generation ${number} cannot be marked in use (${problem}): ten hand-offs during this roll-out would remove it; ` +
          `make ${quoted(marks)} once, and give it to the user who runs tagship-control`,
      );
      return number;
    }
    if ((await readCurrent(place)) === number) {
      cleanup.defer(async () => await rm(mark, { force: true }));
      return number;
    }
    await rm(mark, { force: true });
  }
}

/** The user who receives hand-offs is another one, and its folder may be closed to us: the code of the error. */
async function writeMark(marks: string, mark: string): Promise<string | undefined> {
  try {
    await makeMarks(marks);
    await makeMark(mark);
    return undefined;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    return code;
  }
}

/** The folder above is another user's, who may have laid a link there: what it leads to is not emptied. */
async function makeMark(mark: string): Promise<void> {
  try {
    await writeFile(mark, '', { flag: 'wx' });
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST' || !(await lstat(mark)).isFile()) {
      throw error;
    }
  }
}

async function makeMarks(marks: string): Promise<void> {
  try {
    await mkdir(marks);
    // whoever receives has to be able to look into it
    await chmod(marks, 0o755);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') {
      throw error;
    }
  }
}

/** Those of roll-outs that were killed. */
async function removeDeadMarks(marks: string, { processes }: UsePorts): Promise<void> {
  const names: readonly string[] = await readdir(marks).catch(() => []);
  for (const name of names) {
    const [, pid, startTime, bootId] = markForm.exec(name) ?? [];
    if (
      startTime !== undefined &&
      bootId !== undefined &&
      !processes.isAlive({ pid: Number(pid), startTime, bootId })
    ) {
      await rm(join(marks, name), { force: true }).catch(() => undefined);
    }
  }
}

/** The playbook of a roll-out: the operator's own, or that of the bundle. Throws `invalid-input` where it is not there. */
export async function findPlaybook(own: string | undefined, { folder }: Generation): Promise<string> {
  const playbook = own ?? join(folder, 'playbook.yml');
  try {
    await access(playbook, constants.R_OK);
    return playbook;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    throw new TagshipError('invalid-input', `the playbook ${quoted(playbook)} cannot be read (${code})`, {
      hint:
        own === undefined
          ? 'a DIST brings its playbook.yml along, or --playbook names one of your own'
          : '--playbook names a file of this machine',
      cause: error,
    });
  }
}
