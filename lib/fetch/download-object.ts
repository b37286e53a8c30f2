import { setTimeout } from 'node:timers/promises';
import { TagshipError } from '../core/errors.ts';
import { mapLimited } from '../core/parallel.ts';
import { releaseMemory } from '../core/release-memory.ts';
import type { Store } from '../store/store.ts';
import { altered, gone, tooSlow } from './package-problem.ts';

const mebibyte = 1024 * 1024;
/** Up to here one request is as fast as several. */
const singleRequestBytes = 32 * mebibyte;
const rangeBytes = 8 * mebibyte;
const rangesAtOnce = 4;
/** Reads in a row that bring not one byte. */
const mostFruitless = 4;
const firstPauseMs = 500;
/** What is written at once: the pieces of a connection are small, and a lot of memory in use calls the garbage collector. */
const leastWriteBytes = 256 * 1024;

/** How long a store is waited for. */
export interface Patience {
  /** A package of which less than `leastBytes` arrive within this time is given up. Default: 60 s. */
  readonly slowAfterMs?: number;
  /** Default: 1 MiB. */
  readonly leastBytes?: number;
}

export interface Download extends Patience {
  readonly store: Store;
  readonly key: string;
  /** Of the whole object; nothing beyond it is taken. */
  readonly size: number;
  /** What is before is here already. Default: 0. */
  readonly from?: number;
  readonly signal: AbortSignal;
  /**
   * Takes the bytes of the object from `position` on; they are gone when it resolves. Where the object is large they come
   * in any order, and several calls are under way.
   */
  readonly write: (pieces: readonly Uint8Array[], position: number) => Promise<void>;
  /** Is told at the end, however that comes, up to where everything was written. */
  readonly onEnd?: (wholeUntil: number) => void;
}

/**
 * Brings an object, in several ranges at once where it is large. What breaks off is gone on with from there, as long as
 * something arrives in between.
 * @throws TagshipError `integrity` when the object is of another size or gone, `store-unreachable`; what `write` throws
 */
export async function downloadObject(download: Download): Promise<void> {
  const { store, key, size, from = 0, signal, slowAfterMs = 60_000, leastBytes = mebibyte } = download;
  const url = `${store.url}/${key}`;
  const ending = new AbortController();
  const end = AbortSignal.any([signal, ending.signal]);
  let arrived = 0;
  let arrivedBefore = 0;
  const watch = setInterval(() => {
    if (arrived - arrivedBefore < leastBytes) {
      ending.abort(tooSlow(url, arrived - arrivedBefore, slowAfterMs));
    }
    arrivedBefore = arrived;
  }, slowAfterMs);
  const ranges = rangesOf(from, size);
  const arrivals: Arrivals = {
    add(bytes) {
      arrived += bytes;
    },
    hasAny: () => arrived > 0,
  };
  try {
    await mapLimited(ranges, rangesAtOnce, async (range) => {
      const write: Download['write'] = async (pieces, position) => {
        await download.write(pieces, position);
        range.reached = position + lengthOf(pieces);
      };
      try {
        await bringRange({ ...download, write, signal: end }, { url, range, arrivals });
      } catch (error) {
        // the first one ends the others, and is what is told
        ending.abort(error);
      }
    });
    end.throwIfAborted();
  } finally {
    clearInterval(watch);
    download.onEnd?.(ranges.find(({ reached, end: rangeEnd }) => reached < rangeEnd)?.reached ?? size);
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function rangesOf(from: number, size: number): readonly (Range & { reached: number })[] {
  if (size - from <= singleRequestBytes) {
    return [{ start: from, end: size, reached: from }];
  }
  return Array.from({ length: Math.ceil((size - from) / rangeBytes) }, (_, index) => {
    const start = from + index * rangeBytes;
    return { start, end: Math.min(start + rangeBytes, size), reached: start };
  });
}

async function bringRange(download: Download, order: RangeOrder): Promise<void> {
  const { range, arrivals } = order;
  const { signal } = download;
  let position = range.start;
  let fruitless = 0;
  do {
    signal.throwIfAborted();
    const before = position;
    let broken: unknown;
    try {
      ({ position, broken } = await readOn(download, { ...order, range: { ...range, start: position } }));
    } catch (error) {
      // where nothing has arrived yet, the store was asked often enough
      if (!isBroken(error) || !arrivals.hasAny()) {
        throw error;
      }
      broken = error;
    }
    if (position < range.end) {
      signal.throwIfAborted();
      fruitless = position > before ? 0 : fruitless + 1;
      if (fruitless >= mostFruitless) {
        throw broken;
      }
      await pause(firstPauseMs * 2 ** fruitless * Math.random(), signal);
    }
  } while (position < range.end);
}

interface RangeOrder {
  readonly url: string;
  readonly range: Range;
  readonly arrivals: Arrivals;
}

/** What has come of an object so far, of all its ranges. */
interface Arrivals {
  add(bytes: number): void;
  hasAny(): boolean;
}

/** Reads until the range is there or the connection breaks, and tells how far it came and what broke it. */
async function readOn(
  { store, key, size, signal, write }: Download,
  { url, range: { start, end }, arrivals }: RangeOrder,
): Promise<{ readonly position: number; readonly broken: unknown }> {
  const isWhole = start === 0 && end === size;
  const reading = await store.readRange(key, isWhole ? { start } : { start, end });
  if (reading === undefined) {
    throw gone(url);
  }
  const stop = (): void => reading[Symbol.dispose]();
  signal.addEventListener('abort', stop, { once: true });
  let position = start;
  const gathered: Uint8Array[] = [];
  const writeGathered = async (): Promise<void> => {
    const pieces = gathered.splice(0);
    if (pieces.length > 0) {
      await write(pieces, position - lengthOf(pieces));
      for (const { buffer, length } of pieces) {
        if (buffer.byteLength === length) {
          // nothing else is in it
          releaseMemory(buffer);
        }
      }
    }
  };
  try {
    if (reading.size !== size) {
      throw altered(url, `it has ${reading.size} bytes, ${size} are expected`);
    }
    for await (const piece of reading.bytes) {
      signal.throwIfAborted();
      if (position + piece.length > end) {
        throw altered(url, `it goes on after ${end} bytes`);
      }
      gathered.push(piece);
      position += piece.length;
      arrivals.add(piece.length);
      if (lengthOf(gathered) >= leastWriteBytes) {
        await writeGathered();
      }
    }
    return { position, broken: brokeOff(url, position, size) };
  } catch (error) {
    if (isBroken(error)) {
      return { position, broken: error };
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await writeGathered();
  }
}

/** Bytes of all of them. */
export function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function brokeOff(url: string, position: number, size: number): TagshipError {
  return new TagshipError('store-unreachable', `${url} broke off after ${position} of ${size} bytes`);
}

function isBroken(error: unknown): boolean {
  return error instanceof TagshipError && error.code === 'store-unreachable';
}

async function pause(pauseMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
}
