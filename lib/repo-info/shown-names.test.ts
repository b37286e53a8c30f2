import { expect, test } from 'vitest';
import { renderDiagnostic } from '../core/diagnostics.ts';
import { parseRepoInfo } from './parse-repo-info.ts';

test('a name that was probably meant is shown without what a log cannot show', () => {
  const bytes = Buffer.from('rel_branch: 2.1.0\nsub_repo:\n  "BaseLi\\tb": 1.2.3\nupgrade_list:\n  BaseLib: 1.2.4\n');

  const { diagnostics } = parseRepoInfo(bytes, { file: 'f', kind: 'dist', name: 'N', target: { on: 'other' } });

  const lines = diagnostics.map(renderDiagnostic);
  expect(lines.some((line) => line.includes('did you mean "BaseLi\\tb"?'))).toBe(true);
  expect(lines.join('')).not.toContain('\t');
});
