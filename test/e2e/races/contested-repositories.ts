import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { PackageIdentity } from '../../../lib/store/layout.ts';
import { createGitRepository, type GitRepository } from '../../../lib/testing/git-repository.ts';
import type { Round } from './rounds.ts';

/** More than is sent from memory by one request. */
const largeBytes = 9 * 1024 * 1024;

/** A REL that nobody else has the like of: another commit, with another content. */
export function ownRel({ folder }: PackageIdentity, { size }: Round): GitRepository {
  const repository = newRepository();
  repository.commit({
    'repo-info': `rel_branch: ${folder}\nsrc_branch: none\ndepend_list: none\n`,
    'deploy.sh': 'echo s3://${BUCKET_NAME}/${REPO_NAME}\n',
    'upgrade.sh': 'echo ${REL_TAG}\n',
    'files/data': contentOf(size),
  });
  return repository;
}

/** A SRC of always the same commit, whose program is another one each time it is compiled. */
export function compiledSrc({ packageName }: PackageIdentity, { size }: Round): GitRepository {
  const repository = newRepository();
  repository.commit({ '.gitignore': 'build/\n', 'src/main.sh': 'echo\n' });
  repository.write({ [`build/bin/${packageName}`]: contentOf(size) });
  return repository;
}

function newRepository(): GitRepository {
  const repository = createGitRepository();
  onTestFinished(() => {
    repository[Symbol.dispose]();
  });
  return repository;
}

/** Nothing that can be compressed. */
function contentOf(size: Round['size']): Buffer {
  return randomBytes(size === 'large' ? largeBytes : 1000);
}
