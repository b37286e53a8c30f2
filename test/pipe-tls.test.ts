import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createGitRepository } from '../lib/testing/git-repository.ts';
import { runPipeProcess } from '../lib/testing/pipe-process.ts';
import { bucketOf, startProjectStores } from '../lib/testing/project-stores.ts';
import { makeCertificate, startTlsWay } from '../lib/testing/tls-ways.ts';

const projects = ['PROJECTA', 'PROJECTB', 'PROJECTC', 'PROJECTD'];
const mebibyte = 1024 * 1024;

test('the pipe trusts NODE_EXTRA_CA_CERTS, and releases to four stores over TLS, one of them slow', async () => {
  using repository = createGitRepository();
  const commit = repository.commit({
    'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
    'deploy.sh': 'echo s3://${BUCKET_NAME}/${REPO_NAME}\n',
    'upgrade.sh': 'echo ${REL_TAG}\n',
    data: randomBytes(30 * mebibyte),
  });
  repository.git('tag', '2.0.0');
  await using stores = await startProjectStores(projects);
  const certificate = makeCertificate();
  const slow = {
    everyBytes: mebibyte,
    until: async () => await new Promise((resolve) => setTimeout(resolve, 50)),
  };
  const [endpoint, slowEndpoint] = [
    await startTlsWay(stores.server.endpoint, certificate),
    await startTlsWay(stores.server.endpoint, certificate, slow),
  ];

  const { exitCode, stdout } = await runPipeProcess({
    cloneDir: repository.directory,
    slug: 'modulex.rel',
    commit,
    build: 41,
    tag: '2.0.0',
    variables: {
      REPO_NAME: 'ModuleX',
      FILES: 'deploy.sh\nupgrade.sh\ndata',
      ...stores.variables(),
      S3_ENDPOINT: endpoint,
      PROJECTD_S3_ENDPOINT: slowEndpoint,
      NODE_EXTRA_CA_CERTS: certificate.path,
    },
  });

  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('✔ ModuleX 2.0.0 is released in 4 stores'),
  });
  const arrived = projects.map((project) => {
    const body = stores.server.object(bucketOf(project), 'ModuleX/2.0.0/ModuleX.tar.gz')?.body();
    return createHash('sha256')
      .update(body ?? '')
      .digest('hex');
  });
  expect(arrived).toEqual([...stdout.matchAll(/sha256 ([0-9a-f]{64})/g)].map(([, sha256]) => sha256));
  expect(new Set(arrived).size).toBe(4);
  // nothing was refused and sent again
  const packages = stores.server.calls.filter(
    ({ operation, key }) => operation === 'PutObject' && key?.endsWith('.tar.gz') === true,
  );
  expect(packages).toHaveLength(4);
});
