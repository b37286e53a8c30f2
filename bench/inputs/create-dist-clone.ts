import { createGitRepository } from '../../lib/testing/git-repository.ts';
import { type Clone, cloneRelease, releaseTag } from './create-clone.ts';

export const projectName = 'ProjectA';

/** A clone of a DIST whose release installs these modules, each in its release `1.0.0`. */
export function createDistClone(directory: string, modules: readonly string[]): Clone {
  using origin = createGitRepository();
  const list = modules.map((name) => `  ${name}: ${releaseTag}\n`).join('');
  const commit = origin.commit({
    'repo-info': `rel_branch: ${releaseTag}\nsub_repo:\n${list}upgrade_list: none\n`,
    'install.sh': '#!/bin/sh\n',
    'upgrade.sh': '#!/bin/sh\n',
    'images.yaml': `image:\n  version: ${releaseTag}\nstatus: building\n`,
    'vars.yml': 'upgradable_versions: any\n',
  });
  cloneRelease(origin, directory);
  return { directory, commit };
}
