import { publishers } from '../contenders/publishers.ts';
import { formatNumber } from './format-figures.ts';
import { goalRows } from './goals.ts';
import { figuresOf, type Results, type Table, type TakenSection } from './results.ts';

/** The page bench/RESULTS.md: the same for the same results. */
export function renderResults(results: Results): string {
  const scales = new Set(results.sections.map(({ taken }) => taken.scale));
  return `${[
    '# Benchmarks',
    'Written by `npm run bench`; the data are in `results.json`. Change neither by hand.',
    'Whole processes in a clean environment, run by turns on one machine that may do other things as well: read ratios, not seconds. Peak memory is that of the process and all it started: the greatest sum of VmRSS in samples every 50 ms, or the VmHWM of one process where that is more.',
    ...(scales.size === 1 && scales.has(1)
      ? []
      : ['**Some of it was taken with less than the full amounts (scale below).**']),
    '## Numbers to reach',
    renderTable({ columns: ['what', 'to reach', 'measured', 'reached'], rows: goalRows(figuresOf(results)) }),
    '## Contenders',
    renderTable({ columns: ['name', 'what is run'], rows: publishers.map(({ name, commands }) => [name, commands]) }),
    'All of them start from one clone of a REL, whose scripts name a bucket that differs from store to store; so every other way has to pack for each store anew. They run with their own defaults. cdk-assets runs once for each store, since it has one credential in a run; it makes a zip.',
    ...results.sections.flatMap(renderSection),
    '## Circumstances',
    renderCircumstances(results.sections),
  ].join('\n\n')}\n`;
}

function renderSection(section: TakenSection): readonly string[] {
  return [
    `## ${section.title}`,
    ...section.text,
    ...section.tables.map(renderTable),
    ...section.charts.map(({ name, title }) => `![${title}](plots/${name}.svg)`),
  ];
}

function renderTable({ columns, rows }: Table): string {
  const lines = [columns, columns.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function renderCircumstances(sections: readonly TakenSection[]): string {
  const versions = new Map(sections.flatMap(({ taken }) => Object.entries(taken.versions)));
  const taken = renderTable({
    columns: ['section', 'command', 'taken at', 'commit', 'scale', 'minutes', 'machine'],
    rows: sections.map((section) => [
      section.title,
      `\`npm run bench -- --only ${section.id}\``,
      section.taken.at,
      section.taken.commit,
      String(section.taken.scale),
      formatNumber(section.taken.tookSeconds / 60),
      section.taken.machine,
    ]),
  });
  return `${taken}\n\n${renderTable({ columns: ['program', 'version'], rows: [...versions] })}`;
}
