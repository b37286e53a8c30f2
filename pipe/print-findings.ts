import { type Diagnostic, renderPlace } from '../lib/core/diagnostics.ts';
import { findingLines } from '../lib/report/finding-lines.ts';
import type { Console } from './console.ts';
import { printCauses } from './print-causes.ts';

export function printFindings(console: Console, diagnostics: readonly Diagnostic[]): void {
  for (const { level, text } of findingLines(diagnostics)) {
    if (level === 'plain') {
      console.line(text);
    } else {
      console[level](text);
    }
  }
  for (const { at, error } of diagnostics) {
    printCauses(console, error, `${renderPlace(at)}: `);
  }
}
