import { createHash, type Hash } from 'node:crypto';
import { appendFileSync, closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import { createPartHash, type PartHash } from '../core/part-digests.ts';
import { diskFullCodes } from './disk-problem.ts';
import { compressBlock, gzipBlockBytes, gzipHeader } from './gzip-blocks.ts';
import type { PackEntry } from './pack-entry.ts';
import { requireUnchangedFolders } from './source-file.ts';
import { createTarStream, type PackedFile, type TarStream } from './tar-stream.ts';

/** Two more than Node's thread pool has threads by default, so that none waits for a read; each takes about 3 MiB. */
const blocksAtOnce = 6;

/** The beginning of a gzip file that packages of all stores have in common; it ends between two deflate blocks. */
export interface SharedPrefix {
  readonly path: string;
  readonly size: number;
  /** State after the compressed bytes; to be copied, never to be finished. */
  readonly hash: Hash;
  /** The same, of each part. */
  readonly partHash: PartHash;
  /** State after the uncompressed bytes; to be copied, never to be finished. */
  readonly contentHash: Hash;
  /** CRC-32 and number of the uncompressed bytes. */
  readonly crc32: number;
  readonly tarBytes: number;
  readonly files: readonly PackedFile[];
}

export interface PrefixRequest {
  readonly entries: readonly PackEntry[];
  readonly modifiedAt: Date;
  readonly workDir: string;
  readonly signal: AbortSignal;
  onPacked(packedBytes: number): void;
}

/**
 * Packs the entries into a new file in the work folder. Nothing is left of it when this throws.
 * @throws TagshipError `disk-full`, or `source-changed` like `openSourceFile`; the signal's reason when it is aborted
 */
export async function writeSharedPrefix(request: PrefixRequest): Promise<SharedPrefix> {
  const path = join(request.workDir, 'shared-prefix.tar.gz');
  const tar = createTarStream(request.entries, request.modifiedAt);
  try {
    const descriptor = openSync(path, 'wx', 0o600);
    try {
      const written = await compressInto(descriptor, tar, request);
      requireUnchangedFolders(request.entries);
      return { path, files: tar.files, ...written };
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw explained(error, request.workDir);
  } finally {
    tar.close();
  }
}

async function compressInto(
  descriptor: number,
  tar: TarStream,
  { signal, onPacked }: PrefixRequest,
): Promise<Omit<SharedPrefix, 'path' | 'files'>> {
  const hash = createHash('sha256');
  const partHash = createPartHash();
  const contentHash = createHash('sha256');
  const compressing: { readonly block: Buffer; readonly compressed: Promise<Buffer> }[] = [];
  const idleBlocks: Buffer[] = [];
  let size = 0;
  let crc = 0;
  let tarBytes = 0;

  const append = (bytes: Buffer): void => {
    // synchronous, because asynchronous writes would wait for a thread behind the blocks that are being compressed
    appendFileSync(descriptor, bytes);
    hash.update(bytes);
    partHash.update(bytes);
    size += bytes.length;
  };

  try {
    append(gzipHeader);
    for (let atEnd = false; !atEnd; ) {
      signal.throwIfAborted();
      const block = idleBlocks.pop() ?? Buffer.allocUnsafeSlow(gzipBlockBytes);
      const content = block.subarray(0, tar.fill(block));
      atEnd = content.length < block.length;
      if (content.length > 0) {
        crc = crc32(content, crc);
        contentHash.update(content);
        tarBytes += content.length;
        const compressed = compressBlock(content);
        // a failure is told when it is the block's turn; until then Node must not take it for an unhandled one
        compressed.catch(() => undefined);
        compressing.push({ block, compressed });
      }
      while (compressing.length >= (atEnd ? 1 : blocksAtOnce)) {
        const oldest = compressing.shift();
        if (oldest !== undefined) {
          append(await oldest.compressed);
          idleBlocks.push(oldest.block);
        }
        onPacked(tar.packedBytes);
      }
    }
  } finally {
    await Promise.allSettled(compressing.map(({ compressed }) => compressed));
  }
  return { size, hash, partHash, contentHash, crc32: crc, tarBytes };
}

/** What was wrong with a file to pack is explained already: the rest that the system says is of the work folder. */
function explained(error: unknown, workDir: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof TagshipError) {
    return error;
  }
  return diskFullCodes.has(code)
    ? diskFull(workDir, error)
    : new TagshipError('disk-full', `cannot write in ${quoted(workDir)} (${code})`, {
        hint: 'look at the disk of the step, and at what else uses that folder',
        cause: error,
      });
}

function diskFull(workDir: string, cause: unknown): TagshipError {
  return new TagshipError('disk-full', `no space left in ${quoted(workDir)} (${systemErrorCode(cause)})`, {
    hint: 'the compressed package has to fit there; give the step more disk, or pack less',
    cause,
  });
}
