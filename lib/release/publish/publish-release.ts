import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PackedPackage, type PackRequest, packPackages } from '../../archive/pack-packages.ts';
import type { PackageBody } from '../../archive/package-body.ts';
import { checkUnpacked } from '../../archive/package-extent.ts';
import { checkBundleNames } from '../../bundle/check-bundle-names.ts';
import type { Context } from '../../core/context.ts';
import { type Diagnostic, isError, limitFindings, quoted } from '../../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../../core/errors.ts';
import { developerFolder, isName } from '../../core/names.ts';
import { silentContext } from '../../core/silent-context.ts';
import type { BuildTarget } from '../../repo-info/build-target.ts';
import { readSource, type Source, type SourceRequest } from '../../source/read-source.ts';
import type { Store } from '../../store/store.ts';
import type { Build } from '../build.ts';
import { checkIdentity } from './check-identity.ts';
import { checkStores } from './check-stores.ts';
import type { PackageContents } from './holding.ts';
import { isFailure, type StoreOutcome } from './outcome.ts';
import { planRelease, type ReleaseInput, type ReleasePlan } from './plan.ts';
import { type Preflight, preflight, type StoreLock } from './preflight.ts';
import { commitUploads, uploadPackages } from './publish-packages.ts';
import { isRollbackSpared, spareFailures, spareOthers } from './spare-rollback.ts';

export type PublishMode = 'publish' | 'dry-run' | 'check';

export interface PublishRequest extends Omit<SourceRequest, 'commit'> {
  readonly build: BuildOrigin;
  /** To which the release goes; none have to be given for a check. */
  readonly stores: readonly Store[];
  /** `dry-run`: all but the uploads and the records. A build that is neither of a tag nor of the developer branch is always a `check`. */
  readonly mode?: PublishMode;
  /** Every warning is an error. */
  readonly strict?: boolean;
  /** A folder for temporary files; what is made in it is removed. Default: the system's. */
  readonly workDir?: string;
  /** What the caller has found already: an error among it stops the release after everything else was checked as well. */
  readonly findings?: readonly Diagnostic[];
  readonly observer?: StageObserver;
}

/** Where a build comes from; what is left out has its default. */
export type BuildOrigin = Pick<Build, 'repository' | 'repositoryUuid' | 'commit' | 'build'> &
  Partial<Pick<Build, 'ref' | 'stepRun' | 'url'>>;

/** Is told of every stage. */
export interface StageObserver {
  started(stage: string): void;
  finished(stage: string, durationMs: number): void;
  /** How far a stage is, again and again while it lasts. */
  progressed(stage: string, doneBytes: number, totalBytes: number): void;
}

/** What became of a release. */
export interface Publication {
  /**
   * `published`: released in every store. `checked`: nothing was to be written. `invalid`: something was found before
   * anything was written. `failed`: a store failed after that.
   */
  readonly status: 'published' | 'checked' | 'invalid' | 'failed';
  readonly diagnostics: readonly Diagnostic[];
  /** undefined for a check of something that is not released. */
  readonly plan?: ReleasePlan;
  readonly preflight?: Preflight;
  /** DIST only: what the release installs, by store. */
  readonly locks: readonly StoreLock[];
  /** What was packed for each store, by its name. */
  readonly packages?: ReadonlyMap<string, PackageContents>;
  /** One for each store; missing when nothing was to be written. */
  readonly outcomes?: readonly StoreOutcome[];
}

/**
 * Publishes one repository's package to many stores. What a person did wrong and what a store refuses is in the result;
 * thrown is only what ends everything: a full disk, a source that changes while it is packed, the signal's reason (before
 * the records are written: then it is the outcome of the stores that lack theirs), a bug.
 */
