import { readFileSync } from 'node:fs';
import type { Chart } from './svg-chart.ts';

/** What a scenario found: texts and figures only, so that it can be kept as JSON and rendered at any time. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What was done, and how to read it. */
  readonly text: readonly string[];
  readonly tables: readonly Table[];
  readonly charts: readonly NamedChart[];
  /** What goals and quick comparisons ask for, by name. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface NamedChart extends Chart {
  /** Of its file in plots/, without suffix. */
  readonly name: string;
}

/** A section with when and on what it was taken. */
export interface TakenSection extends Section {
  readonly taken: Circumstances;
}

export interface Circumstances {
  readonly at: string;
  readonly commit: string;
  readonly scale: number;
  readonly tookSeconds: number;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
}

export interface Results {
  readonly schema: 1;
  readonly sections: readonly TakenSection[];
}

export const noResults: Results = { schema: 1, sections: [] };

/** @throws Error when it is there but is no file of results; a file that is missing has no sections */
export function readResults(file: string): Results {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return noResults;
    }
    throw error;
  }
  const parsed: unknown = JSON.parse(text);
  if (!isResults(parsed)) {
    throw new Error(`${file} has no results of schema 1; run npm run bench`);
  }
  return parsed;
}

function isResults(value: unknown): value is Results {
  return (
    typeof value === 'object' &&
    value !== null &&
    'schema' in value &&
    value.schema === 1 &&
    'sections' in value &&
    Array.isArray(value.sections)
  );
}

/** The results with a section put in the place of the one that has its id, or at its place in `order`. */
export function withSection(results: Results, section: TakenSection, order: readonly string[]): Results {
  const sections = [...results.sections.filter(({ id }) => id !== section.id), section];
  return { ...results, sections: sections.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)) };
}

/** Every figure of all sections. */
export function figuresOf({ sections }: Results): ReadonlyMap<string, number> {
  return new Map(sections.flatMap(({ figures }) => Object.entries(figures)));
}
