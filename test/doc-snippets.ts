import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page. */
export interface Snippet {
  /** `docs/operator.md:40` */
  readonly at: string;
  readonly language: string;
  /** What stands behind the language, e.g. `file=Clock.rel/repo-info`. */
  readonly marks: Readonly<Record<string, string>>;
  readonly text: string;
}

export const root = join(import.meta.dirname, '..');

/** The pages for people, README first. */
export const pages: readonly string[] = ['README.md', ...globSync('docs/*.md', { cwd: root }).toSorted()];

export function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

export function readSnippets(page: string): readonly Snippet[] {
  const text = readPage(page);
  return [...text.matchAll(/^( *)```(\w+)(?: (.+))?\n([^]*?)^ *```$/gm)].map(
    ([, indent = '', language = '', marks = '', body = ''], index, all) => ({
      at: `${page}:${text.slice(0, all[index]?.index ?? 0).split('\n').length}`,
      language,
      marks: Object.fromEntries(marks.split(' ').flatMap((mark) => (mark.includes('=') ? [mark.split('=')] : []))),
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}
