import { closeSync, openSync, writeSync } from 'node:fs';

/** A log that ends, however much is written to it: the beginning and the end are kept. */
export interface BoundedLog {
  write(chunk: Buffer): void;
  /** Writes what was held back, and closes the file. */
  close(): void;
  /** The last lines, for a report. */
  tail(): string;
}

export const logHalfBytes = 512 * 1024;
const tailBytes = 4096;
const tailLines = 20;

/** Never throws for a disk that is full: a log is not worth a failed installation, and says that it was cut, and by whom. */
export function openBoundedLog(path: string, halfBytes = logHalfBytes, program = 'tagship-node'): BoundedLog {
  let file: number | undefined;
  let left = halfBytes;
  let dropped = 0;
  let isClosed = false;
  let held: Buffer[] = [];
  let heldBytes = 0;
  const put = (bytes: Buffer): void => {
    try {
      file ??= openSync(path, 'w', 0o600);
      // a disk that is nearly full takes a part
      dropped += bytes.length - writeSync(file, bytes);
    } catch {
      dropped += bytes.length;
    }
  };
  const hold = (bytes: Buffer): void => {
    held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes > 2 * halfBytes || held.length > 1000) {
      const all = Buffer.concat(held);
      const kept = all.subarray(Math.max(0, all.length - halfBytes));
      dropped += all.length - kept.length;
      // a copy: the part would keep the whole of it in memory
      held = [Buffer.from(kept)];
      heldBytes = kept.length;
    }
  };
  let recent = Buffer.alloc(0);
  put(Buffer.alloc(0));

  return {
    write(chunk) {
      if (isClosed) {
        return;
      }
      recent = Buffer.concat([recent, chunk]).subarray(-tailBytes);
      const head = chunk.subarray(0, left);
      left -= head.length;
      if (head.length > 0) {
        put(head);
      }
      if (head.length < chunk.length) {
        hold(chunk.subarray(head.length));
      }
    },
    close() {
      if (isClosed) {
        return;
      }
      isClosed = true;
      const all = Buffer.concat(held);
      const kept = all.subarray(Math.max(0, all.length - halfBytes));
      dropped += all.length - kept.length;
      if (dropped > 0) {
        put(Buffer.from(`\n[${program}: ${dropped} bytes are left out]\n`));
      }
      if (kept.length > 0) {
        put(kept);
      }
      if (file !== undefined) {
        closeSync(file);
      }
    },
    tail() {
      return recent.toString('utf8').trimEnd().split('\n').slice(-tailLines).join('\n');
    },
  };
}