export async function publishRelease(
  request: PublishRequest,
  context: Context = silentContext(),
): Promise<Publication> {
  const { stores, mode = 'publish', observer } = request;

  const stage = stageRunner(observer);
  await using cleanup = new AsyncDisposableStack();

  const source = await stage(
    'source',
    async () => await readSource({ ...request, commit: request.build.commit || undefined }, context),
  );
  const wrongIdentity = checkIdentity(request);
  const own = [...wrongIdentity, ...checkCommit(request), ...checkHandoff(request, source)].filter(
    (finding) => !isTold(finding, request.findings),
  );
  const local = [...(request.findings ?? []), ...source.diagnostics, ...own];
  const folder = folderOf(request.target);
  if (folder === undefined || wrongIdentity.length > 0) {
    const { repoInfo, readable, places } = source;
    const module = { ...request, repoInfo, readable, places };
    const asked = isName(request.name) ? stores : [];
    const checked = await stage('check', async () => await checkStores(module, asked));
    return { ...judge(request, [...local, ...checked.diagnostics]), locks: checked.locks };
  }
  const plan = planRelease(releaseInput(request, source, folder), stores);
  const found = await stage(
    'preflight',
    async () =>
      await preflight(plan, stores, {
        proveWritable: mode === 'publish',
        places: source.places,
        readable: source.readable,
      }),
  );
  const locks = found.stores.flatMap(({ store, lock }) => (lock === undefined ? [] : [{ store: store.name, lock }]));
  const isSpared = isRollbackSpared(plan, stores, found);
  const { stopping, spared } = isSpared
    ? spareOthers(found.diagnostics, stores[0]?.name)
    : { stopping: found.diagnostics, spared: [] };
  const { status, diagnostics } = judge(request, [...local, ...stopping]);
  const judged = { status, diagnostics: [...diagnostics, ...spared], plan, preflight: found, locks };
  if (judged.status === 'invalid' || mode === 'check') {
    return judged;
  }
  if (stores.length === 0) {
    throw new RangeError('a release needs at least one store');
  }
  const workDir = await temporaryFolder(request.workDir ?? tmpdir(), cleanup);
  const packed = await stage(
    'pack',
    async () => await packPackages(packRequest(plan, source, { workDir, context, observer })),
  );
  cleanup.defer(async () => await closeBodies(packed));
  const unfit = checkUnpackedOnNodes(request, packed);
  if (unfit.length > 0) {
    return { ...judged, status: 'invalid', diagnostics: [...judged.diagnostics, ...unfit] };
  }
  if (mode === 'dry-run') {
    return { ...judged, packages: packed };
  }
  const { strict = false } = request;
  const run = { plan, stores: found.stores, packed: countingReads(packed, observer), workDir, strict, context };
  const uploads = await stage('upload', async () => await uploadPackages(run));
  const committed = await stage('commit', async () => await commitUploads(run, uploads));
  const { outcomes, spared: failed } = isSpared
    ? spareFailures(committed, stores)
    : { outcomes: committed, spared: [] };
  return {
    ...judged,
    diagnostics: [...judged.diagnostics, ...failed],
    packages: packed,
    status: outcomes.some(isFailure) ? 'failed' : 'published',
    outcomes,
  };
}

/** A record without the commit could never be told from one of another commit. */
function checkCommit({ build, target }: PublishRequest): readonly Diagnostic[] {
  const at = { in: 'variable', name: 'BITBUCKET_COMMIT' } as const;
  return target.on === 'other' || /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(build.commit)
    ? []
    : [{ severity: 'error', at, message: `${quoted(build.commit)} is not a commit`, hint: 'write its whole hash' }];
}

/** What could be released and never be handed over. */
function checkHandoff({ kind }: PublishRequest, { entries }: Source): readonly Diagnostic[] {
  const clashes = kind === 'dist' ? checkBundleNames(entries.map(({ path }) => path)) : [];
  return clashes.map(({ path, message, hint }) => ({
    severity: 'error',
    at: { in: 'file', file: path },
    message,
    hint,
  }));
}

/** Nodes unpack RELs, and refuse one that they take for a bomb. Known only once it is packed, in every store alike. */
function checkUnpackedOnNodes(
  { kind }: PublishRequest,
  packed: ReadonlyMap<string, PackedPackage>,
): readonly Diagnostic[] {
  const [finding] = kind === 'rel' ? [...packed.values()].flatMap(checkUnpacked) : [];
  return finding === undefined ? [] : [{ ...finding, at: { in: 'variable', name: 'FILES' } }];
}

