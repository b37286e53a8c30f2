import type { PackEntry, PackedMode } from './pack-entry.ts';
import { openSourceFile, type SourceFile } from './source-file.ts';
import { tarHeaders, tarPadding } from './tar-header.ts';

/** A file of a package, as release records list it. `sha256` is of its content as packed, in hex. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: PackedMode;
  readonly sha256: string;
}

/** Entries as tar, to be taken piece by piece; file contents are read straight to where they are wanted. */
export interface TarStream {
  /** The files that are packed so far. */
  readonly files: readonly PackedFile[];
  /** Bytes of file content that are packed so far. */
  readonly packedBytes: number;
  /** Fills `target` and returns its length, or less at the end. Throws like `openSourceFile`. */
  fill(target: Buffer): number;
  /** Lets go of the file that is open. */
  close(): void;
}

/** Without the two blocks that end an archive: more may follow. */
export function createTarStream(entries: readonly PackEntry[], modifiedAt: Date): TarStream {
  const waiting = entries.values();
  const tarHeader = tarHeaders(modifiedAt);
  const files: PackedFile[] = [];
  let packedBytes = 0;
  let pending: Buffer = Buffer.alloc(0);
  let current: { readonly entry: PackEntry & { readonly type: 'file' }; readonly file: SourceFile } | undefined;

  return {
    files,
    get packedBytes() {
      return packedBytes;
    },
    fill(target) {
      let filled = 0;
      while (filled < target.length) {
        const free = target.subarray(filled);
        if (pending.length > 0) {
          filled += takePending(free);
        } else if (current !== undefined) {
          filled += takeContent(free, current);
        } else if (!beginEntry()) {
          break;
        }
      }
      return filled;
    },
    close() {
      current?.file.close();
      current = undefined;
    },
  };

  function takePending(free: Buffer): number {
    const length = pending.copy(free);
    pending = pending.subarray(length);
    return length;
  }

  function takeContent(free: Buffer, { entry, file }: NonNullable<typeof current>): number {
    const length = file.read(free);
    packedBytes += length;
    if (file.remaining === 0) {
      files.push({ path: entry.path, size: entry.size, mode: entry.mode, sha256: file.finish() });
      file.close();
      current = undefined;
      pending = tarPadding(entry.size);
    }
    return length;
  }

  function beginEntry(): boolean {
    const { value: entry, done } = waiting.next();
    if (done === true) {
      return false;
    }
    pending = tarHeader(entry);
    if (entry.type === 'file') {
      current = { entry, file: openSourceFile(entry) };
    }
    return true;
  }
}
