import { type Diagnostic, isError, renderShared, shareFindings } from '../core/diagnostics.ts';

export interface FindingLine {
  /** `plain`: belongs to the line before it. */
  readonly level: 'warning' | 'error' | 'failure' | 'plain';
  readonly text: string;
}

/**
 * Every finding as people read it: warnings, then what is wrong with variables in Bitbucket's form, then other errors; once
 * what is the same in several stores.
 */
export function findingLines(diagnostics: readonly Diagnostic[]): readonly FindingLine[] {
  const errors = diagnostics.filter(isError);
  const warnings = diagnostics.filter((diagnostic) => !isError(diagnostic));
  const byVariable = Object.entries(Object.groupBy(errors, ({ at }) => (at.in === 'variable' ? at.name : ''))).filter(
    ([name]) => name !== '',
  );
  return [
    ...shareFindings(warnings).map((warning) => ({ level: 'warning', text: renderShared(warning) }) as const),
    ...(byVariable.length === 0 ? [] : [{ level: 'failure', text: 'Validation errors:' } as const]),
    ...byVariable.map(
      ([name, found = []]) => ({ level: 'plain', text: [`${name}:`, ...found.map(item)].join('\n') }) as const,
    ),
    ...shareFindings(errors.filter(({ at }) => at.in !== 'variable')).map(
      (error) => ({ level: 'error', text: renderShared(error) }) as const,
    ),
  ];
}

function item({ message, hint }: Diagnostic): string {
  return `- ${message}${hint === undefined ? '' : `; ${hint}`}`;
}
