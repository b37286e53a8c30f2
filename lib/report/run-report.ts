import { type Diagnostic, isError, renderShared, shareFindings } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';
import type { Arrival } from '../release/publish/holding.ts';
import type { StoreOutcome } from '../release/publish/outcome.ts';
import type { ReleasePlan } from '../release/publish/plan.ts';
import type { StoreLock, StorePreflight } from '../release/publish/preflight.ts';
import type { Publication, PublishMode } from '../release/publish/publish-release.ts';
import { version } from '../version.ts';
import { explainPreflight } from './explain-decision.ts';
import { summarizeHandoff } from './summarize-handoff.ts';
import { summarizeRun } from './summarize-run.ts';

/** What a run did, for machines (`REPORT_FILE`, schema 1) and as the source of what people read. */
export interface RunReport {
  readonly schema: 1;
  readonly program: string;
  readonly status: 'success' | 'failure';
  /** One line: how it ended. */
  readonly summary: string;
  readonly subject: ReportSubject;
  readonly stores: readonly StoreReport[];
  /** DIST only: what the release installs, by store. */
  readonly locks: readonly StoreLock[];
  /** DIST only: what became of the hand-off; null when nothing was to be handed over. */
  readonly handoff: HandoffReport | null;
  /** Findings as people read them. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly stages: readonly StageReport[];
}

export interface ReportSubject {
  readonly kind: string;
  readonly name: string;
  /** `developer`, the tag, or null for a check. */
  readonly folder: string | null;
  readonly ref: string;
  readonly commit: string;
  readonly build: number;
  /** The page of the run. */
  readonly url: string;
}

export interface StoreReport {
  readonly store: string;
  readonly id: string;
  readonly status: StoreOutcome['status'] | 'planned' | 'invalid';
  /** What would be written there, and why: for what is planned and not done. */
  readonly plan: { readonly why: string; readonly writes: readonly string[] } | null;
  /** How the package came there. */
  readonly arrival: string | null;
  /** Whether this run wrote the record. */
  readonly recordWritten: boolean;
  readonly package: { readonly url: string; readonly size: number; readonly sha256: string } | null;
  readonly placeholders: readonly { readonly file: string; readonly name: string; readonly count: number }[];
  readonly error: string | null;
}

export interface HandoffReport {
  /** `tagship@control.example.com:/srv/tagship` */
  readonly controlNode: string;
  readonly status: 'handed-off' | 'planned' | 'refused' | 'failed' | 'skipped';
  readonly kind: 'release' | 'rollback' | null;
  readonly generation: number | null;
  readonly previousRelease: string | null;
  /** Why it is not the current generation. */
  readonly error: string | null;
}

export interface StageReport {
  readonly stage: string;
  readonly durationMs: number;
}

export interface ReportRequest {
  readonly publication: Publication;
  readonly subject: ReportSubject;
  readonly mode: PublishMode;
  readonly stages: readonly StageReport[];
  readonly handoff?: HandoffReport | undefined;
}

/** Sums up a run. Pure. */
export function reportRun({ publication, subject, mode, stages, handoff }: ReportRequest): RunReport {
  const { status, diagnostics } = publication;
  const stores = reportStores(publication);
  const isHandedOff = handoff?.status !== 'failed' && handoff?.status !== 'refused';
  return {
    schema: 1,
    program: `tagship ${version}`,
    status: (status === 'published' || status === 'checked') && isHandedOff ? 'success' : 'failure',
    summary: `${summarizeRun({ publication, subject, mode })}${summarizeHandoff(handoff)}`,
    subject,
    stores,
    locks: publication.locks,
    handoff: handoff ?? null,
    errors: [
      ...shareFindings(diagnostics.filter(isError)).map(renderShared),
      ...stores.flatMap(({ store, error }) => (error === null ? [] : [`store ${store}: ${error}`])),
      ...(isHandedOff || handoff.error === null ? [] : [`control node: ${handoff.error}`]),
    ],
    warnings: shareFindings(diagnostics.filter(isWarning)).map(renderShared),
    stages,
  };
}

/** What a person can act on in an error of a store. */
export function describeError(error: unknown): string {
  if (error instanceof TagshipError) {
    const cause = error.cause instanceof TagshipError ? ` (${error.cause.message})` : '';
    return `${error.message}${cause}${error.hint === undefined ? '' : `; ${error.hint}`}`;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function reportStores({ plan, outcomes, packages, preflight, status }: Publication): StoreReport[] {
  if (plan === undefined) {
    return [];
  }
  return plan.uploads.map(({ store, id }): StoreReport => {
    const outcome = outcomes?.find((candidate) => candidate.store === store);
    const checked = preflight?.stores.find((candidate) => candidate.store.name === store);
    const packed = packages?.get(store);
    const record = outcome?.status === 'released' ? outcome.record : undefined;
    const described = record?.package ?? packed;
    const folder = `s3://${id.split('@s3://').at(-1)}`;
    const url = `${folder}/${plan.packageKey}`;
    const planned = outcome === undefined && status !== 'invalid' ? checked : undefined;
    return {
      store,
      id,
      status: outcome?.status ?? (planned === undefined ? 'invalid' : 'planned'),
      plan: planned === undefined ? null : planIn(folder, planned, { plan, all: preflight?.stores ?? [] }),
      arrival: outcome === undefined ? presentArrival(checked) : 'arrival' in outcome ? outcome.arrival : null,
      recordWritten: outcome?.status === 'released' && outcome.written,
      package: described === undefined ? null : { url, size: described.size, sha256: described.sha256 },
      placeholders: record?.placeholders ?? packed?.placeholders ?? [],
      error: outcome?.status === 'failed' ? describeError(outcome.error) : null,
    };
  });
}

function planIn(
  folder: string,
  checked: StorePreflight,
  { plan, all }: { readonly plan: ReleasePlan; readonly all: readonly StorePreflight[] },
): StoreReport['plan'] {
  const { why, writes } = explainPreflight(checked, all);
  const keys = { package: plan.packageKey, record: plan.recordKey };
  return { why, writes: writes.map((part) => `${folder}/${keys[part]}`) };
}

/** What is there before a dry run. */
function presentArrival(checked: StorePreflight | undefined): Arrival | null {
  return checked?.decision.action === 'keep' ? 'unchanged' : null;
}

function isWarning(diagnostic: Diagnostic): boolean {
  return !isError(diagnostic);
}
