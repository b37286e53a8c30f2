import { isError, shareFindings } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';
import { developerFolder } from '../core/names.ts';
import type { StoreOutcome } from '../release/publish/outcome.ts';
import type { Publication, PublishMode } from '../release/publish/publish-release.ts';
import { countOf } from './count-of.ts';

interface EndedRun {
  readonly publication: Publication;
  /** `folder` is null for a check. */
  readonly subject: { readonly name: string; readonly folder: string | null };
  readonly mode: PublishMode;
}

/** How a run ended, in one line. Pure. */
export function summarizeRun({ publication, subject, mode }: EndedRun): string {
  const { status, diagnostics, preflight, outcomes = [] } = publication;
  const what = subject.folder === null ? subject.name : `${subject.name} ${subject.folder}`;
  const errors = shareFindings(diagnostics.filter(isError)).length;
  switch (status) {
    case 'invalid':
      return `${countOf(errors, 'error')}; nothing was written to any store`;
    case 'checked':
      return mode === 'dry-run'
        ? `${what} ${summarizeDryRun(publication)}; dry run, nothing was written`
        : `${what} is checked; nothing was to be written`;
    case 'published':
      return summarizeSuccess(what, {
        done: subject.folder === developerFolder ? 'published' : 'released',
        outcomes,
        restored: preflight?.stores.filter(({ decision }) => decision.action === 'restore').length ?? 0,
      });
    case 'failed':
      return summarizeFailure(what, outcomes);
  }
}

function summarizeDryRun({ preflight }: Publication): string {
  const actions = new Set(preflight?.stores.map(({ decision }) => decision.action));
  if (actions.size === 1 && actions.has('stand-back')) {
    return 'would be left as it is: a newer build is there';
  }
  actions.delete('keep');
  if (actions.size === 0 && preflight !== undefined) {
    return 'is there already';
  }
  return actions.size === 1 && actions.has('restore')
    ? 'is there already; the package would be put back'
    : 'could be published';
}

interface Success {
  readonly done: 'published' | 'released';
  readonly outcomes: readonly StoreOutcome[];
  /** In how many stores the package was put back behind its record. */
  readonly restored: number;
}

function summarizeSuccess(what: string, { done, outcomes, restored }: Success): string {
  const written = outcomes.filter((outcome) => outcome.status === 'released' && outcome.written).length;
  const stoodBack = outcomes.filter(({ status }) => status === 'stood-back').length;
  if (stoodBack === outcomes.length) {
    return `${what} is left as it is: a newer build is there`;
  }
  if (written === 0) {
    const rest =
      restored === 0 ? 'nothing had to be written' : `the package was missing in ${restored}, and was put back`;
    return `${what} was already ${done} in ${countOf(outcomes.length - stoodBack, 'store')}; ${rest}`;
  }
  const before = outcomes.length - stoodBack - written;
  const rest = [
    ...(before === 0 ? [] : [`${before} had it already`]),
    ...(stoodBack === 0 ? [] : [`${stoodBack} had a newer build`]),
  ];
  return `${what} is ${done} in ${countOf(written, 'store')}${rest.length === 0 ? '' : ` (${rest.join(', ')})`}`;
}

function summarizeFailure(what: string, outcomes: readonly StoreOutcome[]): string {
  const failures = outcomes.filter((outcome) => outcome.status === 'failed');
  const failed = failures.map(({ store }) => store).join(', ');
  if (failures.some(({ error }) => error instanceof TagshipError && error.code === 'tag-moved')) {
    return `${what} failed in ${failed}; another pipeline publishes this tag from another commit; give this commit a new tag`;
  }
  const released = outcomes.flatMap((outcome) => (outcome.status === 'released' ? [outcome.store] : []));
  const unknown = outcomes.flatMap((one) => (one.status === 'failed' && one.isRecordUnknown ? [one.store] : []));
  const done = [
    released.length === 0
      ? `released in no store${unknown.length === 0 ? '' : ' for certain'}`
      : `released in ${released.join(', ')}`,
    ...(unknown.length === 0 ? [] : [`may be in ${unknown.join(', ')}`]),
  ].join(', and ');
  return `${what} failed in ${failed}; it is ${done}; run the pipeline again, it uploads only what is missing`;
}
