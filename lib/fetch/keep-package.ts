import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writev } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diskProblem } from '../archive/disk-problem.ts';
import type { Context } from '../core/context.ts';
import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import { filePieces } from '../core/file-pieces.ts';
import { sha256OfStream } from '../core/sha256-of-stream.ts';
import type { Store } from '../store/store.ts';
import { downloadObject, lengthOf, type Patience } from './download-object.ts';
import { altered, unlikeItself } from './package-problem.ts';
import type { WantedPackage } from './wanted-package.ts';

const writeOnPool = promisify(writev);

export interface KeepRequest {
  readonly store: Store;
  readonly wanted: WantedPackage;
  readonly folder: string;
  readonly context: Context;
  readonly patience: Patience;
}

/** Where a kept package lies: named after what is in it, whatever module it is of. */
export function keptPath(folder: string, sha256: string): string {
  return join(folder, `${sha256}.tar.gz`);
}

/**
 * Sees to it that a package is in the folder, and returns its path. One that is there is hashed, and not fetched again if
 * it is still what it was. It gets its name when it is verified; to flush it to the disk is left to the caller, since what
 * a power cut takes of it is found by its digest.
 * @throws TagshipError `integrity`, `disk-full`, or what the store says
 */
export async function keepPackage(request: KeepRequest): Promise<string> {
  const { wanted, folder, context } = request;
  const path = keptPath(folder, wanted.sha256);
  try {
    const kept = await problemOf(path, wanted);
    if (kept === undefined) {
      context.log.debug(`${wanted.key} is kept already`);
      return path;
    }
    if (kept !== 'nothing is there') {
      context.log.warning(
        `the package of ${wanted.key} that is kept in ${quoted(folder)} was altered (${kept}), and is fetched again`,
      );
    }
    await mkdir(folder, { recursive: true });
    await fetchTo(path, request);
    return path;
  } catch (error) {
    context.signal.throwIfAborted();
    throw diskProblem(error, folder);
  }
}

/** What a run that was broken off has got of a package, from its first byte on without a gap. */
export function begunPath(folder: string, sha256: string): string {
  return join(folder, `${sha256}.begun`);
}

async function fetchTo(path: string, request: KeepRequest): Promise<void> {
  const { store, wanted, folder } = request;
  const unfinished = join(folder, `${wanted.sha256}.part`);
  try {
    const from = await takeBegun(unfinished, request);
    let problem = await problemOf(unfinished, wanted, await download(unfinished, from, request));
    if (problem !== undefined && from > 0) {
      // what was begun is not what it was, or the disk has not kept it
      problem = await problemOf(unfinished, wanted, await download(unfinished, 0, request));
    }
    if (problem !== undefined) {
      throw (wanted.isFloating ? unlikeItself : altered)(`${store.url}/${wanted.key}`, problem);
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** How many bytes of the package are here from a run before. */
async function takeBegun(unfinished: string, { wanted, folder }: KeepRequest): Promise<number> {
  try {
    await rename(begunPath(folder, wanted.sha256), unfinished);
    const { size } = await stat(unfinished);
    return size < wanted.size ? size : 0;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') {
      return 0;
    }
    throw error;
  }
}

/** The digest of the whole, if it came in one piece, so that it is known without reading it again. */
async function download(file: string, from: number, request: KeepRequest): Promise<string | undefined> {
  const { store, wanted, folder, context, patience } = request;
  const { key, size, sha256 } = wanted;
  const { signal } = context;
  const descriptor = openSync(file, from === 0 ? 'w' : 'r+');
  const hash = createHash('sha256');
  let hashedUntil = 0;
  let wholeUntil = 0;
  const write = async (pieces: readonly Uint8Array[], position: number): Promise<void> => {
    let until = position;
    for (const piece of pieces) {
      if (until === hashedUntil) {
        hash.update(piece);
        hashedUntil += piece.length;
      }
      until += piece.length;
    }
    await writeAllAt(descriptor, pieces, position);
  };
  const onEnd = (position: number): void => {
    wholeUntil = position;
  };
  try {
    await downloadObject({ ...patience, store, key, size, from, signal, write, onEnd });
    return hashedUntil === size ? hash.digest('hex') : undefined;
  } catch (error) {
    const mayGoOn = signal.aborted || (error instanceof TagshipError && error.code === 'store-unreachable');
    if (mayGoOn && wholeUntil > 0) {
      ftruncateSync(descriptor, wholeUntil);
      await rename(file, begunPath(folder, sha256));
    }
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

async function writeAllAt(descriptor: number, pieces: readonly Uint8Array[], position: number): Promise<void> {
  let at = position;
  for (let rest = pieces; rest.length > 0; ) {
    const { bytesWritten } = await writeOnPool(descriptor, rest, at);
    at += bytesWritten;
    rest = bytesWritten === lengthOf(rest) ? [] : [Buffer.concat(rest).subarray(bytesWritten)];
  }
}

/** How a file differs from the package, or undefined if it is that. `known`: its digest, where it was hashed already. */
async function problemOf(path: string, { size, sha256 }: WantedPackage, known?: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (found.size !== size) {
      return `it has ${found.size} bytes, ${size} are expected`;
    }
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') {
      return 'nothing is there';
    }
    throw error;
  }
  const actual = known ?? (await sha256OfStream(filePieces(path)));
  return actual === sha256 ? undefined : `its sha256 is ${actual}, ${sha256} is expected`;
}
