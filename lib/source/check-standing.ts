import type { Context } from '../core/context.ts';
import type { Diagnostic } from '../core/diagnostics.ts';
import type { BuildTarget } from '../repo-info/build-target.ts';
import { checkTag, taggedCommit } from './check-tag.ts';
import type { Clone } from './clone.ts';
import type { Git } from './git.ts';

export interface StandingRequest {
  readonly commit?: string | undefined;
  readonly target: BuildTarget;
  readonly releaseBranch?: string;
  readonly tagCheck?: 'auto' | 'true' | 'false';
  /** Whether a person has named the tag, and not Bitbucket, which starts a tag's build only when git has the tag. */
  readonly isTagByHand?: boolean;
}

interface Surroundings {
  readonly git: Git;
  readonly clone: Clone | undefined;
  readonly log: Context['log'];
}

/** Whether what is checked out is what the build is of, and whether its tag is where tags belong (R55, TAG_CHECK). */
export async function checkStanding(
  request: StandingRequest,
  { git, clone, log }: Surroundings,
): Promise<readonly Diagnostic[]> {
  const { commit, target, tagCheck = 'auto', releaseBranch = 'master' } = request;
  const findings: Diagnostic[] = [];
  if (clone !== undefined && commit !== undefined && clone.head !== commit) {
    findings.push({
      // a record would vouch for ever that these bytes are of that commit
      severity: target.on === 'tag' ? 'error' : 'warning',
      at: { in: 'variable', name: 'BITBUCKET_COMMIT' },
      message: `the build is of commit ${commit}, and ${clone.head} is checked out`,
      hint: 'what is checked out is packed; let no script of the step switch to another commit',
    });
  }
  if (target.on !== 'tag' || tagCheck === 'false') {
    return findings;
  }
  const { tag } = target;
  if (clone === undefined) {
    const cure = `leave "clone: enabled: false" out of the step, or write TAG_CHECK: 'false'`;
    return [...findings, ...cannotTell({ tag, releaseBranch, tagCheck, log }, 'there is no git clone', cure)];
  }
  const built = commit ?? clone.head;
  const [tagged, checked] = await Promise.all([taggedCommit(git, tag), checkTag(git, built, releaseBranch)]);
  if (tagged !== undefined && tagged !== built) {
    const message = `tag ${tag} is on commit ${tagged} in this clone, and the build is of commit ${built}`;
    const hint = `a tag stays where it is: give the build's commit a tag of its own; ${turnOff}`;
    findings.push({ severity: 'error', at, message, hint });
  }
  if (tagged === undefined && request.isTagByHand === true) {
    findings.push({
      // a clone can be made without its tags
      severity: tagCheck === 'true' ? 'error' : 'warning',
      at: { in: 'variable', name: 'TAG' },
      message: `tag ${tag} is given, and git has no such tag in this clone`,
      hint: `push the tag and let its own pipeline publish it: git tag ${tag} ${built ?? ''}`.trimEnd(),
    });
  }
  switch (checked.standing) {
    case 'on-branch':
      return findings;
    case 'not-on-branch': {
      const message = `tag ${tag} is not on branch ${releaseBranch}`;
      const hint = `merge to ${releaseBranch} first and tag the merged commit; ${turnOff}`;
      return [...findings, { severity: 'error', at, message, hint }];
    }
    case 'not-pushed': {
      const message = `tag ${tag} is on your ${releaseBranch}, and origin/${releaseBranch} does not have it`;
      return [...findings, { severity: 'error', at, message, hint: `push ${releaseBranch} before the tag` }];
    }
    case 'no-such-branch': {
      const message = `tag ${tag} cannot be on branch ${releaseBranch}, which the repository does not have`;
      const hint = `write the branch that tags must be on as RELEASE_BRANCH; there is ${someOf(checked.branches)}`;
      return [...findings, { severity: 'error', at, message, hint }];
    }
    case 'unknown':
      return [...findings, ...cannotTell({ tag, releaseBranch, tagCheck, log }, checked.reason, fullClone)];
  }
}

const at = { in: 'variable', name: 'TAG_CHECK' } as const;

const fullClone = 'give the step "clone: depth: full"';

const turnOff = "TAG_CHECK: 'false' turns this check off";

interface Question {
  readonly tag: string;
  readonly releaseBranch: string;
  readonly tagCheck: 'auto' | 'true';
  readonly log: Context['log'];
}

/** Not a fault of the tag: it is told, and a finding only for who asked to be sure. */
function cannotTell({ tag, releaseBranch, tagCheck, log }: Question, reason: string, cure: string): Diagnostic[] {
  const message = `whether tag ${tag} is on branch ${releaseBranch} cannot be told: ${reason}`;
  if (tagCheck === 'true') {
    return [{ severity: 'error', at, message, hint: cure }];
  }
  log.info(`${message}; ${cure}`);
  return [];
}

function someOf(branches: readonly string[]): string {
  const shown = branches.slice(0, 5).join(', ');
  return branches.length > 5 ? `${shown}, ...` : shown;
}
