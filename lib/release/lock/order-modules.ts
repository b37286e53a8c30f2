import type { ModuleVersion } from '../../repo-info/repo-info.ts';
import type { ModuleNode } from './module-graph.ts';

export type ModuleOrder =
  | { readonly ordered: readonly ModuleNode[] }
  /** The first and the last element are the same module. */
  | { readonly cycle: readonly ModuleVersion[] };

/**
 * The order of installation (design.md, section 7): depth-first over the project's modules in their order, a module's
 * dependencies in their order directly before it, each module once. Modules that the graph lacks are passed over.
 * Iterative, so that a chain of any length fits.
 */
export function orderModules(modules: readonly ModuleVersion[], nodes: ReadonlyMap<string, ModuleNode>): ModuleOrder {
  const ordered: ModuleNode[] = [];
  const placed = new Set<string>();
  const open = new Set<string>();
  const stack: { readonly node: ModuleNode; next: number }[] = [];

  const enter = (name: string): readonly ModuleVersion[] | undefined => {
    const node = nodes.get(name);
    if (open.has(name)) {
      const from = stack.findIndex((frame) => frame.node.name === name);
      return [...stack.slice(from).map((frame) => frame.node), ...(node === undefined ? [] : [node])];
    }
    if (node !== undefined && !placed.has(name)) {
      open.add(name);
      stack.push({ node, next: 0 });
    }
    return undefined;
  };

  for (const { name } of modules) {
    enter(name);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const dependency = frame.node.dependsOn[frame.next];
      if (dependency === undefined) {
        stack.pop();
        open.delete(frame.node.name);
        placed.add(frame.node.name);
        ordered.push(frame.node);
        continue;
      }
      frame.next += 1;
      const cycle = enter(dependency.name);
      if (cycle !== undefined) {
        return { cycle };
      }
    }
  }
  return { ordered };
}
