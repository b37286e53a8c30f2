import { makeBundle } from '../../lib/bundle/make-bundle.ts';
import { silentContext } from '../../lib/core/silent-context.ts';
import { handOff } from '../../lib/handoff/hand-off.ts';
import { type PublishRequest, publishRelease } from '../../lib/release/publish/publish-release.ts';
import type { Store } from '../../lib/store/store.ts';
import { createGitRepository } from '../../lib/testing/git-repository.ts';

export interface HandedOver {
  readonly store: Store;
  /** The same store, as a node finds it. */
  readonly place: { readonly bucket: string; readonly region: string; readonly endpoint: string };
  readonly project: string;
  readonly release: string;
  readonly playbook: string;
  /** REMOTE_PATH of the control node, which is this machine. */
  readonly root: string;
}

const module = { name: 'ModuleX', version: '1.0.0' } as const;

/** Publishes a release of a project with one small module, and hands it over: the first generation of its control node. */
export async function handOverRelease(wanted: HandedOver): Promise<void> {
  const { store, place, project, release, playbook, root } = wanted;
  const context = silentContext();
  await publish(
    store,
    { kind: 'rel', name: module.name, tag: module.version },
    {
      'repo-info': `rel_branch: ${module.version}\nsrc_branch: none\ndepend_list: none\n`,
      'deploy.sh': '#!/bin/sh\n',
      'upgrade.sh': '#!/bin/sh\n',
      'etc/module.conf': 'listen = 127.0.0.1:8080\n',
    },
  );
  await publish(
    store,
    { kind: 'dist', name: project, tag: release },
    {
      'repo-info': `rel_branch: ${release}\nsub_repo:\n  ${module.name}: ${module.version}\nupgrade_list: none\n`,
      'install.sh': '#!/bin/sh\n',
      'upgrade.sh': '#!/bin/sh\n',
      'images.yaml': `image:\n  version: ${release}\nstatus: building\n`,
      'vars.yml': 'upgradable_versions: any\n',
      'playbook.yml': playbook,
    },
  );
  const { bundle, diagnostics } = await makeBundle({ store, place, project, folder: release }, context);
  if (bundle === undefined) {
    throw new Error(JSON.stringify(diagnostics));
  }
  await using _ = bundle;
  const { source } = bundle.record;
  const result = await handOff(
    {
      bundle,
      controlNode: { kind: 'local', root },
      source: {
        repository: source.repository,
        repositoryUuid: source.repositoryUuid,
        commit: source.commit,
        build: source.build,
        stepRun: source.stepRun,
        url: source.url,
      },
      by: 'tagship bench',
      path: '/usr/local/bin:/usr/bin:/bin',
    },
    context,
  );
  if (result.status !== 'handed-off') {
    throw new Error(JSON.stringify(result));
  }
}

async function publish(
  store: Store,
  { kind, name, tag }: Pick<PublishRequest, 'kind' | 'name'> & { readonly tag: string },
  files: Readonly<Record<string, string>>,
): Promise<void> {
  using repository = createGitRepository();
  const commit = repository.commit(files);
  const slug = `${name}.${kind}`.toLowerCase();
  const { status, diagnostics, outcomes } = await publishRelease({
    kind,
    name,
    target: { on: 'tag', tag },
    cloneDir: repository.directory,
    stores: [store],
    build: { repository: `acme/${slug}`, repositoryUuid: `{${slug}}`, commit, build: 1 },
  });
  if (status !== 'published') {
    throw new Error(JSON.stringify([diagnostics, outcomes]));
  }
}
