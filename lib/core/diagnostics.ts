import { TagshipError } from './errors.ts';

/** Where a finding is: in a file (lines and columns count from 1), in a variable, or in a store. */
export type Place =
  | {
      readonly in: 'file';
      readonly file: string;
      readonly line?: number;
      readonly column?: number;
      readonly path?: string;
    }
  | { readonly in: 'variable'; readonly name: string }
  | { readonly in: 'store'; readonly store: string };

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

/** `repo-info:7:3 depend_list.BaseLib: "developer" is not a release; write a tag, e.g. 1.2.3` */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const place = renderPlace(diagnostic.at);
  const hint = diagnostic.hint === undefined ? '' : `; ${diagnostic.hint}`;
  return `${place}: ${diagnostic.message}${hint}`;
}

/** `repo-info:7:3 depend_list.BaseLib`, `store PROJECTA`, `TAG` */
export function renderPlace(place: Place): string {
  switch (place.in) {
    case 'variable':
      return place.name;
    case 'store':
      return `store ${place.store}`;
    case 'file': {
      const position = place.line === undefined ? '' : `:${place.line}:${place.column ?? 1}`;
      const path = place.path === undefined ? '' : ` ${place.path}`;
      return `${place.file}${position}${path}`;
    }
  }
}

const shownLength = 80;

/**
 * A value seen in input, as it is shown in a message: quoted, escaped (no control character reaches a terminal) and
 * cut at 80 characters.
 */
export function quoted(value: string): string {
  const shown = value.length > shownLength ? `${value.slice(0, shownLength)}...` : value;
  const escaped = JSON.stringify(shown).replaceAll(
    // JSON leaves these as they are, and a terminal may act on them: DEL, C1 controls and bidirectional overrides
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return escaped;
}
