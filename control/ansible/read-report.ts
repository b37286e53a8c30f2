import type { ReportedRun, ReportedScript } from '../watch/observation.ts';
import { isRecord } from './ansible-event.ts';
import { cleanText } from './clean-text.ts';

const mostScripts = 1000;
const bounds = { word: 200, reason: 4000, tail: 8000 };

/**
 * Reads what `tagship-node apply --json` printed. It comes from a node, so nothing of it is believed to have a type or an
 * end. Undefined for what is not the answer of an `apply`.
 */
export function readReport(text: string, redact: (text: string) => string): ReportedRun | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['command'] !== 'apply' || typeof value['outcome'] !== 'string') {
    return undefined;
  }
  const textOf = (inner: unknown, mostCharacters: number): string | undefined =>
    typeof inner === 'string' ? cleanText(inner, { mostCharacters, redact }) : undefined;
  const scriptOf = (script: Readonly<Record<string, unknown>>): ReportedScript => ({
    module: textOf(script['module'], bounds.word) ?? '',
    script: textOf(script['script'], bounds.word) ?? '',
    end: textOf(script['end'], bounds.word) ?? '',
    durationMs: typeof script['durationMs'] === 'number' ? script['durationMs'] : 0,
    tail: textOf(script['tail'], bounds.tail),
  });
  const scripts: readonly unknown[] = Array.isArray(value['scripts']) ? value['scripts'].slice(-mostScripts) : [];
  return {
    outcome: textOf(value['outcome'], bounds.word) ?? '',
    release: textOf(value['release'], bounds.word),
    run: textOf(value['run'], bounds.word),
    rebuilt: value['rebuilt'] === true,
    interrupted: textOf(value['interrupted'], bounds.reason),
    reason: textOf(value['reason'], bounds.reason),
    hint: textOf(value['hint'], bounds.reason),
    scripts: scripts.filter(isRecord).map(scriptOf),
  };
}
