import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { bundleFiles } from '../../../lib/bundle/bundle-files.ts';
import { parseSha256Sums } from '../../../lib/bundle/sha256-sums.ts';
import { isHandoff, isHistoryLine } from '../../../schemas/generated/validators.js';

/** A control node's folder, looked at from outside. */
export interface ControlFolderView {
  /** REMOTE_PATH */
  readonly root: string;
  /** The number that `current` points to, or 0. Throws when that is not a whole generation. */
  readonly current: () => number;
  /** Every generation that is there. Throws when one of them is not whole. */
  readonly generations: () => readonly number[];
  /** Throws when a line is none, or when they are not in order. */
  readonly history: () => readonly number[];
  /** What a run has left. */
  readonly leftovers: () => readonly string[];
  /** Resolves when nobody holds the lock; throws when somebody does for long. */
  readonly unlocked: () => Promise<void>;
}

/** One of its own, removed in the end. */
export interface ControlFolder extends ControlFolderView, Disposable {}

/** In memory, where there is such a place: a sweep waits for no disk. */
const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A copy of what lies in `template`, or an empty one. */
export function openControlFolder(template?: string): ControlFolder {
  const root = mkdtempSync(join(parent, 'tagship-sweep-control-'));
  if (template !== undefined) {
    // the links stay as they are, the lock's too
    cpSync(template, root, { recursive: true, verbatimSymlinks: true });
  }
  return { ...viewControlFolder(root), [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** What lies below `root`, which is REMOTE_PATH. */
export function viewControlFolder(root: string): ControlFolderView {
  const folder = join(root, 'ProjectA');

  function requireWhole(name: string): number {
    const at = join(folder, 'generations', name);
    const sums = parseSha256Sums(readFileSync(join(at, bundleFiles.sums), 'utf8'), bundleFiles.sums);
    const files = execFileSync('find', ['.', '!', '-type', 'd', '-printf', '%P\n'], { cwd: at, encoding: 'utf8' });
    const listed = [...sums.keys(), bundleFiles.sums].toSorted();
    if (files.trimEnd().split('\n').toSorted().join() !== listed.join()) {
      throw new Error(`generation ${name} has other files than its list: ${files}`);
    }
    for (const [path, digest] of sums) {
      if (
        createHash('sha256')
          .update(readFileSync(join(at, path)))
          .digest('hex') !== digest
      ) {
        throw new Error(`${path} of generation ${name} is not what its list says`);
      }
    }
    const handoff: unknown = JSON.parse(readFileSync(join(at, bundleFiles.handoff), 'utf8'));
    if (!isHandoff(handoff) || handoff.generation !== Number(name)) {
      throw new Error(`generation ${name} says that it is another`);
    }
    return Number(name);
  }

  return {
    root,
    current: () => {
      if (!existsSync(folder) || !readdirSync(folder).includes('current')) {
        return 0;
      }
      return requireWhole(readlinkSync(join(folder, 'current')).replace('generations/', ''));
    },
    generations: () =>
      existsSync(join(folder, 'generations')) ? readdirSync(join(folder, 'generations')).map(requireWhole) : [],
    history: () => {
      const text = existsSync(join(folder, 'history')) ? readFileSync(join(folder, 'history'), 'utf8') : '';
      const numbers = text
        .split('\n')
        .slice(0, -1)
        .map((line) => {
          const value: unknown = JSON.parse(line);
          if (!isHistoryLine(value)) {
            throw new Error(`this is no line of a history: ${line}`);
          }
          return value.generation;
        });
      if (
        numbers.some((number, index) => number <= (numbers[index - 1] ?? 0)) ||
        (text !== '' && !text.endsWith('\n'))
      ) {
        throw new Error(`the history is out of order: ${numbers.join(' ')}`);
      }
      return numbers;
    },
    leftovers: () => readdirSync(folder).filter((name) => !['generations', 'current', 'history'].includes(name)),
    unlocked: async () => {
      for (let tries = 0; readdirSync(root).length > 0 && readdirSync(folder).includes('lock'); tries += 1) {
        if (tries > 200) {
          throw new Error(`somebody holds the lock for long: ${readlinkSync(join(folder, 'lock'))}`);
        }
        await setTimeout(50);
      }
    },
  };
}
