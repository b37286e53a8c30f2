import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { ReleaseRecord } from '../../../lib/release/record.ts';
import { packageKey, recordKey } from '../../../lib/store/layout.ts';
import type { ObjectView } from '../../../lib/testing/s3/contents.ts';
import { keysOf, type RecordedScenario } from './record-calls.ts';
import type { SweepRun } from './run-scenario.ts';
import { type Contents, type PipelineCall, type StoreName, type SweepWorld, storeNames } from './sweep-world.ts';
import { isDeveloper } from './watch-releases.ts';

/** The release is in all stores: complete, equal, and nothing else beside it. */
export function expectRelease(scenario: RecordedScenario, world: SweepWorld, run: SweepRun): void {
  expect(run, run.stdout + run.stderr).toMatchObject({ exitCode: 0, stderr: '', leftFiles: [] });
  expect(run.lines.at(-1)).toMatch(/^✔ /);
  const contents = world.contents();
  expect(keysOf(contents)).toEqual(scenario.endKeys);
  const releases = storeNames.map((store) => releaseIn(contents, store, scenario));
  for (const { stored, record } of releases) {
    const { size, sha256 } = record?.package ?? {};
    expect({ size, sha256 }).toEqual({ size: stored?.sizeBytes, sha256: stored && sha256Of(stored) });
  }
  expect(differentOnes(releases.map(({ record }) => record?.package.contentSha256))).toBe(1);
  expect(differentOnes(releases.map(({ record }) => record?.source.commit))).toBe(1);
  if (scenario.repository.identity.kind === 'src') {
    expect(differentOnes(releases.map(({ record }) => record?.package.sha256))).toBe(1);
  }
  if (scenario.repository.identity.folder === 'developer') {
    expect(new Set(releases.map(({ record }) => record?.source.build))).toEqual(new Set([scenario.build]));
  }
}

/** What was in tag folders is there as it was; so the bytes that were first recorded have won. */
export function expectKept(before: Contents, after: Contents): void {
  const digests = (contents: Contents): ReadonlyMap<string, string> =>
    new Map(contents.map(({ store, object }) => [`${store} ${object.key}`, sha256Of(object)]));
  const digestsAfter = digests(after);
  for (const [place, digest] of digests(before.filter(({ object }) => !isDeveloper(object.key)))) {
    expect(`${place} ${digestsAfter.get(place)}`).toBe(`${place} ${digest}`);
  }
}

/** A run that began with `before` has sent each store what it lacked, and nothing twice. */
export function expectMissingUploaded(
  scenario: RecordedScenario,
  world: SweepWorld,
  { before, calls }: { readonly before: Contents; readonly calls: readonly PipelineCall[] },
): void {
  const sent = storeNames.map((store) => sentTo(store, scenario, calls));
  const missing = storeNames.map((store) => {
    const { stored, record } = releaseIn(before, store, scenario);
    const isStored = stored !== undefined && isOfBuild(scenario, Number(stored.metadata['build']));
    const isRecorded = record !== undefined && isOfBuild(scenario, record.source.build);
    const size = releaseIn(world.contents(), store, scenario).stored?.sizeBytes;
    return { store, packageBytes: isStored ? 0 : size, records: isRecorded ? 0 : 1 };
  });
  expect(sent).toEqual(missing);
}

/** A tag folder has one release; the developer folder of an older build lacks the newer one. */
function isOfBuild({ repository, build }: RecordedScenario, seen: number): boolean {
  return repository.identity.folder !== 'developer' || seen === build;
}

interface Sent {
  readonly store: StoreName;
  readonly packageBytes: number;
  readonly records: number;
}

function sentTo(store: StoreName, { repository }: RecordedScenario, calls: readonly PipelineCall[]): Sent {
  const own = calls.filter((made) => made.store === store);
  const sent = own.filter(({ call }) => call.operation === 'PutObject' || call.operation === 'UploadPart');
  const ofPackage = sent.filter(({ call }) => call.key === packageKey(repository.identity));
  return {
    store,
    packageBytes: ofPackage.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0),
    records: sent.filter(({ call }) => call.key === recordKey(repository.identity)).length,
  };
}

function releaseIn(
  contents: Contents,
  store: StoreName,
  { repository: { identity } }: RecordedScenario,
): { readonly stored: ObjectView | undefined; readonly record: ReleaseRecord | undefined } {
  const find = (key: string): ObjectView | undefined =>
    contents.find((one) => one.store === store && one.object.key === key)?.object;
  const record = find(recordKey(identity));
  return {
    stored: find(packageKey(identity)),
    record: record && JSON.parse(record.body().toString('utf8')),
  };
}

function differentOnes(values: readonly unknown[]): number {
  return new Set(values).size;
}

function sha256Of(object: ObjectView): string {
  return createHash('sha256').update(object.body()).digest('hex');
}
