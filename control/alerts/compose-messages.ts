import type { Redactor } from '../../lib/core/redaction.ts';
import type { AlertGroup } from './alert-group.ts';
import { createAlertTime } from './alert-time.ts';
import { type AlertLanguage, type AlertWords, alertWords } from './alert-words.ts';
import type { QueuedMessage } from './cause.ts';
import { type Detail, details, hostUnits, type UnitTools } from './host-units.ts';
import { fitsSections, type PackedMessage, packUnits, section, sectionBytes } from './pack-units.ts';
import { createTextCleaner } from './text-cleaner.ts';

export interface MessageOptions {
  readonly language: AlertLanguage;
  readonly project: string;
  /** Empty where it is not known: `current` is missing. */
  readonly release: string;
  readonly generation: number | undefined;
  /** The roll-out's name: the same one gives its messages the same ids. */
  readonly run: string;
  readonly now: Date;
  readonly redactor: Redactor;
  /** An IANA name; the machine's own by default. */
  readonly timeZone?: string;
}

/** Above so many messages of one roll-out, causes share messages. */
const mostMessages = 5;

/** Of more hosts no section each is tried: they would not fit into one message. */
const mostEntries = 60;

const rows = details.filter(({ shape }) => shape === 'rows');
const leastDetail: Detail = { shape: 'rows', reasonLength: 0 };

/**
 * The messages of a roll-out: one for each group, with all its hosts; details are left out before hosts are, and where the
 * hosts need more room, a group has several parts. If that gives more than five messages, groups of a kind share them. Pure.
 */
export function composeMessages(groups: readonly AlertGroup[], options: MessageOptions): readonly QueuedMessage[] {
  const tools: UnitTools = {
    words: alertWords[options.language],
    cleaner: createTextCleaner(options.redactor),
    formatTime: createAlertTime(options.timeZone),
    rows: new Map(),
  };
  const each = groups.map((group) => composeGroup(group, options, tools));
  if (each.flat().length <= mostMessages) {
    return each.flat();
  }
  const kinds = [...Map.groupBy(groups, ({ kind }) => kind)];
  return kinds.flatMap(([kind, alike]) => {
    const apart = each.filter((_, index) => alike.some((group) => group === groups[index])).flat();
    const together = alike.length === 1 ? apart : composeTogether(kind, alike, { options, tools });
    return together.length < apart.length ? together : apart;
  });
}

function composeGroup(group: AlertGroup, options: MessageOptions, tools: UnitTools): readonly QueuedMessage[] {
  const heading = headingOf(group.kind, groupHeading(group, tools.words), { options, tools });
  const tried = group.hosts.length > mostEntries ? rows : details;
  const packed = mostDetailed(tried, (detail) =>
    packUnits(hostUnits(group.hosts, detail, tools), heading.longestBytes),
  );
  return finish(packed, { kind: group.kind, cause: group.cause, heading, options });
}

/** Several groups of a kind in rows, each below its own heading. */
function composeTogether(
  kind: AlertGroup['kind'],
  groups: readonly AlertGroup[],
  { options, tools }: { readonly options: MessageOptions; readonly tools: UnitTools },
): readonly QueuedMessage[] {
  const hosts = new Set(groups.flatMap((group) => group.hosts.map(({ host }) => host)));
  const heading = headingOf(kind, tools.words.heading('several', hosts.size), { options, tools });
  const packed = mostDetailed(rows, (detail) =>
    packUnits(
      groups.flatMap((group) => hostUnits(group.hosts, detail, tools, [`• ${groupHeading(group, tools.words)}`])),
      heading.longestBytes,
    ),
  );
  return finish(packed, { kind, cause: undefined, heading, options });
}

/** What tells most in one message; where one does not do, in as few as the least detail needs. None that Slack refuses. */
function mostDetailed(
  tried: readonly Detail[],
  pack: (detail: Detail) => readonly PackedMessage[],
): readonly PackedMessage[] {
  const fewest = pack(leastDetail);
  for (const detail of tried) {
    const packed = detail.shape === 'entries' && fewest.length > 1 ? undefined : pack(detail);
    if (packed !== undefined && packed.length <= fewest.length && packed.every(fitsSections)) {
      return packed;
    }
  }
  return fewest;
}

interface Heading {
  /** `part`: from 1; without it where there is only one. */
  text(part?: { readonly part: number; readonly parts: number }): string;
  readonly longestBytes: number;
}

const marks = { alert: '✖', reminder: '✖', recovered: '✔', notice: 'ℹ' } as const;

function headingOf(
  kind: AlertGroup['kind'],
  what: string,
  {
    options: { project, release, generation },
    tools: { words, cleaner },
  }: { readonly options: MessageOptions; readonly tools: UnitTools },
): Heading {
  const subject = cleaner.line(`${project} ${release}`, 260);
  const which = generation === undefined ? '' : words.generation(generation);
  const text: Heading['text'] = (part) =>
    `${marks[kind]} ${subject}${which}${words.colon}${what}${part === undefined ? '' : words.part(part.part, part.parts)}`;
  return { text, longestBytes: sectionBytes(text({ part: 999, parts: 999 })) };
}

function groupHeading({ kind, cause, hosts }: AlertGroup, words: AlertWords): string {
  const heading = words.heading(cause ?? 'recovered', hosts.length);
  return kind === 'reminder' ? words.still(heading) : heading;
}

function finish(
  packed: readonly PackedMessage[],
  {
    kind,
    cause,
    heading,
    options: { run, project, release, now },
  }: Pick<AlertGroup, 'kind' | 'cause'> & { readonly heading: Heading; readonly options: MessageOptions },
): readonly QueuedMessage[] {
  return packed.map(({ hosts, blocks }, index) => {
    const shown = heading.text(packed.length === 1 ? undefined : { part: index + 1, parts: packed.length });
    return {
      id: [run, kind, cause?.replaceAll(' ', '-') ?? 'several', index + 1].join('/'),
      kind,
      cause,
      project,
      release,
      hosts,
      at: now,
      payload: { text: withoutMarkup(shown), blocks: [section(shown), ...blocks] },
    };
  });
}

/** Slack reads markup in the text of a notification, which cannot be plain. */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
