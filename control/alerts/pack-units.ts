import type { SlackBlock } from '../../lib/report/slack-message.ts';

/**
 * Slack's limits: 3000 characters of a section and 50 blocks of a message are written down (Block Kit reference, "Section
 * block"; "Blocks"); that all blocks of a message together may have about 13,000 bytes is not, and is what Slack answers by
 * `msg_blocks_too_long`. Below each of them some room is left.
 */
const limits = { sectionLength: 2900, blocks: 48, messageBytes: 12_000 } as const;

/** A piece of text that stays together: a host. */
export interface Unit {
  readonly host: string;
  readonly text: string;
  /** Lines that have to stand somewhere above it in its message: what it is an entry of, the labels of its columns. */
  readonly context: readonly string[];
  /** Rows stand close together; what is no row is a section of its own. */
  readonly isRow: boolean;
}

export interface PackedMessage {
  readonly hosts: readonly string[];
  readonly blocks: readonly SlackBlock[];
}

/** Fills as few messages as need be with units, in their order. `headingBytes`: what is to be kept free in each. */
export function packUnits(units: readonly Unit[], headingBytes: number): readonly PackedMessage[] {
  const messages: PackedMessage[] = [];
  let message = startMessage(headingBytes);
  for (const unit of units) {
    if (!message.take(unit)) {
      messages.push(message.packed());
      message = startMessage(headingBytes);
      message.take(unit);
    }
  }
  return units.length === 0 ? [] : [...messages, message.packed()];
}

/** A host has all that is told of it in one section: of one with long names and long lines that may be too much. */
export function fitsSections({ blocks }: PackedMessage): boolean {
  return blocks.every(({ text }) => text.text.length <= limits.sectionLength);
}

/** What a text takes of a message as a section of its own. */
export function sectionBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(section(text))) + 1;
}

export function section(text: string): SlackBlock {
  return { type: 'section', text: { type: 'plain_text', text, emoji: false } };
}

interface MessageInWork {
  /** Whether the unit found room: the first one always does. */
  take(unit: Unit): boolean;
  packed(): PackedMessage;
}

const emptySectionBytes = sectionBytes('');

function startMessage(headingBytes: number): MessageInWork {
  const hosts: string[] = [];
  const sections: string[] = [];
  let context: readonly string[] = [];
  let lastIsRow = false;
  let bytes = headingBytes;

  return {
    take(unit) {
      const above = unit.context.filter((line) => !context.includes(line));
      const text = [...above, unit.text].join('\n');
      const last = sections.at(-1);
      const joins =
        last !== undefined && unit.isRow && lastIsRow && last.length + 1 + text.length <= limits.sectionLength;
      const added = jsonBytes(text) + (joins ? jsonBytes('\n') : emptySectionBytes);
      const isFull = bytes + added > limits.messageBytes || (!joins && sections.length + 1 >= limits.blocks);
      if (isFull && sections.length > 0) {
        return false;
      }
      if (joins) {
        sections[sections.length - 1] = `${last}\n${text}`;
      } else {
        sections.push(text);
      }
      hosts.push(unit.host);
      bytes += added;
      context = unit.context;
      lastIsRow = unit.isRow;
      return true;
    },
    packed: () => ({ hosts, blocks: sections.map(section) }),
  };
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
