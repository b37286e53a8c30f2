import type { ToldHost } from './alert-group.ts';
import type { AlertWords } from './alert-words.ts';
import type { Unit } from './pack-units.ts';
import type { TextCleaner } from './text-cleaner.ts';

/** How hosts are shown, in one composing. */
export interface UnitTools {
  readonly words: AlertWords;
  readonly cleaner: TextCleaner;
  readonly formatTime: (at: Date) => string;
  /** The line of a host: the same in every detail that is tried. */
  readonly rows: Map<ToldHost, string>;
}

/**
 * How much is told of each host, from most to least. `entries`: a section for each, the four fields a line each and first;
 * `rows`: a line for each, which has the four fields, below what they share.
 */
export type Detail =
  | { readonly shape: 'entries'; readonly reasonLength: number; readonly logLines: number; readonly lineLength: number }
  | { readonly shape: 'rows'; readonly reasonLength: number };

export const details: readonly Detail[] = [
  { shape: 'entries', reasonLength: 800, logLines: 10, lineLength: 160 },
  { shape: 'entries', reasonLength: 400, logLines: 4, lineLength: 120 },
  { shape: 'entries', reasonLength: 200, logLines: 0, lineLength: 0 },
  { shape: 'rows', reasonLength: 300 },
  { shape: 'rows', reasonLength: 100 },
];

const hostLength = 255;
const fieldLength = 120;

/** The hosts of a group in pieces that stay together, each with its four fields first (R97). `context`: what stands above. */
export function hostUnits(
  hosts: readonly ToldHost[],
  detail: Detail,
  tools: UnitTools,
  context: readonly string[] = [],
): readonly Unit[] {
  if (detail.shape === 'entries') {
    return hosts.map((host) => ({ host: host.host, text: entryOf(host, detail, tools), context, isRow: false }));
  }
  const columns = fourFields(tools.words);
  const withShared = hosts.map((host) => ({ host, shared: sharedOf(host, detail, tools) }));
  // those of which nothing is shared come first: below a line they would seem to share it
  const byShared = [...Map.groupBy(withShared, ({ shared }) => shared)];
  return byShared
    .toSorted(([a], [b]) => Number(a !== '') - Number(b !== ''))
    .flatMap(([shared, alike]) =>
      alike.map(({ host }) => ({
        host: host.host,
        text: rowOf(host, tools),
        context: [...context, columns.join(' | '), ...(shared === '' ? [] : [shared])],
        isRow: true,
      })),
    );
}

function fourFields({ time, host, ansible, node }: AlertWords): readonly string[] {
  return [time, host, ansible, node];
}

function valuesOf({ at, host, ansible, node }: ToldHost, { words, cleaner, formatTime }: UnitTools): readonly string[] {
  const name = host === '' ? words.controlNode : cleaner.line(host, hostLength);
  return [formatTime(at), name, words.ansibleStatuses[ansible], words.nodeStatuses[node]];
}

function rowOf(host: ToldHost, tools: UnitTools): string {
  const row = tools.rows.get(host) ?? valuesOf(host, tools).join(' | ');
  tools.rows.set(host, row);
  return row;
}

function entryOf(host: ToldHost, detail: Detail & { shape: 'entries' }, tools: UnitTools): string {
  const { words, cleaner } = tools;
  const labels = fourFields(words);
  const four = valuesOf(host, tools).map((value, index) => `${labels[index]}${words.colon}${value}`);
  const log = host.logTail === undefined ? [] : logLines(host.logTail, detail, cleaner);
  return [
    ...four,
    ...furtherFields(host, detail.reasonLength, tools),
    ...(log.length === 0 ? [] : [`${words.logTail}${words.colon.trimEnd()}`, ...log]),
  ].join('\n');
}

function logLines(
  text: string,
  { logLines: lines, lineLength }: Detail & { shape: 'entries' },
  cleaner: TextCleaner,
): readonly string[] {
  // indented: none of them can be taken for a line of ours
  return lines === 0 ? [] : cleaner.lastLines(text, { lines, lineLength }).map((line) => `    ${line}`);
}

function sharedOf(host: ToldHost, { reasonLength }: Detail & { shape: 'rows' }, tools: UnitTools): string {
  return reasonLength === 0 ? '' : furtherFields({ ...host, since: undefined }, reasonLength, tools).join('; ');
}

function furtherFields(
  { version, step, reason, since, was }: ToldHost,
  reasonLength: number,
  { words, cleaner, formatTime }: UnitTools,
): readonly string[] {
  const fields: readonly (readonly [label: string, value: string | undefined])[] = [
    [words.version, version === undefined ? undefined : cleaner.line(version, fieldLength)],
    [words.step, step === undefined ? undefined : cleaner.line(step, fieldLength)],
    [words.reason, reason === undefined ? undefined : cleaner.line(reason, reasonLength)],
    [words.was, was.length === 0 ? undefined : was.map((cause) => words.causes[cause]).join(words.comma)],
    [words.since, since === undefined ? undefined : formatTime(since)],
  ];
  return fields.flatMap(([label, value]) => (value === undefined ? [] : [`${label}${words.colon}${value}`]));
}
