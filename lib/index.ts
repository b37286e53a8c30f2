/**
 * The library of tagship: one source, many stores. It never prints, exits or reads the environment.
 * `publishRelease` is the whole job; the rest are its parts.
 */
export { type Bundle, type BundleRequest, type MadeBundle, makeBundle } from './bundle/make-bundle.ts';
export { writeBundle } from './bundle/write-bundle.ts';
export type { Clock, Context, Log } from './core/context.ts';
export { type Diagnostic, type Place, renderDiagnostic } from './core/diagnostics.ts';
export { type ErrorCode, TagshipError } from './core/errors.ts';
export type { ControlNode } from './handoff/control-node.ts';
export { type HandoffOutcome, handOffRelease, type ReleaseHandoffRequest } from './handoff/hand-off-release.ts';
export { type LockRequest, type ResolvedLock, resolveLock } from './release/lock/resolve-lock.ts';
export type { StoreOutcome } from './release/publish/outcome.ts';
export {
  type BuildOrigin,
  type Publication,
  type PublishRequest,
  publishRelease,
  type StageObserver,
} from './release/publish/publish-release.ts';
export { type Lock, type LockedModule, type ReleaseRecord, readRecord, type StoredRecord } from './release/record.ts';
export { verifyPackage } from './release/verify-package.ts';
export type { BuildTarget } from './repo-info/build-target.ts';
export { effectiveModules } from './repo-info/effective-modules.ts';
export { loadRepoInfo } from './repo-info/load-repo-info.ts';
export { parseRepoInfo } from './repo-info/parse-repo-info.ts';
export type { DistRepoInfo, ModuleEntry, ModuleVersion, RelRepoInfo, RepoInfo } from './repo-info/repo-info.ts';
export { type PackageIdentity, packageKey, type RepositoryKind, recordKey } from './store/layout.ts';
export type { StoreGuard, StoreProtection } from './store/protection.ts';
export type { StoreCredentials } from './store/s3/credentials.ts';
export { openS3Store, type S3StoreOptions } from './store/s3/s3-store.ts';
export type { Body, ObjectHead, Store, WriteCondition, WriteOptions, WriteOutcome } from './store/store.ts';
export { version } from './version.ts';
