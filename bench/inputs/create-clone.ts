import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGitRepository, type GitRepository } from '../../lib/testing/git-repository.ts';

/** A clone of a REL as Bitbucket makes it for a tag, with what a build step left in it. */
export interface Clone {
  readonly directory: string;
  readonly commit: string;
}

export const moduleName = 'ModuleX';
export const releaseTag = '1.0.0';

const script = `#!/bin/sh
set -eu
aws s3 cp "s3://\${BUCKET_NAME}/\${REPO_NAME}/${releaseTag}/" /opt/module --recursive
`;
const source = {
  'repo-info': `rel_branch: ${releaseTag}\nsrc_branch: none\ndepend_list: none\n`,
  'deploy.sh': script,
  'upgrade.sh': script,
  'etc/module.conf': 'listen = 127.0.0.1:8080\n',
};

/** What is in every package besides `files/`, and which of it is rendered. */
export const packedPaths: readonly string[] = ['etc', 'files', 'repo-info', 'deploy.sh', 'upgrade.sh'];
export const renderedPaths: readonly string[] = ['deploy.sh', 'upgrade.sh'];

/** Tags what was committed last, and clones it by the command that Bitbucket uses for a tag. */
export function cloneRelease(origin: GitRepository, directory: string): void {
  origin.git('tag', releaseTag);
  const url = `file://${origin.directory}`;
  execFileSync('git', [
    'clone',
    '--quiet',
    `--branch=${releaseTag}`,
    '--depth=50',
    '-c',
    'advice.detachedHead=false',
    url,
    directory,
  ]);
}

/**
 * Clones a REL at its tag, and lets `fill` write what is packed as `files/`. That is not in
 * git: programs are built and not committed, and no contender reads the history.
 */
export function createClone(directory: string, fill: (filesFolder: string) => void): Clone {
  using origin = createGitRepository();
  const commit = origin.commit(source, 'Release');
  cloneRelease(origin, directory);
  fill(join(directory, 'files'));
  return { directory, commit };
}

/** What a script of the clone has to be in a store's package. */
export function renderedFor(clone: Clone, path: string, bucket: string): string {
  return readFileSync(join(clone.directory, path), 'utf8')
    .replaceAll('${BUCKET_NAME}', bucket)
    .replaceAll('${REPO_NAME}', moduleName);
}
