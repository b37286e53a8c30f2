import type { InstalledModule } from '../node-state/installed-file.ts';
import type { NodeModule } from '../node-state/journal.ts';

type InstallScript = 'deploy.sh' | 'upgrade.sh';

export interface PlannedModule {
  readonly module: NodeModule;
  /** Undefined where the module is there as it is wanted. */
  readonly script: InstallScript | undefined;
}

/** What is believed of the modules of a node. */
export type Belief =
  /** What installed.json says. */
  | 'installed'
  /** Nothing: all are deployed anew, as on a new node. */
  | 'none'
  /** That all are there, in unknown bytes: the node became active by another program. */
  | 'unknown';

/** Which script each module of a release needs, in the order of the lock. Pure. */
export function planModules(
  wanted: readonly NodeModule[],
  installed: readonly InstalledModule[],
  belief: Belief,
): readonly PlannedModule[] {
  const known = new Map(installed.map((entry) => [entry.module.name, entry]));
  return wanted.map((module) => ({ module, script: scriptFor(module, known.get(module.name), belief) }));
}

function scriptFor(module: NodeModule, there: InstalledModule | undefined, belief: Belief): InstallScript | undefined {
  if (belief === 'unknown') {
    return 'upgrade.sh';
  }
  // a deploy.sh that did not end well is run again: there may be nothing yet that upgrade.sh could begin with
  if (belief === 'none' || there === undefined || there.state === 'deploying' || there.state === 'removing') {
    return 'deploy.sh';
  }
  return there.state === 'whole' && isSameModule(there.module, module) ? undefined : 'upgrade.sh';
}

/** In the same bytes and told the same: scripts may write down what version they are of. */
function isSameModule(a: NodeModule, b: NodeModule): boolean {
  return (
    a.rel.sha256 === b.rel.sha256 &&
    a.version === b.version &&
    a.src?.sha256 === b.src?.sha256 &&
    a.src?.key === b.src?.key &&
    a.args.length === b.args.length &&
    a.args.every((arg, index) => arg === b.args[index])
  );
}

/** What the release does not list, last installed first; orphans stay what they are. */
export function unlistedModules(
  wanted: readonly { readonly name: string }[],
  installed: readonly InstalledModule[],
): readonly InstalledModule[] {
  const names = new Set(wanted.map(({ name }) => name));
  return installed.filter(({ module, orphan }) => !orphan && !names.has(module.name)).toReversed();
}
