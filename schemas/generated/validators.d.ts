// generated from schemas/*.schema.json; run `npm run generate`
import type { Handoff } from './handoff.ts';
import type { Installed } from './installed.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { ReleaseRecord } from './release-record.ts';
import type { RepoInfoDist } from './repo-info-dist.ts';
import type { RepoInfoRel } from './repo-info-rel.ts';
import type { Settings } from './settings.ts';

/** One violation, as ajv tells it: https://ajv.js.org/api.html#validation-errors */
export interface SchemaViolation {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  /** Set where the value is a key, checked by `propertyNames`. */
  readonly propertyName?: string;
}

/** Tells whether the value fits the schema; until the next call `errors` holds all violations, or null. */
export interface Validator<T> {
  (value: unknown): value is T;
  readonly errors?: readonly SchemaViolation[] | null;
}

export const isHandoff: Validator<Handoff>;
export const isInstalled: Validator<Installed>;
export const isJournalEntry: Validator<JournalEntry>;
export const isReleaseRecord: Validator<ReleaseRecord>;
export const isRepoInfoDist: Validator<RepoInfoDist>;
export const isRepoInfoRel: Validator<RepoInfoRel>;
export const isSettings: Validator<Settings>;
