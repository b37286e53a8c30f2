import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkPlaceholderFiles } from '../archive/check-placeholders.ts';
import { collectEntries } from '../archive/collect-entries.ts';
import type { PackEntry } from '../archive/pack-entry.ts';
import type { PlaceholderName } from '../archive/placeholders.ts';
import type { Context } from '../core/context.ts';
import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import { systemErrorCode } from '../core/errors.ts';
import { none } from '../core/names.ts';
import type { BuildTarget } from '../repo-info/build-target.ts';
import { loadRepoInfo } from '../repo-info/load-repo-info.ts';
import type { ModulePlaces } from '../repo-info/module-places.ts';
import type { ReadablePart } from '../repo-info/readable-part.ts';
import type { RepoInfo } from '../repo-info/repo-info.ts';
import type { RepositoryKind } from '../store/layout.ts';
import { checkStanding } from './check-standing.ts';
import { type Clone, checkUnreadClone, readClone } from './clone.ts';
import { openGit } from './git.ts';
import { defaultFiles, placeholderFilesByDefault } from './select-files.ts';

export interface SourceRequest {
  /** Absolute. */
  readonly cloneDir: string;
  readonly kind: RepositoryKind;
  /** REPO_NAME */
  readonly name: string;
  readonly binName?: string | undefined;
  readonly target: BuildTarget;
  /** The commit that is built, when that is known. */
  readonly commit?: string | undefined;
  /** FILES; undefined: the default of the kind. */
  readonly files?: readonly string[] | undefined;
  /** PLACEHOLDER_FILES; undefined: the default of the kind. */
  readonly placeholderFiles?: readonly string[] | undefined;
  /** Default: `master`. */
  readonly releaseBranch?: string;
  /** As the variable TAG_CHECK. Default: `auto`. */
  readonly tagCheck?: 'auto' | 'true' | 'false';
  /** Whether a person has named the tag: git may not have it. Default: false. */
  readonly isTagByHand?: boolean;
  /** PATH, by which git is found. Default: the system's folders. */
  readonly path?: string;
}

/** What a clone has to be packed, complete only when no diagnostic is an error. */
export interface Source {
  readonly entries: readonly PackEntry[];
  /** Paths in the archive. */
  readonly placeholderFiles: readonly string[];
  /** The time of every packed file: that of the commit. */
  readonly modifiedAt: Date;
  /** undefined for SRC, and when it has errors. */
  readonly repoInfo: RepoInfo | undefined;
  /** What of repo-info can be looked up in a store, though it has errors. */
  readonly readable: ReadablePart | undefined;
  /** Where repo-info names other packages. */
  readonly places: ModulePlaces;
  readonly diagnostics: readonly Diagnostic[];
}

const systemPath = '/usr/local/bin:/usr/bin:/bin';

/** The time of packed files where there is no commit: the first that every archive format can tell. */
const noCommitTime = new Date('1980-01-01T00:00:00Z');

/**
 * Reads all that the clone itself says, and finds all that is wrong there: the tag's place, repo-info, the files to pack
 * and their placeholders. Nothing in the clone is written.
 */
export async function readSource(request: SourceRequest, { log, signal }: Context): Promise<Source> {
  if (!isFolder(request.cloneDir)) {
    return noSource(request.cloneDir);
  }
  const git = openGit({ cloneDir: request.cloneDir, path: request.path ?? systemPath, signal });
  const clone = await readClone(git);
  const unread = clone === undefined ? await checkUnreadClone(git, request.cloneDir) : [];
  const [standing, { info, selected }] = await Promise.all([
    checkStanding(request, { git, clone, log }),
    readFiles(request, clone),
  ]);
  if (clone === undefined) {
    log.info(`there is no git commit to read: packed files get the time ${noCommitTime.toISOString()}`);
  }
  return {
    entries: selected.entries,
    placeholderFiles: selected.placeholderFiles,
    modifiedAt: clone?.committedAt ?? noCommitTime,
    repoInfo: info.repoInfo,
    readable: info.readable,
    places: info.places,
    diagnostics: [...unread, ...standing, ...info.diagnostics, ...checkBinName(request, info), ...selected.diagnostics],
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (systemErrorCode(error) === undefined) {
      throw error;
    }
    return false;
  }
}

function noSource(cloneDir: string): Source {
  const at = { in: 'variable', name: 'BITBUCKET_CLONE_DIR' } as const;
  const message = `there is no folder ${quoted(cloneDir)}`;
  const nothing = {
    entries: [],
    placeholderFiles: [],
    modifiedAt: noCommitTime,
    repoInfo: undefined,
    readable: undefined,
    places: noPlaces,
  };
  return { ...nothing, diagnostics: [{ severity: 'error', at, message, hint: 'Bitbucket Pipelines sets it' }] };
}

const noPlaces: ModulePlaces = new Map();

