/** Lines and columns count from 1, columns in characters (code points). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML document as far as it could be read, each node with the place where a person looks for it. */
export type YamlNode = YamlScalar | YamlMap | YamlList | YamlUnreadable;

interface YamlScalar {
  readonly kind: 'scalar';
  readonly at: Position;
  /** As written, without quotes: `1.10` is "1.10" (D10). */
  readonly text: string;
  /** No text at all, or one of `~`, `null`, `Null`, `NULL` without quotes. */
  readonly isNull: boolean;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly at: Position;
  /** In the order of the file, integer-like names included. A value's place is that of its key. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  /** False when entries had to be left out, so that a missing key proves nothing. */
  readonly isWhole: boolean;
}

export interface YamlEntry {
  readonly at: Position;
  readonly value: YamlNode;
}

interface YamlList {
  readonly kind: 'list';
  readonly at: Position;
  readonly items: readonly YamlNode[];
}

/** A value that was already reported as unreadable: nothing more is to be said about it. */
interface YamlUnreadable {
  readonly kind: 'unreadable';
  readonly at: Position;
}

/** One step into a map or a list. */
export type YamlStep = string | number;

export function nodeAt(root: YamlNode, path: readonly YamlStep[]): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const step of path) {
    node = childAt(node, step);
  }
  return node;
}

function childAt(node: YamlNode | undefined, step: YamlStep): YamlNode | undefined {
  if (node?.kind === 'map') {
    return node.entries.get(String(step))?.value;
  }
  return node?.kind === 'list' ? node.items[Number(step)] : undefined;
}

/** The tree as plain values for a JSON Schema: scalars are strings, or null where no value stands. */
export function plainValue(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.isNull ? null : node.text;
    case 'list':
      return node.items.map(plainValue);
    case 'map':
      return plainRecord(node);
    case 'unreadable':
      return null;
  }
}

function plainRecord(map: YamlMap): Record<string, unknown> {
  // without a prototype `__proto__` is a key like any other
  const record: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of map.entries) {
    record[key] = plainValue(value);
  }
  return record;
}
