import type { RepositoryKind } from '../store/layout.ts';
import { repositoryKinds } from '../store/layout.ts';
import type { Build } from './build.ts';

/** What a package says of itself in its object metadata (design.md, section 3): enough to order, adopt and verify it. */
export interface PackageMetadata {
  readonly kind: RepositoryKind;
  readonly sha256: string;
  readonly contentSha256: string;
  readonly repositoryUuid: string;
  readonly commit: string;
  readonly build: number;
  readonly stepRun: number;
  readonly runId: string;
}

/** Metadata keys are case-insensitive in HTTP, so they are written in lower case with dashes. */
export function toObjectMetadata(
  kind: RepositoryKind,
  digests: Pick<PackageMetadata, 'sha256' | 'contentSha256'>,
  build: Build,
): Record<string, string> {
  return {
    kind,
    sha256: digests.sha256,
    'content-sha256': digests.contentSha256,
    'repository-uuid': build.repositoryUuid,
    commit: build.commit,
    build: String(build.build),
    'step-run': String(build.stepRun),
    'run-id': build.runId,
  };
}

/** undefined when the object was not put by tagship, or its metadata was altered. */
export function fromObjectMetadata(metadata: Readonly<Record<string, string>>): PackageMetadata | undefined {
  const kind = repositoryKinds.find((known) => known === metadata['kind']);
  const sha256 = metadata['sha256'];
  const contentSha256 = metadata['content-sha256'];
  const repositoryUuid = metadata['repository-uuid'];
  const commit = metadata['commit'];
  const runId = metadata['run-id'];
  const build = wholeNumber(metadata['build']);
  const stepRun = wholeNumber(metadata['step-run']);
  if (
    kind === undefined ||
    sha256 === undefined ||
    contentSha256 === undefined ||
    repositoryUuid === undefined ||
    commit === undefined ||
    runId === undefined ||
    build === undefined ||
    stepRun === undefined
  ) {
    return undefined;
  }
  return { kind, sha256, contentSha256, repositoryUuid, commit, build, stepRun, runId };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
