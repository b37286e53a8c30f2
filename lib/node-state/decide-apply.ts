import { developerFolder } from '../core/names.ts';
import { compareVersions } from '../repo-info/compare-versions.ts';
import { isSameRelease } from './installed-file.ts';
import type { NodeCondition } from './judge-node.ts';

/** What is asked of a node. */
export interface Wanted {
  readonly project: string;
  readonly kind: 'release' | 'rollback';
  readonly release: string;
  readonly contentSha256: string;
  /** Of the hand-off; a bundle that was made for one machine has none. */
  readonly generation: number | undefined;
  /** Some of its modules are whatever is in the folder `developer`: no lock says in which bytes. */
  readonly isFloating: boolean;
  /** From vars.yml (R85, R86). */
  readonly upgradableVersions: readonly string[] | 'any';
}

export type Decision =
  | { readonly do: 'install'; readonly rebuilt: boolean }
  | { readonly do: 'upgrade' }
  | { readonly do: 'back' }
  | { readonly do: 'nothing' }
  /** It is there, and was handed over again: an upgrade if its floating modules are others by now, else nothing. */
  | { readonly do: 'refresh' }
  | { readonly do: 'skip'; readonly reason: string }
  | { readonly do: 'refuse'; readonly reason: string; readonly hint: string }
  /** An interrupted run becomes a failure. */
  | { readonly do: 'fail'; readonly reason: string };

const resetHint = 'look at what went wrong, then run tagship-node reset, or hand over a rollback';

/** The table of design.md, section 9: pure. A rollback opens the gate for every version, failed nodes included (D6). */
export function decideApply(condition: NodeCondition, wanted: Wanted): Decision {
  const isRollback = wanted.kind === 'rollback';
  switch (condition.is) {
    case 'new':
      return { do: 'install', rebuilt: condition.rebuilt };
    case 'active':
      return decideActive(condition, wanted);
    case 'failure':
      return isRollback
        ? { do: 'back' }
        : { do: 'refuse', reason: `the node has failed: ${condition.reason}`, hint: resetHint };
    case 'working':
      return { do: 'skip', reason: 'another run of tagship-node is at work on this node' };
    case 'interrupted':
      return isRollback ? { do: 'back' } : { do: 'fail', reason: condition.reason };
    case 'unclear':
      return isRollback
        ? { do: 'back' }
        : { do: 'refuse', reason: `what the node is cannot be told: ${condition.reason}`, hint: resetHint };
    case 'blocked':
      return {
        do: 'refuse',
        reason: condition.reason,
        hint: 'find out who put it there; move it away, or give it to the user that runs tagship-node',
      };
  }
}

function decideActive({ version, installed }: NodeCondition & { is: 'active' }, wanted: Wanted): Decision {
  const { project, release, contentSha256, generation, isFloating, kind, upgradableVersions } = wanted;
  const current = installed?.current ?? { release: version, contentSha256 };
  if (isSameRelease(current, { release, contentSha256 })) {
    const isSeen = generation !== undefined && generation === installed?.current?.generation;
    return { do: installed !== undefined && isFloating && !isSeen ? 'refresh' : 'nothing' };
  }
  if (kind === 'rollback') {
    return { do: 'back' };
  }
  // the folder of test builds is overwritten: a newer build of it is no other version, and no list could name it
  const isNewerBuild = version === developerFolder && release === developerFolder;
  if (isNewerBuild || upgradableVersions === 'any' || upgradableVersions.includes(version)) {
    return { do: 'upgrade' };
  }
  const upgradable = upgradableVersions.length === 0 ? 'no version' : upgradableVersions.join(', ');
  return {
    do: 'refuse',
    reason: `${release} upgrades ${upgradable}, and the node is at ${version}`,
    hint: isOlder(release, version)
      ? `to go back, hand over a rollback, or make one by tagship bundle ${project} ${release} --rollback`
      : `if it is to be upgraded, add ${version} to upgradable_versions in vars.yml and release that`,
  };
}

function isOlder(release: string, version: string): boolean {
  return (compareVersions(release, version) ?? 0) < 0;
}
