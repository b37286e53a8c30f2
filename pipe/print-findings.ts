import { type Diagnostic, isError, renderDiagnostic } from '../lib/core/diagnostics.ts';
import type { Console } from './console.ts';

/** Prints every finding: warnings, then what is wrong with variables in Bitbucket's form, then the other errors. */
export function printFindings(console: Console, diagnostics: readonly Diagnostic[]): void {
  for (const warning of diagnostics.filter((diagnostic) => !isError(diagnostic))) {
    console.warning(renderDiagnostic(warning));
  }
  const errors = diagnostics.filter(isError);
  const byVariable = new Map<string, string[]>();
  for (const { at, message, hint } of errors) {
    if (at.in === 'variable') {
      const lines = byVariable.get(at.name) ?? [];
      byVariable.set(at.name, [...lines, `- ${message}${hint === undefined ? '' : `; ${hint}`}`]);
    }
  }
  if (byVariable.size > 0) {
    console.failure('Validation errors:');
    for (const [name, lines] of byVariable) {
      console.line(`${name}:\n${lines.join('\n')}`);
    }
  }
  for (const error of errors.filter(({ at }) => at.in !== 'variable')) {
    console.error(renderDiagnostic(error));
  }
}
