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

/** At most a thousand findings, errors first: who reads those knows enough, and a build log has an end. */
export function limitFindings(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= mostFindings) {
    return diagnostics;
  }
  const ordered = diagnostics.toSorted((a, b) => Number(isError(b)) - Number(isError(a)));
  const [next, ...more] = ordered.slice(mostFindings);
  const rest = {
    message: `${more.length + 1} more findings, here and elsewhere`,
    hint: 'mend those that are told first',
  };
  return [...ordered.slice(0, mostFindings), ...(next === undefined ? [] : [{ ...next, ...rest }])];
}

/** `repo-info:7:3 depend_list.BaseLib: "developer" is not a release; write a tag, e.g. 1.2.3` */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const place = renderPlace(diagnostic.at);
  const hint = diagnostic.hint === undefined ? '' : `; ${diagnostic.hint}`;
  return `${place}: ${diagnostic.message}${hint}`;
}

function renderPlace(place: Place): string {
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
    // JSON leaves these as they are, and nobody sees them: blanks that are none, joiners, byte order marks; a terminal may
    // act on others: DEL, C1 controls and bidirectional overrides
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (character) => character.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
  return escaped;
}
