import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGitRepository } from '../../lib/testing/git-repository.ts';
import { runPipeProcess } from '../../lib/testing/pipe-process.ts';
import { bucketOf, startProjectStores } from '../../lib/testing/project-stores.ts';

/** Here because what a node takes for a bomb has more than 1 GiB, and takes its time to be packed. */

test('a REL that every node would refuse to unpack is found before anything is written', async () => {
  using repository = createGitRepository();
  const commit = repository.commit({
    'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
    'deploy.sh': 'true\n',
    'upgrade.sh': 'true\n',
  });
  writeFileSync(join(repository.directory, 'files'), '');
  truncateSync(join(repository.directory, 'files'), 1400 * 1024 ** 2);
  await using projects = await startProjectStores(['PROJECTA']);

  const { stdout, exitCode } = await runPipeProcess({
    cloneDir: repository.directory,
    slug: 'modulex.rel',
    commit,
    build: 1,
    tag: '2.0.0',
    variables: { REPO_NAME: 'ModuleX', BITBUCKET_PIPE_STORAGE_DIR: '', ...projects.variables() },
  });

  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /^FILES:\n- unpack to 146\d{7} bytes and are packed in \d{7} bytes, a node unpacks at most 1 GiB and 200 times what is packed; is a file sparse or empty\? Pack it into an archive of its own, and let the scripts unpack that/m,
  );
  expect(projects.server.objects(bucketOf('PROJECTA'))).toEqual([]);
});