/** Whether the caller has found something about the same variable. */
function isTold({ at }: Diagnostic, findings: readonly Diagnostic[] = []): boolean {
  return findings.some(
    (finding) =>
      isError(finding) &&
      at.in === 'variable' &&
      finding.at.in === 'variable' &&
      // a tag may be given by either
      finding.at.name.replace(/^BITBUCKET_TAG$/, 'TAG') === at.name,
  );
}

function folderOf(target: BuildTarget): string | undefined {
  switch (target.on) {
    case 'tag':
      return target.tag;
    case 'developer':
      return developerFolder;
    case 'other':
      return undefined;
  }
}

function releaseInput(
  { kind, name, binName, target, build }: PublishRequest,
  { repoInfo }: Source,
  folder: string,
): ReleaseInput {
  return {
    kind,
    name,
    folder,
    build: { ref: refOf(target), stepRun: 1, url: '', ...build, runId: randomUUID() },
    ...(binName === undefined ? {} : { binName }),
    ...(repoInfo === undefined ? {} : { repoInfo }),
  };
}

function refOf(target: BuildTarget): string {
  return target.on === 'tag' ? `tag:${target.tag}` : `branch:${developerFolder}`;
}

function packRequest(
  plan: ReleasePlan,
  { entries, placeholderFiles, modifiedAt }: Source,
  run: { readonly workDir: string; readonly context: Context; readonly observer: StageObserver | undefined },
): PackRequest {
  return {
    entries,
    placeholderFiles,
    modifiedAt,
    variants: new Map(plan.uploads.map(({ store, values }) => [store, values])),
    workDir: run.workDir,
    signal: run.context.signal,
    onProgress: ({ packedBytes, totalBytes }) => run.observer?.progressed('pack', packedBytes, totalBytes),
  };
}

/** Judges what was found before anything is written. */
function judge(
  { strict = false }: PublishRequest,
  found: readonly Diagnostic[],
): Pick<Publication, 'status' | 'diagnostics'> {
  const findings = limitFindings(found);
  const diagnostics = strict ? findings.map((finding) => ({ ...finding, severity: 'error' as const })) : findings;
  return { status: diagnostics.some(isError) ? 'invalid' : 'checked', diagnostics };
}

type StageRunner = <T>(name: string, work: () => Promise<T>) => Promise<T>;

function stageRunner(observer: StageObserver | undefined): StageRunner {
  return async (name, work) => {
    const startedMs = performance.now();
    observer?.started(name);
    const result = await work();
    observer?.finished(name, performance.now() - startedMs);
    return result;
  };
}

async function temporaryFolder(parent: string, cleanup: AsyncDisposableStack): Promise<string> {
  const path = await mkdtemp(join(parent, 'tagship-')).catch((error: unknown) => {
    const why = systemErrorCode(error) ?? 'unknown error';
    throw new TagshipError('invalid-input', `no temporary folder can be made in ${quoted(parent)} (${why})`, {
      hint: 'packing needs a folder that can be written to',
      cause: error,
    });
  });
  cleanup.defer(async () => await rm(path, { recursive: true, force: true }));
  return path;
}

/** Tells how much was handed to the stores' clients: in sum, because a slow store holds up the whole. */
function countingReads(
  packed: ReadonlyMap<string, PackedPackage>,
  observer: StageObserver | undefined,
): ReadonlyMap<string, PackedPackage> {
  const totalBytes = [...packed.values()].reduce((sum, { size }) => sum + size, 0);
  let readBytes = 0;
  const count = (bytes: Buffer): Buffer => {
    readBytes += bytes.length;
    observer?.progressed('upload', Math.min(readBytes, totalBytes), totalBytes);
    return bytes;
  };
  const counted = (body: PackageBody): PackageBody => ({
    ...body,
    read: async (...range) => count(await body.read(...range)),
    lend: (...range) => {
      const lent = body.lend(...range);
      return {
        giveBack: () => lent.giveBack(),
        [Symbol.dispose]: () => lent[Symbol.dispose](),
        [Symbol.asyncIterator]: async function* () {
          for await (const piece of lent) {
            yield count(piece);
          }
        },
      };
    },
  });
  return new Map([...packed].map(([store, made]) => [store, { ...made, body: counted(made.body) }]));
}

async function closeBodies(packed: ReadonlyMap<string, PackedPackage>): Promise<void> {
  for (const { body } of packed.values()) {
    await body.close();
  }
}
