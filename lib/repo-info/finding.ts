import type { Diagnostic } from '../core/diagnostics.ts';
import { quoted } from '../core/diagnostics.ts';
import type { Position, YamlStep } from './yaml-tree.ts';

/** A finding at one place of a tree; it becomes a diagnostic once the file's name is known. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly at: Position;
  readonly path: readonly YamlStep[];
  readonly message: string;
  readonly hint?: string;
}

const mostFindings = 100;

/** The findings of one file in the order of its lines, at most 100 of them. */
export function asDiagnostics(file: string, findings: readonly Finding[]): readonly Diagnostic[] {
  const sorted = findings.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  const diagnostics = sorted.slice(0, mostFindings).map((finding) => asDiagnostic(file, finding));
  const rest = sorted.slice(mostFindings);
  if (rest.length > 0) {
    // an error among the rest must still fail the run
    const severity = rest.some((finding) => finding.severity === 'error') ? 'error' : 'warning';
    diagnostics.push({ severity, at: { in: 'file', file }, message: `${rest.length} more findings are not shown` });
  }
  return diagnostics;
}

function asDiagnostic(file: string, { severity, at, path, message, hint }: Finding): Diagnostic {
  return {
    severity,
    at: { in: 'file', file, ...at, ...(path.length > 0 && { path: renderPath(path) }) },
    message,
    ...(hint !== undefined && { hint }),
  };
}

/** `sub_repo.ModuleC.args[0]`; a key that could harm a terminal or be misread is quoted. */
export function renderPath(path: readonly YamlStep[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') {
        return `[${step}]`;
      }
      const key = /^[\w.+-]{1,128}$/.test(step) ? step : quoted(step);
      return index === 0 ? key : `.${key}`;
    })
    .join('');
}
