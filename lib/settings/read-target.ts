import type { Diagnostic } from '../core/diagnostics.ts';
import { tagProblem } from '../core/names.ts';
import type { BuildTarget } from '../repo-info/build-target.ts';
import { type GivenVariables, isMissing } from './given-variables.ts';
import type { Environment } from './secrets.ts';

export interface ReadTarget {
  readonly target: BuildTarget;
  /** Why nothing is published. */
  readonly checkOnly?: string;
  /** `tag:2.0.0`, `branch:developer` */
  readonly ref: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What the build is of (D4): a pull request decides first, and is checked only; a tag goes to its folder; the developer
 * branch goes to `developer`; any other branch is checked only.
 */
export function readTarget(variables: GivenVariables, env: Environment): ReadTarget {
  const { texts } = variables;
  const tag = texts.get('TAG') ?? given(env['BITBUCKET_TAG']);
  const branch = texts.get('BRANCH') ?? given(env['BITBUCKET_BRANCH']);
  const pullRequest = given(env['BITBUCKET_PR_ID']);
  const developerBranch = texts.get('DEVELOPER_BRANCH') ?? 'developer';

  if (pullRequest !== undefined) {
    return check(`pull request ${pullRequest}`, branch);
  }
  if (tag !== undefined) {
    const problem = tagProblem(tag);
    const at = { in: 'variable', name: texts.has('TAG') ? 'TAG' : 'BITBUCKET_TAG' } as const;
    const diagnostics: readonly Diagnostic[] = problem === undefined ? [] : [{ severity: 'error', at, ...problem }];
    return { target: { on: 'tag', tag }, ref: `tag:${tag}`, diagnostics };
  }
  if (branch === developerBranch) {
    return { target: { on: 'developer' }, ref: `branch:${branch}`, diagnostics: [] };
  }
  if (branch !== undefined) {
    return check(`branch ${branch} is not ${developerBranch}`, branch);
  }
  if (!isMissing(variables, 'TAG') || !isMissing(variables, 'BRANCH')) {
    return { target: { on: 'other' }, ref: '', diagnostics: [] };
  }
  const message = 'neither a tag nor a branch is given (BITBUCKET_TAG and BITBUCKET_BRANCH are empty)';
  const hint = 'in a manually started pipeline write TAG or BRANCH';
  const at = { in: 'variable', name: 'TAG' } as const;
  return { target: { on: 'other' }, ref: '', diagnostics: [{ severity: 'error', at, message, hint }] };
}

function check(checkOnly: string, branch: string | undefined): ReadTarget {
  return { target: { on: 'other' }, checkOnly, ref: `branch:${branch ?? ''}`, diagnostics: [] };
}

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
