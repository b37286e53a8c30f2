import { readFile } from 'node:fs/promises';
import type { Installed, InstalledModule } from '../../schemas/generated/installed.ts';
import { isInstalled } from '../../schemas/generated/validators.js';
import { systemErrorCode } from '../core/errors.ts';
import { developerFolder } from '../core/names.ts';
import { compareVersions } from '../repo-info/compare-versions.ts';
import type { Journal, NodeModule } from './journal.ts';

export type { Installed, InstalledModule };

export type InstalledReading =
  | { readonly found: 'nothing' }
  | { readonly found: 'installed'; readonly installed: Installed }
  | { readonly found: 'nonsense'; readonly reason: string };

export async function readInstalled(path: string): Promise<InstalledReading> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isInstalled(value)
      ? { found: 'installed', installed: value }
      : { found: 'nonsense', reason: `${path} has no form that this version reads` };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') {
      return { found: 'nothing' };
    }
    if (code === undefined && !(error instanceof SyntaxError)) {
      throw error;
    }
    return { found: 'nonsense', reason: `${path} ${code === undefined ? 'is not JSON' : `cannot be read (${code})`}` };
  }
}

export function serializeInstalled(installed: Installed): Buffer {
  return Buffer.from(`${JSON.stringify(installed, undefined, 2)}\n`);
}

const beginnings = {
  'deploy.sh': 'deploying',
  'upgrade.sh': 'upgrading',
  'remove.sh': 'removing',
} as const satisfies Record<string, InstalledModule['state']>;

/** The modules of a node after a run: what was there before, changed by what its journal says. */
export function modulesAfter(
  before: readonly InstalledModule[],
  { begin, steps, kept, end }: Pick<Journal, 'begin' | 'steps' | 'kept' | 'end'>,
): readonly InstalledModule[] {
  const modules = new Map(before.map((entry) => [entry.module.name, entry]));
  for (const { module, script, isDone } of steps) {
    if (isDone && script === 'remove.sh') {
      modules.delete(module.name);
    } else {
      const state = isDone ? 'whole' : beginnings[script];
      modules.set(module.name, { module, state, orphan: false });
    }
  }
  for (const { module } of kept) {
    modules.set(module.name, { module, state: modules.get(module.name)?.state ?? 'whole', orphan: true });
  }
  const wanted = end?.outcome === 'active' ? begin.target.modules : [];
  for (const module of wanted) {
    modules.set(module.name, { module, state: 'whole', orphan: false });
  }
  return inOrder([...modules.values()], wanted);
}

/** Those of the release in its order, then the others as they were. */
function inOrder(modules: readonly InstalledModule[], wanted: readonly NodeModule[]): readonly InstalledModule[] {
  const places = new Map(wanted.map(({ name }, index) => [name, index]));
  const placeOf = ({ module }: InstalledModule): number => places.get(module.name) ?? places.size;
  return modules.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** installed.json after a run that has ended active or as a failure. */
export function installedAfter(
  before: Installed | undefined,
  journal: Journal & { end: NonNullable<Journal['end']> },
): Installed {
  const { begin, end } = journal;
  const isActive = end.outcome === 'active';
  const known = begin.afresh ? (before?.modules ?? []).map(asDeploying) : (before?.modules ?? []);
  const current = before?.current ?? null;
  const isOther = current !== null && !isSameRelease(current, begin.target);
  return {
    schema: 1,
    project: begin.project,
    program: newerOf(before?.program, begin.program),
    run: begin.run,
    status: isActive ? 'active' : 'failure',
    version: begin.target.release,
    reason: isActive ? null : (end.reason ?? 'it is not known why'),
    modules: modulesAfter(known, journal),
    current: isActive ? begin.target : current,
    previous: isActive && isOther ? current : (before?.previous ?? null),
  };
}

function newerOf(before: string | undefined, now: string): string {
  return before !== undefined && (compareVersions(before, now) ?? 0) > 0 ? before : now;
}

/** What was not believed at the beginning is not believed at the end either, unless it was deployed anew. */
function asDeploying(entry: InstalledModule): InstalledModule {
  return { ...entry, state: 'deploying' };
}

/** The same folder, and for the one that is overwritten the same content (design.md, section 9). */
export function isSameRelease(
  a: { readonly release: string; readonly contentSha256: string },
  b: { readonly release: string; readonly contentSha256: string },
): boolean {
  return a.release === b.release && (a.release !== developerFolder || a.contentSha256 === b.contentSha256);
}
