import type { Publisher } from './contenders/publisher.ts';
import { documentedWay, tagship } from './contenders/publishers.ts';
import { megabyte } from './harness/bench.ts';
import { writeCompressed, writeConfiguration, writeMixedBinaries, writeSmallFiles } from './inputs/write-inputs.ts';
import { formatNumber } from './results/format-figures.ts';

/** What is packed, and how much of it for how many stores: the slow contenders take minutes for the most. */
export interface Input {
  readonly id: string;
  readonly title: string;
  readonly cells: readonly Cell[];
  /** Whether `--scale` makes it less. */
  readonly isScaled: boolean;
  describe(size: number): string;
  write(folder: string, size: number): void;
}

interface Cell {
  readonly stores: number;
  readonly size: number;
  /** Default: all of them. */
  readonly contenders?: readonly Publisher[];
}

const inMegabytes = (size: number): string => `${formatNumber(size)} MB`;

const mixed: Omit<Input, 'cells'> = {
  id: 'mixed',
  title: 'mixed binaries',
  isScaled: true,
  describe: inMegabytes,
  write: (folder, size) => writeMixedBinaries(folder, size * megabyte),
};
const smallFiles: Omit<Input, 'cells'> = {
  id: 'small-files',
  title: 'small files',
  isScaled: true,
  describe: (count) => `${count} files`,
  write: writeSmallFiles,
};
const compressed: Omit<Input, 'cells'> = {
  id: 'compressed',
  title: 'already compressed',
  isScaled: true,
  describe: inMegabytes,
  write: (folder, size) => writeCompressed(folder, size * megabyte),
};
const rel: Input = {
  id: 'rel',
  title: 'a REL of 20 kB',
  isScaled: false,
  cells: [1, 4, 16].map((stores) => ({ stores, size: 1 })),
  describe: () => '20 kB',
  write: writeConfiguration,
};

export const ofGoals: Input = {
  ...mixed,
  cells: [4, 16].map((stores) => ({ stores, size: 128, contenders: [tagship, documentedWay] })),
};

export const onSink: readonly Input[] = [
  {
    ...mixed,
    cells: [
      { stores: 1, size: 512 },
      { stores: 4, size: 128 },
      { stores: 16, size: 16 },
      // of 128 MB is the number to reach: with less, what a run costs anyway hides what a store costs; all ways would take
      // ten minutes more
      { stores: 16, size: 128, contenders: [tagship, documentedWay] },
    ],
  },
  {
    ...smallFiles,
    cells: [
      { stores: 1, size: 20_000 },
      { stores: 4, size: 10_000 },
      { stores: 16, size: 2_500 },
    ],
  },
  {
    ...compressed,
    cells: [
      { stores: 1, size: 512 },
      { stores: 4, size: 32 },
      { stores: 16, size: 8 },
    ],
  },
  rel,
];

export const onRgw: readonly Input[] = [
  {
    ...mixed,
    cells: [
      { stores: 1, size: 64 },
      { stores: 4, size: 16 },
      { stores: 16, size: 8 },
    ],
  },
  {
    ...smallFiles,
    cells: [
      { stores: 1, size: 2000 },
      { stores: 4, size: 1000 },
      { stores: 16, size: 500 },
    ],
  },
  {
    ...compressed,
    cells: [
      { stores: 1, size: 64 },
      { stores: 4, size: 16 },
      { stores: 16, size: 8 },
    ],
  },
  rel,
];
