import { isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { quoted } from '../core/diagnostics.ts';
import type { Position, YamlEntry, YamlMap, YamlNode } from './yaml-tree.ts';

export interface TreeSource {
  /** What the document was parsed from. */
  readonly text: string;
  /** In `any` YAML aliases are followed and keys may be of every kind. */
  readonly dialect: 'plain' | 'any';
  positionAt(offset: number): Position;
  /** Whether a line between the two offsets was reported, so that what stands there cannot be judged. */
  isBroken(start: number, end: number): boolean;
}

export interface KeySlip {
  readonly at: Position;
  readonly message: string;
  readonly hint: string;
}

interface Building extends TreeSource {
  readonly slips: KeySlip[];
  readonly anchored: Map<string, YamlNode>;
}

const nullTexts: ReadonlySet<unknown> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** Makes a tree of a document's contents as the package `yaml` (schema `failsafe`) gives them, and reports bad keys. */
export function buildTree(contents: unknown, source: TreeSource): { root: YamlNode; slips: readonly KeySlip[] } {
  const building: Building = { ...source, slips: [], anchored: new Map() };
  const root = buildNode(contents, placeOf(contents, building) ?? { line: 1, column: 1 }, building);
  return { root, slips: building.slips };
}

function buildNode(node: unknown, at: Position, building: Building): YamlNode {
  if (isAlias(node)) {
    // a reference to the same node, not a copy: aliases of aliases cost nothing
    const target = building.dialect === 'any' ? building.anchored.get(node.source) : undefined;
    return target ?? { kind: 'unreadable', at };
  }
  const built = buildKind(node, at, building);
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
    building.anchored.set(node.anchor, built);
  }
  return built;
}

function buildKind(node: unknown, at: Position, building: Building): YamlNode {
  if (isScalar(node)) {
    return buildScalar(node, at, building);
  }
  if ((isMap(node) || isSeq(node)) && isUnclosed(node, building)) {
    return { kind: 'unreadable', at };
  }
  if (isMap(node)) {
    return buildMap(node, at, building);
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => buildNode(item, placeOf(item, building) ?? at, building));
    return { kind: 'list', at, items };
  }
  return { kind: 'scalar', at, text: '', isNull: true };
}

/** `[a` without `]`: the parser has told that, and what else belongs to it is not known. */
function isUnclosed({ flow, range }: YAMLMap | YAMLSeq, { text }: Building): boolean {
  const last = text[(range?.[1] ?? 0) - 1];
  // `[a: b]` holds a map in flow style that has no brackets of its own
  const first = text[range?.[0] ?? 0];
  return flow === true && (first === '[' || first === '{') && last !== ']' && last !== '}';
}

function buildScalar({ range, type, value }: Scalar, at: Position, { isBroken }: Building): YamlNode {
  if (range && isBroken(range[0], range[1])) {
    return { kind: 'unreadable', at };
  }
  return { kind: 'scalar', at, text: String(value), isNull: type === 'PLAIN' && nullTexts.has(value) };
}

function buildMap(map: YAMLMap, at: Position, building: Building): YamlMap {
  const entries = new Map<string, YamlEntry>();
  let isWhole = true;
  for (const { key, value } of map.items) {
    const keyAt = placeOf(key, building) ?? at;
    const name = readKey(key, keyAt, building);
    const first = name === undefined ? undefined : entries.get(name);
    if (name === undefined) {
      isWhole = false;
    } else if (first === undefined) {
      entries.set(name, { at: keyAt, value: buildNode(value, keyAt, building) });
    } else {
      const message = `${quoted(name)} stands here a second time, first in line ${first.at.line}`;
      building.slips.push({ at: keyAt, message, hint: 'keep one of the two' });
    }
  }
  return { kind: 'map', at, entries, isWhole };
}

/** Undefined for a key that is none for us, reported here or before. */
function readKey(key: unknown, at: Position, { dialect, isBroken, slips }: Building): string | undefined {
  if (isMap(key) || isSeq(key)) {
    if (dialect === 'plain') {
      slips.push({ at, message: `a ${isMap(key) ? 'map' : 'list'} cannot be a key`, hint: 'write "key: value"' });
    }
    return undefined;
  }
  if (!isScalar(key) || (key.range && isBroken(key.range[0], key.range[1]))) {
    return undefined;
  }
  if (key.type === 'PLAIN' && key.value === '' && dialect === 'plain') {
    slips.push({ at, message: 'a key is missing before ":"', hint: 'write "key: value"' });
    return undefined;
  }
  return key.type === 'PLAIN' && key.value === '<<' ? undefined : String(key.value);
}

function placeOf(node: unknown, { positionAt }: Building): Position | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? positionAt(node.range?.[0] ?? 0) : undefined;
}
