import { type Diagnostic, DiagnosticsError, isError, shareFindings } from '../lib/core/diagnostics.ts';
import { developerFolder } from '../lib/core/names.ts';
import { systemClock } from '../lib/core/system-clock.ts';
import { findRepository } from '../lib/release/inspect/find-repository.ts';
import { type Publication, publishRelease } from '../lib/release/publish/publish-release.ts';
import { countOf } from '../lib/report/count-of.ts';
import { publishRequest } from '../lib/settings/publish-request.ts';
import { readSettings } from '../lib/settings/read-settings.ts';
import type { Settings } from '../lib/settings/settings.ts';
import type { Store } from '../lib/store/store.ts';
import { chooseStore, type Desk, withOpened } from './desk.ts';
import { readSourceEnvironment, type SourceEnvironment, type SourceOptions } from './source-environment.ts';

export interface Examination {
  readonly subject: Subject;
  readonly settings: Settings;
  readonly publication: Publication;
  readonly notes: readonly string[];
}

/** What was looked at. */
export interface Subject {
  readonly kind: Settings['kind'];
  readonly name: string;
  /** `developer`, the tag, or null for what is published nowhere. */
  readonly folder: string | null;
  /** `tag:2.0.0`, `branch:developer` */
  readonly ref: string;
  readonly commit: string;
}

/**
 * Looks at a clone as the pipe would, and at the stores if the variables name any: the whole of a publication up to its
 * first write. Throws `DiagnosticsError` when the variables say neither the kind nor the name, `invalid-input` when there
 * is no such folder or store.
 */
export async function examineSource(
  desk: Desk,
  directory: string | undefined,
  options: SourceOptions,
): Promise<Examination> {
  const source = await readSourceEnvironment(desk, directory, options);
  const env = chooseStore(source.env, options);
  const { settings, diagnostics } = readSettings(env, desk.workingDir);
  const findings = diagnostics.filter((finding) => source.namesStores || !isAboutNoStores(finding));
  if (settings === undefined) {
    throw new DiagnosticsError(findings);
  }
  const notes: string[] = [source.lookedAt, ...source.notes];
  const note = (message: string): void => {
    notes.push(message);
  };
  const publication = await withOpened(settings.stores, desk, async (stores) => {
    const build = { ...settings.origin, repositoryUuid: await repositoryUuid(settings, stores, source) };
    const path = desk.env['PATH'];
    return await publishRelease(
      { ...publishRequest(settings, stores), build, findings, mode: 'check', ...(path ? { path } : {}) },
      { log: { debug: () => undefined, info: note, warning: note }, clock: systemClock, signal: desk.signal },
    );
  });
  if (!source.namesStores) {
    notes.push('no store is named (STORES or BUCKET_NAME): what is in the stores was not looked at');
  }
  return { subject: subjectOf(settings), settings, publication, notes };
}

/** `ModuleX 2.0.0`; what is published nowhere has its name alone. */
export function titleOf({ name, folder }: Subject): string {
  return folder === null ? name : `${name} ${folder}`;
}

/** How an examination ended. */
export function verdictOf({ subject, publication: { diagnostics } }: Examination, good: string): string {
  const findings = shareFindings(diagnostics);
  const errors = findings.filter(({ finding }) => isError(finding)).length;
  const warnings = findings.length - errors;
  const rest = warnings === 0 ? '' : `, with ${countOf(warnings, 'warning')}`;
  return errors === 0 ? `${titleOf(subject)} ${good}${rest}` : `${countOf(errors, 'error')}; nothing was written`;
}

function subjectOf({ kind, name, target, origin: { ref, commit } }: Settings): Subject {
  const folder = target.on === 'tag' ? target.tag : target.on === 'developer' ? developerFolder : null;
  return { kind, name, folder, ref, commit };
}

/** A desk needs no store for a check, whatever is checked. */
function isAboutNoStores(finding: Diagnostic): boolean {
  return finding.at.in === 'variable' && finding.at.name === 'STORES';
}

/**
 * Test builds of two repositories have no order, so the pipe refuses to replace one by the other. At a desk the UUID is
 * not known: this clone is taken for that of the repository that published before, and at a tag for none.
 */
async function repositoryUuid(
  { kind, name, binName, target, origin }: Settings,
  stores: readonly Store[],
  { knowsRepository }: SourceEnvironment,
): Promise<string> {
  if (knowsRepository) {
    return origin.repositoryUuid;
  }
  if (target.on !== 'developer') {
    return '';
  }
  const identity = { kind, name, folder: developerFolder, packageName: kind === 'src' ? (binName ?? name) : name };
  return (await findRepository(stores, identity)) ?? origin.repositoryUuid;
}
