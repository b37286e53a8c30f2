import type { Context } from '../core/context.ts';
import type { Diagnostic } from '../core/diagnostics.ts';
import type { BuildTarget } from '../repo-info/build-target.ts';
import { checkTag } from './check-tag.ts';
import type { Clone } from './clone.ts';
import type { Git } from './git.ts';

export interface StandingRequest {
  readonly commit?: string | undefined;
  readonly target: BuildTarget;
  readonly releaseBranch?: string;
  readonly tagCheck?: 'auto' | 'true' | 'false';
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
  const at = { in: 'variable', name: 'TAG_CHECK' } as const;
  const checked = clone && (await checkTag(git, commit ?? clone.head, releaseBranch));
  if (checked?.standing === 'not-on-branch') {
    const message = `tag ${target.tag} is not on branch ${releaseBranch}`;
    const hint = `merge to ${releaseBranch} first and tag the merged commit; TAG_CHECK: 'false' turns this check off`;
    findings.push({ severity: 'error', at, message, hint });
  }
  if (checked?.standing !== 'on-branch' && checked?.standing !== 'not-on-branch') {
    const reason = checked?.reason ?? 'there is no git clone';
    const message = `whether tag ${target.tag} is on branch ${releaseBranch} cannot be told: ${reason}`;
    const hint = 'give the step "clone: depth: full" and fetch that branch';
    if (tagCheck === 'true') {
      findings.push({ severity: 'error', at, message, hint });
    } else {
      log.info(`${message}; ${hint}`);
    }
  }
  return findings;
}
