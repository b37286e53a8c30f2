import { isDeepStrictEqual } from 'node:util';
import type { Lock, LockedModule } from '../record.ts';

/** What another release of a project installs otherwise. */
export interface LockDiff {
  /** In the order of the later lock; what it lacks comes last. */
  readonly changes: readonly ModuleChange[];
  readonly unchanged: readonly string[];
  /** The modules of both, in the order of each; undefined when it is the same order. */
  readonly order: { readonly before: readonly string[]; readonly after: readonly string[] } | undefined;
}

export type ModuleChange =
  | { readonly change: 'added'; readonly name: string; readonly after: LockedModule }
  | { readonly change: 'removed'; readonly name: string; readonly before: LockedModule }
  | {
      readonly change: 'changed';
      readonly name: string;
      readonly what: readonly ChangedPart[];
      readonly before: LockedModule;
      readonly after: LockedModule;
    };

/** `rel` and `src` are the packages, by digest. */
type ChangedPart = 'version' | 'rel' | 'src' | 'args' | 'dependsOn';

const parts: readonly ChangedPart[] = ['version', 'rel', 'src', 'args', 'dependsOn'];

/** Compares what two releases install. Pure. */
export function diffLocks(before: Lock, after: Lock): LockDiff {
  const earlier = new Map(before.modules.map((module) => [module.name, module]));
  const later = new Map(after.modules.map((module) => [module.name, module]));
  const changes: ModuleChange[] = [];
  const unchanged: string[] = [];
  for (const module of after.modules) {
    const { name } = module;
    const was = earlier.get(name);
    const what = was === undefined ? [] : parts.filter((part) => !isDeepStrictEqual(was[part], module[part]));
    if (was === undefined) {
      changes.push({ change: 'added', name, after: module });
    } else if (what.length > 0) {
      changes.push({ change: 'changed', name, what, before: was, after: module });
    } else {
      unchanged.push(name);
    }
  }
  for (const module of before.modules) {
    if (!later.has(module.name)) {
      changes.push({ change: 'removed', name: module.name, before: module });
    }
  }
  const order = {
    before: [...earlier.keys()].filter((name) => later.has(name)),
    after: [...later.keys()].filter((name) => earlier.has(name)),
  };
  return { changes, unchanged, order: isDeepStrictEqual(order.before, order.after) ? undefined : order };
}
