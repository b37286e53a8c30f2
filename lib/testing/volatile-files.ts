import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DurableFiles, diskFiles } from '../node-state/durable-files.ts';

/** Thrown by every write of a life that is over: nothing that follows it reaches the disk. */
export class Died extends Error {}

/** What a power cut does to what was not flushed. */
export type Cut = 'nothing' | 'drop' | 'random';

export interface VolatileFiles {
  readonly files: DurableFiles;
  /** Writes so far. */
  readonly writes: number;
  /** Does to the disk what the end of the power does; `nothing`: only the process was killed. */
  cut(how: Cut, random: () => number): void;
}

/**
 * Files of a life that ends before its write number `diesBefore`. What a flush has not brought to the disk is known, so that
 * it can be dropped: names, contents, and what scripts did below `opt`.
 */
export function volatileFiles(root: string, diesBefore: number): VolatileFiles {
  const opt = join(root, 'opt');
  const snapshot = join(root, '.opt-on-disk');
  /** What is surely on the disk of each file that was touched; undefined: no such file. */
  const durable = new Map<string, Buffer | undefined>();
  const flushed = new Set<string>();
  let writes = 0;

  const touch = (path: string): void => {
    if (!durable.has(path)) {
      durable.set(path, contentOf(path));
    }
    flushed.delete(path);
  };
  const step = (): void => {
    writes += 1;
    if (writes >= diesBefore) {
      throw new Died(`write ${writes}`);
    }
  };
  const keepOpt = (): void => {
    rmSync(snapshot, { recursive: true, force: true });
    if (existsSync(opt)) {
      cpSync(opt, snapshot, { recursive: true });
    }
  };
  keepOpt();

  return {
    files: {
      async write(path, bytes) {
        step();
        touch(path);
        await diskFiles.write(path, bytes);
      },
      async writeAt(path, position, bytes) {
        step();
        touch(path);
        await diskFiles.writeAt(path, position, bytes);
      },
      async flush(path) {
        step();
        await diskFiles.flush(path);
        if (!statSync(path).isDirectory()) {
          flushed.add(path);
          // a name that was on the disk before has its new content now
          if (durable.get(path) !== undefined) {
            durable.set(path, contentOf(path));
          }
          return;
        }
        for (const touched of durable.keys()) {
          if (dirname(touched) === path) {
            const now = contentOf(touched);
            // the name is there, and not what was never flushed
            durable.set(touched, now === undefined || flushed.has(touched) ? now : Buffer.alloc(0));
          }
        }
      },
      async rename(from, to) {
        step();
        const isFlushed = flushed.has(from);
        touch(from);
        touch(to);
        await diskFiles.rename(from, to);
        if (isFlushed) {
          flushed.add(to);
        }
      },
      async remove(path) {
        step();
        touch(path);
        await diskFiles.remove(path);
        flushed.add(path);
      },
      async flushAll() {
        step();
        for (const path of durable.keys()) {
          durable.set(path, contentOf(path));
        }
        keepOpt();
        await Promise.resolve();
      },
    },
    get writes() {
      return writes;
    },
    cut(how, random) {
      const isLost = (): boolean => how === 'drop' || (how === 'random' && random() < 0.5);
      for (const [path, content] of durable) {
        if (isLost()) {
          restore(path, content);
        } else if (how === 'random' && !flushed.has(path) && random() < 0.5) {
          tear(path, random);
        }
      }
      if (isLost()) {
        rmSync(opt, { recursive: true, force: true });
        if (existsSync(snapshot)) {
          cpSync(snapshot, opt, { recursive: true });
        }
      }
    },
  };
}

function contentOf(path: string): Buffer | undefined {
  return existsSync(path) ? readFileSync(path) : undefined;
}

function restore(path: string, content: Buffer | undefined): void {
  if (content === undefined) {
    rmSync(path, { force: true });
  } else {
    writeFileSync(path, content);
  }
}

/** Of what was written and not flushed, a part is there: of a journal, at most its last line, for each was flushed. */
function tear(path: string, random: () => number): void {
  const content = contentOf(path);
  if (content !== undefined) {
    const lastLine = content.lastIndexOf('\n', content.length - 2) + 1;
    writeFileSync(path, content.subarray(0, lastLine + Math.floor(random() * (content.length - lastLine))));
  }
}
