import { type Diagnostic, renderDiagnostic } from '../core/diagnostics.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Environment } from '../settings/secrets.ts';
import type { Settings } from '../settings/settings.ts';

/** What Bitbucket Pipelines gives to a pipe on the tag of a REL. */
export const bitbucketVariables: Environment = {
  CI: 'true',
  BITBUCKET_BUILD_NUMBER: '41',
  BITBUCKET_CLONE_DIR: '/clone',
  BITBUCKET_COMMIT: '0123456789abcdef0123456789abcdef01234567',
  BITBUCKET_REPO_FULL_NAME: 'acme/modulex.rel',
  BITBUCKET_REPO_SLUG: 'modulex.rel',
  BITBUCKET_REPO_UUID: '{9c3d3b7e-0000-4000-8000-000000000001}',
  BITBUCKET_STEP_RUN_NUMBER: '1',
  BITBUCKET_TAG: '2.0.0',
  BITBUCKET_WORKSPACE: 'acme',
};

/** The fewest variables with which that REL can be published. */
export const relVariables: Environment = {
  ...bitbucketVariables,
  REPO_NAME: 'ModuleX',
  BIN_NAME: 'modulex-client',
  BUCKET_NAME: 'acme-projecta',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDCOMMON',
  AWS_SECRET_ACCESS_KEY: 'secret-of-common',
};

/** The findings in `relVariables` with these changes (undefined: not there), as people read them; warnings are marked. */
export function findingsIn(changes: Environment): readonly string[] {
  return readSettings({ ...relVariables, ...changes }, '/elsewhere').diagnostics.map(marked);
}

/** The settings in `relVariables` with these changes. Throws when there are findings. */
export function settingsIn(changes: Environment): Settings {
  const { settings, diagnostics } = readSettings({ ...relVariables, ...changes }, '/elsewhere');
  if (settings === undefined || diagnostics.length > 0) {
    throw new Error(`the variables are not right:\n${diagnostics.map(marked).join('\n')}`);
  }
  return settings;
}

function marked(diagnostic: Diagnostic): string {
  return `${diagnostic.severity === 'warning' ? 'warning: ' : ''}${renderDiagnostic(diagnostic)}`;
}
