import { createCipheriv, createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedBinaries } from './pinned-binaries.ts';
import { seededNumbers } from './seeded-numbers.ts';

const mebibyte = 1024 * 1024;
const mixedFileBytes = 4 * mebibyte;
const compressedFileBytes = 8 * mebibyte;
const filesInFolder = 100;
const medianSmallBytes = 2_500;
const largestSmallBytes = 60_000;

interface OpenBinary {
  readonly descriptor: number;
  readonly size: number;
  /** Where the next piece starts. */
  at: number;
}

/**
 * Real machine code, in files of 4 MiB: pieces of the pinned binaries by turns. What one of them has not enough of is
 * repeated, which no compressor here can use: a deflate window is 32 KiB.
 */
export function writeMixedBinaries(folder: string, sizeBytes: number): void {
  mkdirSync(folder, { recursive: true });
  const binaries = pinnedBinaries();
  const opened = binaries.map(({ path, size }) => ({ descriptor: openSync(path, 'r'), size, at: 0 }));
  for (let index = 0, left = sizeBytes; left > 0; index += 1) {
    const content = Buffer.alloc(Math.min(mixedFileBytes, left));
    const binary = opened[index % opened.length];
    if (binary !== undefined) {
      fillFrom(binary, content);
    }
    writeFileSync(join(folder, `${String(index).padStart(4, '0')}.bin`), content);
    left -= content.length;
  }
  for (const { descriptor } of opened) {
    closeSync(descriptor);
  }
}

/** Reads on where the last piece ended; at the end it starts again. */
function fillFrom(binary: OpenBinary, content: Buffer): void {
  for (let filled = 0; filled < content.length; ) {
    const length = readSync(binary.descriptor, content, filled, content.length - filled, binary.at);
    binary.at = (binary.at + length) % binary.size;
    filled += length;
  }
}

/** What compresses no further: the key stream of AES in counter mode, in files of 8 MiB. */
export function writeCompressed(folder: string, sizeBytes: number): void {
  mkdirSync(folder, { recursive: true });
  const stream = createCipheriv('aes-128-ctr', createHash('md5').update('tagship').digest(), Buffer.alloc(16));
  const zeros = Buffer.alloc(compressedFileBytes);
  for (let index = 0, left = sizeBytes; left > 0; index += 1) {
    const content = stream.update(zeros.subarray(0, Math.min(zeros.length, left)));
    writeFileSync(join(folder, `${String(index).padStart(4, '0')}.gz`), content);
    left -= content.length;
  }
}

/** Text files of 100 B to 60 kB, half of them below 2.5 kB, a hundred in a folder: pieces of the license and type texts. */
export function writeSmallFiles(folder: string, count: number): void {
  const text = sourceText();
  const number = seededNumbers(20_000);
  for (let index = 0; index < count; index += 1) {
    const directory = join(folder, String(Math.floor(index / filesInFolder)).padStart(4, '0'));
    if (index % filesInFolder === 0) {
      mkdirSync(directory, { recursive: true });
    }
    // lognormal, as sizes of files are
    const normal = Math.sqrt(-2 * Math.log(1 - number())) * Math.cos(2 * Math.PI * number());
    const size = Math.min(largestSmallBytes, Math.max(100, Math.round(medianSmallBytes * Math.exp(normal))));
    const start = Math.floor(number() * (text.length - size));
    writeFileSync(join(directory, `${index}.txt`), text.subarray(start, start + size));
  }
}

/** A few files of configuration, 20 kB together. */
export function writeConfiguration(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const text = sourceText();
  for (const index of [1, 2, 3, 4]) {
    writeFileSync(join(folder, `module-${index}.conf`), text.subarray(index * 20_000, index * 20_000 + 5_000));
  }
}

/** Type declarations of the pinned @types/node: over 1 MB of English and code. */
function sourceText(): Buffer {
  const types = join(import.meta.dirname, '..', '..', 'node_modules', '@types', 'node');
  const files = [
    'fs',
    'crypto',
    'http',
    'http2',
    'stream',
    'util',
    'test',
    'process',
    'inspector.generated',
    'net',
    'tls',
  ];
  return Buffer.concat(files.map((name) => readFileSync(join(types, `${name}.d.ts`))));
}
