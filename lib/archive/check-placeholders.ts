import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import type { PackEntry } from './pack-entry.ts';
import {
  type FoundPlaceholder,
  findPlaceholders,
  maximumPlaceholderFileBytes,
  type PlaceholderName,
} from './placeholders.ts';
import { readSourceFile } from './source-file.ts';

export interface PlaceholderFilesCheck {
  readonly entries: readonly PackEntry[];
  /** Paths in the archive. */
  readonly placeholderFiles: readonly string[];
  /** The names that have a value in this build. */
  readonly available: ReadonlySet<PlaceholderName>;
  readonly kind: 'src' | 'rel' | 'dist';
  /** The name of the variable that `placeholderFiles` came from, for the diagnostics. */
  readonly variable: string;
}

/** Everything that would make rendering fail or give a wrong script, in every placeholder file (promise 1). */
export function checkPlaceholderFiles(check: PlaceholderFilesCheck): Diagnostic[] {
  const byPath = new Map(check.entries.map((entry) => [entry.path, entry]));
  const files = [...new Set(check.placeholderFiles)];
  const tooMuch = checkTotal(files.flatMap((file) => byPath.get(file) ?? []));
  if (tooMuch !== undefined) {
    return [{ severity: 'error', at: { in: 'variable', name: check.variable }, ...tooMuch }];
  }
  return files.flatMap((file) => {
    const entry = byPath.get(file);
    const problem = renderingProblem(file, entry);
    if (problem !== undefined) {
      return [{ severity: 'error' as const, at: { in: 'variable' as const, name: check.variable }, ...problem }];
    }
    return entry?.type === 'file' ? checkContent({ ...check, file, content: readSourceFile(entry) }) : [];
  });
}

/** They are in memory together, rendered for every store. */
function checkTotal(entries: readonly PackEntry[]): Pick<Diagnostic, 'message' | 'hint'> | undefined {
  const sizes = entries.flatMap((entry) => (entry.type === 'file' ? [entry.size] : []));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= maximumPlaceholderFileBytes || sizes.some((size) => size > maximumPlaceholderFileBytes)) {
    return undefined;
  }
  const message = `has ${total} bytes in ${sizes.length} files, placeholder files have at most 16 MiB together`;
  return { message, hint: 'name only those with placeholders' };
}

function checkContent(check: PlaceholderCheck): readonly Diagnostic[] {
  return [...(check.content.includes(0) ? [noText(check.file)] : []), ...checkPlaceholders(check)];
}

/** UTF-16 hides its placeholders, and a program does not bear that a text in it gets longer. */
function noText(file: string): Diagnostic {
  const message =
    'has zero bytes, so it is no script: in UTF-16 no placeholder is found, in a program a value does not fit';
  const hint = 'save a script as UTF-8; let a script hand the values to a program';
  return { severity: 'warning', at: { in: 'file', file }, message, hint };
}

export interface PlaceholderCheck {
  /** The file's path in the archive, for the diagnostics. */
  readonly file: string;
  readonly content: Buffer;
  readonly available: ReadonlySet<PlaceholderName>;
  readonly kind: 'src' | 'rel' | 'dist';
}

/**
 * A reserved name without a value in this build is an error (D2), `${BITBUCKET_TAG}` in a REL a warning (D3). Each name
 * is told once for a file, at its first place: one cure mends them all.
 */
export function checkPlaceholders({ file, content, available, kind }: PlaceholderCheck): Diagnostic[] {
  const byName = Map.groupBy(findPlaceholders(content), ({ name }) => name);
  return [...byName].flatMap(([name, [first, ...others]]): Diagnostic[] => {
    if (first === undefined) {
      return [];
    }
    const at = { in: 'file', file, line: first.line, column: first.column } as const;
    if (name !== 'BITBUCKET_TAG') {
      const message = `\${${name}} has no value in this build${alsoAt(others)}`;
      return available.has(name) ? [] : [{ severity: 'error', at, message, hint: cureFor(name, kind) }];
    }
    if (kind !== 'rel') {
      return [];
    }
    const message = `\${BITBUCKET_TAG} would be the tag of REL, the binary lies under the tag of SRC${alsoAt(others)}`;
    return [{ severity: 'warning', at, message, hint: 'write ${SRC_TAG}' }];
  });
}

const mostPlaces = 10;

function alsoAt(places: readonly Pick<FoundPlaceholder, 'line' | 'column'>[]): string {
  if (places.length === 0) {
    return '';
  }
  const shown = places.slice(0, mostPlaces).map(({ line, column }) => `${line}:${column}`);
  return ` (also ${shown.join(', ')}${places.length > mostPlaces ? ', ...' : ''})`;
}

function cureFor(name: PlaceholderName, kind: PlaceholderCheck['kind']): string {
  return kind === 'dist' && (name === 'BIN_NAME' || name === 'SRC_TAG') ? cureInDist : cures[name];
}

const cureInDist = 'only the scripts of a REL have a binary to fetch; take the placeholder out';

const cures: Readonly<Record<PlaceholderName, string>> = {
  BUCKET_NAME: 'name a store (BUCKET_NAME, or STORES with <STORE>_BUCKET_NAME)',
  REPO_NAME: 'set REPO_NAME',
  BIN_NAME:
    'write a version as src_branch in repo-info and set BIN_NAME, or take the placeholder out when there is no binary',
  SRC_TAG:
    'write a version as src_branch in repo-info and set BIN_NAME, or take the placeholder out when there is no binary',
  REL_TAG: 'write the version as rel_branch in repo-info',
};

/** What keeps an entry from being rendered, or undefined. */
export function renderingProblem(
  file: string,
  entry: PackEntry | undefined,
): Pick<Diagnostic, 'message' | 'hint'> | undefined {
  if (entry === undefined) {
    return { message: `${quoted(file)} is not in the package`, hint: 'pack it, or take it out of this list' };
  }
  if (entry.type !== 'file') {
    return { message: `${quoted(file)} is a ${entry.type}, only files are rendered`, hint: 'name a file' };
  }
  if (entry.size > maximumPlaceholderFileBytes) {
    return {
      message: `${quoted(file)} has ${entry.size} bytes, a placeholder file has at most 16 MiB`,
      hint: 'put the placeholders into a small script',
    };
  }
  return undefined;
}
