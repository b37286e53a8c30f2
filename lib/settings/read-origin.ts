import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import type { Environment } from './secrets.ts';
import type { Origin } from './settings.ts';

/** What each looks like, and what to write for it where Bitbucket sets nothing. */
const forms = {
  BITBUCKET_REPO_FULL_NAME: 'a workspace and a repository, e.g. acme/modulex.rel',
  BITBUCKET_BUILD_NUMBER: 'a number of at most 15 digits, higher with every build',
  BITBUCKET_REPO_UUID: 'letters, digits and "-", at most 64, with or without braces, the same in every build',
  BITBUCKET_COMMIT: 'the output of: git rev-parse HEAD',
} as const;

/** What Bitbucket says of the run; a check can do without. */
export function readOrigin(
  env: Environment,
  isCheck: boolean,
): { readonly value: Omit<Origin, 'ref'>; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const read = (name: keyof typeof forms, pattern: RegExp, absent: string): string => {
    const value = env[name] ?? '';
    if (pattern.test(value)) {
      return value;
    }
    if (!isCheck) {
      const message = value === '' ? 'required field' : `${quoted(value)} cannot be used`;
      diagnostics.push({
        severity: 'error',
        at: { in: 'variable', name },
        message,
        hint: `Bitbucket Pipelines sets it; elsewhere write ${forms[name]}`,
      });
    }
    return absent;
  };
  const repository = read('BITBUCKET_REPO_FULL_NAME', /^[^\s/]+\/[^\s/]+$/, '');
  const build = read('BITBUCKET_BUILD_NUMBER', /^\d{1,15}$/, '0');
  const value = {
    repository,
    repositoryUuid: read('BITBUCKET_REPO_UUID', /^\{?[0-9A-Za-z-]{1,64}\}?$/, ''),
    commit: read('BITBUCKET_COMMIT', /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, ''),
    build: Number(build),
    stepRun: /^[1-9]\d{0,8}$/.test(env['BITBUCKET_STEP_RUN_NUMBER'] ?? '')
      ? Number(env['BITBUCKET_STEP_RUN_NUMBER'])
      : 1,
    url: `https://bitbucket.org/${repository}/pipelines/results/${build}`,
  };
  return { value, diagnostics };
}
