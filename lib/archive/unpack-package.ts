import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { filePieces } from '../core/file-pieces.ts';
import { diskProblem } from './disk-problem.ts';
import { gunzipPackage } from './gunzip-package.ts';
import { mostUnpackedBytes } from './package-extent.ts';
import { createTreeWriter } from './tree-writer.ts';
import { walkTar } from './walk-tar.ts';

export interface UnpackOptions {
  readonly signal: AbortSignal;
  /** A package that unpacks to more is refused. Default: 1 GiB and 200 times its size, at most 64 GiB. */
  readonly maximumTarBytes?: number;
}

/**
 * Unpacks a package into a folder that is empty or not there: all of it, or nothing and the folder as it was. Nothing is
 * written elsewhere but beside the folder, under its name with `.unpacking`. The package has to be verified before.
 * @throws TagshipError `integrity` for what tagship never packs (`walkTar`, `createTreeWriter`), `disk-full`
 */
export async function unpackPackage(file: string, folder: string, options: UnpackOptions): Promise<void> {
  const { signal, maximumTarBytes = mostUnpackedBytes((await stat(file)).size) } = options;
  const unfinished = `${folder}.unpacking`;
  await rm(unfinished, { recursive: true, force: true });
  const write = async (tar: AsyncIterable<Buffer>): Promise<void> => {
    const writer = createTreeWriter(unfinished);
    await walkTar(tar, writer);
    writer.finish();
  };
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(unfinished);
    await gunzipPackage(filePieces(file), write, { maximumTarBytes, signal });
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    signal.throwIfAborted();
    throw diskProblem(error, folder);
  }
}
