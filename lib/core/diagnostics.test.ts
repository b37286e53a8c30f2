import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Diagnostic,
  DiagnosticsError,
  limitFindings,
  type Place,
  quoted,
  renderDiagnostic,
} from './diagnostics.ts';

describe('renderDiagnostic', () => {
  test.each<[Place, string]>([
    [
      { in: 'file', file: 'repo-info', line: 7, column: 3, path: 'depend_list.BaseLib' },
      'repo-info:7:3 depend_list.BaseLib: wrong; mend it',
    ],
    [{ in: 'file', file: 'deploy.sh', line: 7 }, 'deploy.sh:7:1: wrong; mend it'],
    [{ in: 'file', file: 'images.yaml' }, 'images.yaml: wrong; mend it'],
    [{ in: 'variable', name: 'REPO_NAME' }, 'REPO_NAME: wrong; mend it'],
    [{ in: 'store', store: 'PROJECTA' }, 'store PROJECTA: wrong; mend it'],
  ])('names the place %j', (at, rendered) => {
    const text = renderDiagnostic({ severity: 'error', at, message: 'wrong', hint: 'mend it' });

    expect(text).toBe(rendered);
  });

  test('ends after the message when there is no hint', () => {
    const text = renderDiagnostic({ severity: 'error', at: { in: 'variable', name: 'KIND' }, message: 'wrong' });

    expect(text).toBe('KIND: wrong');
  });
});

describe('DiagnosticsError', () => {
  test('carries every finding and says every error, one in a line', () => {
    const finding = (severity: Diagnostic['severity'], name: string): Diagnostic => ({
      severity,
      at: { in: 'variable', name },
      message: 'wrong',
    });
    const findings = [finding('error', 'KIND'), finding('warning', 'DEBUG'), finding('error', 'TAG')];

    const error = new DiagnosticsError(findings);

    expect(error).toMatchObject({ name: 'DiagnosticsError', code: 'invalid-input', diagnostics: findings });
    expect(error.message).toBe('KIND: wrong\nTAG: wrong');
  });
});

describe('limitFindings', () => {
  const finding = (severity: Diagnostic['severity'], line: number): Diagnostic => ({
    severity,
    at: { in: 'file', file: 'repo-info', line, column: 1 },
    message: 'wrong',
  });

  test('keeps a thousand as they are', () => {
    const findings = Array.from({ length: 1000 }, (_, index) => finding(index % 2 === 0 ? 'warning' : 'error', index));

    expect(limitFindings(findings)).toBe(findings);
  });

  test('tells of more how many there are, and no warning in place of an error', () => {
    const warnings = Array.from({ length: 1500 }, (_, index) => finding('warning', index + 1));

    const limited = limitFindings([...warnings, finding('error', 7)]);

    expect(limited).toHaveLength(1001);
    expect(limited.slice(0, 2).map((one) => `${one.severity} ${renderDiagnostic(one)}`)).toEqual([
      'error repo-info:7:1: wrong',
      'warning repo-info:1:1: wrong',
    ]);
    expect(limited.slice(-1).map((one) => `${one.severity} ${renderDiagnostic(one)}`)).toEqual([
      'warning repo-info:1000:1: 501 more findings, here and elsewhere; mend those that are told first',
    ]);
  });
});

describe('quoted', () => {
  test.each([
    ['1.2.3', '"1.2.3"'],
    ['', '""'],
    ['say "no"', String.raw`"say \"no\""`],
    ['a\nb\tc', String.raw`"a\nb\tc"`],
    ['\u001b[31mred', String.raw`"\u001b[31mred"`],
    ['\u007f\u009b31m', String.raw`"\u007f\u009b31m"`],
    ['\u202egnp.exe', String.raw`"\u202egnp.exe"`],
    ['\u2066x\u2069', String.raw`"\u2066x\u2069"`],
    ['line\u2028end', String.raw`"line\u2028end"`],
    ['\ud800', String.raw`"\ud800"`],
    ['1.2.3\u200b', String.raw`"1.2.3\u200b"`],
    ['\ufeff1.0\u00a0', String.raw`"\ufeff1.0\u00a0"`],
    ['\u{e0041}x', String.raw`"\udb40\udc41x"`],
    ['Ärger 統一', '"Ärger 統一"'],
  ])('shows %j as %s', (value, shown) => {
    expect(quoted(value)).toBe(shown);
  });

  test('cuts a value after 80 characters and says so', () => {
    expect(quoted('x'.repeat(80))).toBe(`"${'x'.repeat(80)}"`);
    expect(quoted('x'.repeat(81))).toBe(`"${'x'.repeat(80)}..."`);
  });

  test('sends nothing to a terminal that it could act on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(quoted(value)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

test('what many stores lack leaves no other store unnamed', () => {
  const lacking = Array.from({ length: 2000 }, (_, index) => ({
    severity: 'error' as const,
    at: { in: 'store' as const, store: `P${index % 50}` },
    message: `module ${Math.floor(index / 50)} is missing`,
  }));
  const refused = { severity: 'error' as const, at: { in: 'store' as const, store: 'P50' }, message: 'denied' };

  const told = limitFindings([...lacking, refused]);

  expect(told).toHaveLength(2001);
  expect(told.at(-1)).toEqual(refused);
});
