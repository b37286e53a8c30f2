import type { RepoInfo } from '../../repo-info/repo-info.ts';
import { version } from '../../version.ts';
import type { ReleaseRecord } from '../record.ts';
import type { Holding } from './holding.ts';
import { recordedBinName } from './plan.ts';
import type { UploadRun } from './upload-run.ts';

export interface RecordRequest {
  readonly run: UploadRun;
  readonly holding: Holding;
  readonly publishedAt: Date;
}

/** What vouches for one store's package. Pure. */
export function buildRecord({ run, holding, publishedAt }: RecordRequest): ReleaseRecord {
  const { kind, name, folder, packageKey, repoInfo, build } = run.plan;
  const binName = recordedBinName(run.plan);
  const { size, sha256, contentSha256, files, placeholders, compression } = holding.contents;
  const lock = run.stores.find(({ store }) => store.name === holding.store.name)?.lock;
  return {
    schema: 1,
    kind,
    name,
    ...(binName === undefined ? {} : { binName }),
    folder,
    package: { key: packageKey, size, sha256, contentSha256, etag: holding.etag, compression },
    files,
    placeholders,
    ...(repoInfo === undefined ? {} : { repoInfo: recordedRepoInfo(repoInfo) }),
    ...(lock === undefined ? {} : { lock }),
    source: {
      repository: build.repository,
      repositoryUuid: build.repositoryUuid,
      commit: build.commit,
      ref: build.ref,
      build: build.build,
      stepRun: build.stepRun,
      url: build.url,
    },
    published: { at: publishedAt.toISOString(), by: `tagship ${version}` },
  };
}

function recordedRepoInfo(repoInfo: RepoInfo): NonNullable<ReleaseRecord['repoInfo']> {
  switch (repoInfo.kind) {
    case 'rel': {
      const { relBranch, srcBranch, dependList } = repoInfo;
      return { relBranch, srcBranch, dependList };
    }
    case 'dist': {
      const { relBranch, subRepo, upgradeList } = repoInfo;
      return { relBranch, subRepo, upgradeList };
    }
  }
}
