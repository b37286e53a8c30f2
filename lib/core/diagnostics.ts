import { TagshipError } from './errors.ts';

/** Where a finding is: in a file, in a variable, or in a store. */
export type Place =
  | FilePlace
  | { readonly in: 'variable'; readonly name: string }
  /** `namedAt`: what asked the store for that which is wrong there. */
  | { readonly in: 'store'; readonly store: string; readonly namedAt?: FilePlace };

/** Lines and columns count from 1. */
export interface FilePlace {
  readonly in: 'file';
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
}

/** One finding: what is wrong at which place, with the value seen, and what to write instead. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly at: Place;
  readonly message: string;
  readonly hint?: string;
  /** The error that was found, where it was one: for who looks closer. */
  readonly error?: unknown;
}

/** Thrown when input is wrong: carries every finding at once, warnings included. */
export class DiagnosticsError extends TagshipError {
  override readonly name = 'DiagnosticsError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super('invalid-input', diagnostics.filter(isError).map(renderDiagnostic).join('\n'));
    this.diagnostics = diagnostics;
  }
}

export function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error';
}

const mostFindings = 1000;

/**
 * At most a thousand findings, errors first: who reads those knows enough, and a build log has an end. What is the same in
 * several stores is one of them, so that no store goes unnamed for what others lack.
 */
export function limitFindings(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= mostFindings) {
    return diagnostics;
  }
  const ordered = diagnostics.toSorted((a, b) => Number(isError(b)) - Number(isError(a)));
  const kept: Diagnostic[] = [];
  const others: Diagnostic[] = [];
  const told = new Set<string>();
  for (const finding of ordered) {
    const text = finding.at.in === 'store' ? likeness(finding, finding.at) : `${told.size}`;
    if (told.has(text) || told.size < mostFindings) {
      told.add(text);
      kept.push(finding);
    } else {
      others.push(finding);
    }
  }
  const [next, ...more] = others;
  const rest = {
    message: `${more.length + 1} more findings, here and elsewhere`,
    hint: 'mend those that are told first',
  };
  return [...kept, ...(next === undefined ? [] : [{ ...next, ...rest }])];
}

/** `repo-info:7:3 depend_list.BaseLib: "developer" is not a release; write a tag, e.g. 1.2.3` */
export function renderDiagnostic(finding: Diagnostic): string {
  return renderShared({ finding, stores: storesOf(finding.at) });
}

/** One finding, and every store in which it is the same. */
export interface SharedFinding {
  readonly finding: Diagnostic;
  /** Empty for a finding that is in no store. */
  readonly stores: readonly string[];
}

/** Puts together what is the same in several stores: people read it once. */
export function shareFindings(diagnostics: readonly Diagnostic[]): readonly SharedFinding[] {
  const shared = new Map<string, { finding: Diagnostic; stores: string[] }>();
  const result: SharedFinding[] = [];
  for (const finding of diagnostics) {
    const { at } = finding;
    if (at.in !== 'store') {
      result.push({ finding, stores: [] });
      continue;
    }
    const key = likeness(finding, at);
    const same = shared.get(key);
    if (same === undefined) {
      const first = { finding, stores: [at.store] };
      shared.set(key, first);
      result.push(first);
    } else {
      same.stores.push(at.store);
    }
  }
  return result;
}

/** The same for findings that are the same in several stores. */
function likeness({ severity, message, hint }: Diagnostic, at: Extract<Place, { in: 'store' }>): string {
  return JSON.stringify([at.namedAt, severity, message, hint]);
}

/** `repo-info:4:3 depend_list.BaseLib: stores PROJECTA, PROJECTB: ...` */
export function renderShared({ finding: { at, message, hint }, stores }: SharedFinding): string {
  return `${renderPlace(at, stores)}: ${message}${hint === undefined ? '' : `; ${hint}`}`;
}

/** `repo-info:7:3 depend_list.BaseLib`, `store PROJECTA`, `TAG` */
export function renderPlace(place: Place, stores = storesOf(place)): string {
  switch (place.in) {
    case 'variable':
      return place.name;
    case 'store': {
      const named = place.namedAt === undefined ? '' : `${renderFilePlace(place.namedAt)}: `;
      return `${named}${stores.length === 1 ? 'store' : 'stores'} ${stores.join(', ')}`;
    }
    case 'file':
      return renderFilePlace(place);
  }
}

function storesOf(place: Place): readonly string[] {
  return place.in === 'store' ? [place.store] : [];
}

function renderFilePlace({ file, line, column, path }: FilePlace): string {
  const position = line === undefined ? '' : `:${line}:${column ?? 1}`;
  return `${file}${position}${path === undefined ? '' : ` ${path}`}`;
}

const shownLength = 80;

/**
 * A value seen in input, as it is shown in a message: quoted, escaped (no control character reaches a terminal) and
 * cut at 80 characters.
 */
export function quoted(value: string): string {
  const shown = value.length > shownLength ? `${value.slice(0, shownLength)}...` : value;
  const escaped = JSON.stringify(shown).replaceAll(
    // JSON leaves these as they are, and nobody sees them: blanks that are none, joiners, byte order marks; a terminal may
    // act on others: DEL, C1 controls and bidirectional overrides
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (character) => character.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
  return escaped;
}
