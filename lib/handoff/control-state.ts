import type { Handoff } from '../../schemas/generated/handoff.ts';
import type { HistoryLine } from '../../schemas/generated/history-line.ts';
import { isHandoff, isHistoryLine } from '../../schemas/generated/validators.js';
import { quoted } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';

export type { HistoryLine };

/** What the control node has of a project. */
export interface ControlState {
  /** The folder of all projects; undefined from a receive step that does not say it. */
  readonly root: string | undefined;
  /** The generation that `current` points to. */
  readonly current: CurrentGeneration | undefined;
  /** The highest number in `generations`; 0 when there is none. */
  readonly highest: number;
  /** Of the history: the last line, and every line of the release or of the build that was asked for. */
  readonly history: readonly HistoryLine[];
  /** UUIDs of repositories that somebody confirmed there. */
  readonly acceptedRepositories: readonly string[];
  /** What could not be read and is passed over. */
  readonly warnings: readonly string[];
}

interface CurrentGeneration {
  readonly generation: number;
  readonly handoff: Handoff;
  /** Of its release.json, where that could be read. */
  readonly record:
    | { readonly contentSha256: string; readonly build: number; readonly repositoryUuid: string }
    | undefined;
}

/** The lines of `receive.sh` between `hello` and `ready`, without their mark. Throws `control-node` when they make no sense. */
export function parseControlState(lines: readonly string[]): ControlState {
  const byWord = (word: string): string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const [current = 'none'] = byWord('current');
  const [highest = ''] = byWord('highest');
  if (!/^(?:none|\d{6,9})$/.test(current) || !/^(?:\d{6,9})?$/.test(highest)) {
    throw unreadable(`it has ${quoted(current)} as current and ${quoted(highest)} as highest generation`);
  }
  const history = byWord('history').map(parseHistoryLine);
  const unread = history.filter((line) => line === undefined).length;
  const [root] = byWord('root');
  return {
    root,
    current: current === 'none' ? undefined : parseCurrent(Number(current), byWord('handoff'), byWord('record')),
    highest: Number(highest),
    history: history.filter((line) => line !== undefined),
    acceptedRepositories: byWord('accepts').map((line) => line.trim()),
    warnings: unread === 0 ? [] : [`${unread} lines of the history cannot be read and are passed over`],
  };
}

function parseCurrent(
  generation: number,
  handoffLines: readonly string[],
  recordLines: readonly string[],
): CurrentGeneration {
  const handoff = parse(handoffLines.join('\n'));
  if (!isHandoff(handoff)) {
    throw unreadable(`handoff.json of its current generation ${generation} cannot be read`);
  }
  const record = parse(`{${recordLines.join('\n').replace(/,\s*$/, '')}}`);
  return { generation, handoff, record: recordFacts(record) };
}

function recordFacts(record: unknown): CurrentGeneration['record'] {
  const contentSha256 = textIn(record, 'package', 'contentSha256');
  const repositoryUuid = textIn(record, 'source', 'repositoryUuid');
  const build = memberOf(memberOf(record, 'source'), 'build');
  return contentSha256 === undefined || repositoryUuid === undefined || typeof build !== 'number'
    ? undefined
    : { contentSha256, repositoryUuid, build };
}

function textIn(value: unknown, part: string, name: string): string | undefined {
  const found = memberOf(memberOf(value, part), name);
  return typeof found === 'string' ? found : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function parseHistoryLine(line: string): HistoryLine | undefined {
  const value = parse(line);
  return isHistoryLine(value) ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(what: string): TagshipError {
  return new TagshipError('control-node', `the control node says what cannot be used: ${what}`, {
    hint: 'look at the folder of the project there; nothing was changed',
  });
}