interface ReadInfo {
  readonly file: string | undefined;
  readonly repoInfo: RepoInfo | undefined;
  readonly readable: ReadablePart | undefined;
  readonly places: ModulePlaces;
  readonly diagnostics: readonly Diagnostic[];
}

async function readFiles(
  request: SourceRequest,
  clone: Clone | undefined,
): Promise<{ readonly info: ReadInfo; readonly selected: Selection }> {
  const info = await readRepoInfo(request);
  return { info, selected: await selectEntries(request, clone, info) };
}

async function readRepoInfo({ kind, cloneDir, name, target }: SourceRequest): Promise<ReadInfo> {
  // SRC has none (R36)
  if (kind === 'src') {
    return { file: undefined, repoInfo: undefined, readable: undefined, places: noPlaces, diagnostics: [] };
  }
  const loaded = await loadRepoInfo({ directory: cloneDir, kind, name, target });
  return { ...loaded, file: existsSync(join(cloneDir, loaded.file)) ? loaded.file : undefined };
}

function checkBinName({ kind, binName }: SourceRequest, { repoInfo, readable, file }: ReadInfo): readonly Diagnostic[] {
  const read = readable?.repoInfo;
  if (kind !== 'rel' || read?.kind !== 'rel' || file === undefined) {
    return [];
  }
  const at = { in: 'variable', name: 'BIN_NAME' } as const;
  if (read.srcBranch !== none && binName === undefined) {
    const message = `required field, because src_branch in ${file} is ${quoted(read.srcBranch)}`;
    return [{ severity: 'error', at, message, hint: "write the name of SRC's binary, or none as src_branch" }];
  }
  // a src_branch that is wrong is read as none
  if (repoInfo?.kind === 'rel' && repoInfo.srcBranch === none && binName !== undefined) {
    const message = `${quoted(binName)} is given, and src_branch in ${file} is none`;
    return [{ severity: 'warning', at, message, hint: 'a REL without SRC has no binary; leave BIN_NAME out' }];
  }
  return [];
}

const hintForRelScripts = 'a REL has a deploy.sh and an upgrade.sh; add it, or write what to pack as FILES';

interface Selection {
  readonly entries: readonly PackEntry[];
  readonly placeholderFiles: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

async function selectEntries(request: SourceRequest, clone: Clone | undefined, info: ReadInfo): Promise<Selection> {
  const { kind, cloneDir } = request;
  const paths = request.files ?? (await defaultFiles(kind, cloneDir, clone));
  if (paths === undefined) {
    const why = clone === undefined ? 'there is no git clone to ask' : 'git cannot tell which files this clone has';
    const message = kind === 'dist' ? `required field, because ${why}` : 'required field';
    const at = { in: 'variable', name: 'FILES' } as const;
    const hint = 'write the files and folders to pack';
    return { entries: [], placeholderFiles: [], diagnostics: [{ severity: 'error', at, message, hint }] };
  }
  const repoInfoFile = info.file === undefined ? [] : [info.file];
  const collected = collectEntries({
    root: cloneDir,
    paths: [...paths, ...repoInfoFile],
    packedAs: new Map(repoInfoFile.map((file) => [file, 'repo-info'])),
    variable: 'FILES',
    hintForMissing: kind === 'rel' && request.files === undefined ? hintForRelScripts : undefined,
  });
  const packed = new Set(collected.entries.map(({ path }) => path));
  const placeholderFiles = kind === 'src' ? [] : (request.placeholderFiles ?? placeholderFilesByDefault(kind, packed));
  const placeholderProblems = checkPlaceholderFiles({
    entries: collected.entries,
    placeholderFiles,
    available: availableNames(request, info),
    kind,
    variable: 'PLACEHOLDER_FILES',
  });
  return {
    entries: collected.entries,
    placeholderFiles,
    diagnostics: [...collected.diagnostics, ...placeholderProblems],
  };
}

/** The placeholders that have a value, whatever the store (design.md, section 6). */
function availableNames(
  { kind, binName }: SourceRequest,
  { repoInfo, readable }: ReadInfo,
): ReadonlySet<PlaceholderName> {
  const names = new Set<PlaceholderName>(['BUCKET_NAME', 'REPO_NAME', 'REL_TAG']);
  // that BIN_NAME is missing is said of itself, and not of every place again
  if (kind === 'rel' && (binName !== undefined || hasSrc(readable?.repoInfo))) {
    names.add('BIN_NAME');
  }
  // a repo-info with errors is reported as such; what it would have said is not reported as missing again
  if (kind === 'rel' && (repoInfo === undefined || hasSrc(repoInfo))) {
    names.add('SRC_TAG');
  }
  return names;
}

function hasSrc(repoInfo: RepoInfo | undefined): boolean {
  return repoInfo?.kind === 'rel' && repoInfo.srcBranch !== none;
}
