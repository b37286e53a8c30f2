import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import type { Environment } from './secrets.ts';

/**
 * Bitbucket sets BITBUCKET_EXIT_CODE in after-script and nowhere else. That runs after a failed script as well, and its
 * own failure does not fail the step.
 */
export function checkAfterScript(env: Environment): readonly Diagnostic[] {
  const exitCode = env['BITBUCKET_EXIT_CODE'] ?? '';
  const at = { in: 'variable', name: 'BITBUCKET_EXIT_CODE' } as const;
  if (exitCode === '') {
    return [];
  }
  if (exitCode === '0') {
    const message = 'the pipe runs in after-script, where its failure does not fail the step';
    return [{ severity: 'warning', at, message, hint: 'call it at the end of script' }];
  }
  const message = `the script of this step has failed (exit code ${quoted(exitCode)}), and a failed build is not published`;
  return [{ severity: 'error', at, message, hint: 'call the pipe in script, after all that has to go well' }];
}
