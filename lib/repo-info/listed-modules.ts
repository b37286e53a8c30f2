import { nodeAt, type Position, type YamlNode, type YamlStep } from './yaml-tree.ts';

/** A line of depend_list, sub_repo or upgrade_list. */
export interface ListedModule {
  readonly name: string;
  readonly at: Position;
  readonly path: readonly YamlStep[];
  /** Undefined where no text stands for it. */
  readonly version: PlacedText | undefined;
}

export interface PlacedText {
  readonly text: string;
  readonly at: Position;
  readonly path: readonly YamlStep[];
}

/** The modules of a list in file order; none when it is `none`, or no map at all. */
export function entriesOf(root: YamlNode, list: string): readonly ListedModule[] {
  const node = nodeAt(root, [list]);
  if (node?.kind !== 'map') {
    return [];
  }
  return [...node.entries].map(([name, { at, value }]) => {
    const path = [list, name];
    const isLong = list === 'sub_repo' && value.kind === 'map';
    return { name, at, path, version: textOf(root, isLong ? [...path, 'version'] : path) };
  });
}

/** The text at a path, or undefined when there is none. */
export function textOf(root: YamlNode, path: readonly YamlStep[]): PlacedText | undefined {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && !node.isNull ? { text: node.text, at: node.at, path } : undefined;
}
