import { type Diagnostic, quoted } from '../../lib/core/diagnostics.ts';
import { TagshipError } from '../../lib/core/errors.ts';
import { developerFolder } from '../../lib/core/names.ts';
import { mapLimited } from '../../lib/core/parallel.ts';
import { groupAlike } from '../../lib/release/inspect/compare-stores.ts';
import { dependentsOf, explainModule, type ModuleExplanation } from '../../lib/release/inspect/explain-module.ts';
import { type LockedModule, type ReleaseRecord, readRecord } from '../../lib/release/record.ts';
import { problemInStore } from '../../lib/release/store-problem.ts';
import { type Answer, heading, line } from '../../lib/report/answer/answer.ts';
import type { Store } from '../../lib/store/store.ts';
import { storesAtOnce } from '../../lib/store/stores-at-once.ts';
import { type Desk, type StoreChoice, withStores } from '../desk.ts';
import { type ProjectRecord, readProjectRecords } from '../project-records.ts';
import { suggestion } from '../suggestion.ts';
import { reasonsForPlace, reasonsForPresence, reasonsForVersion } from '../why-reasons.ts';

export interface WhyRequest {
  readonly project: string;
  readonly folder: string;
  readonly module: string;
}

/** `tagship why PROJECT FOLDER MODULE`: why a release installs a module, in that version and in that place. */
export async function why(desk: Desk, request: WhyRequest, choice: StoreChoice): Promise<Answer> {
  return await withStores(desk, choice, async (stores) => {
    const { project, folder, module } = request;
    const { records, findings } = await readProjectRecords(stores, project, folder);
    const explained = await mapLimited(records, storesAtOnce, async (found) => await explainIn(found, module));
    const known = explained.flatMap(({ store, explanation }) =>
      explanation === undefined ? [] : [{ store, explanation, project: `${project} ${folder}` }],
    );
    if (known.length === 0 && findings.length === 0) {
      throw notInstalled(request, records);
    }
    return {
      data: {
        project,
        folder,
        module,
        stores: known.map(({ store, explanation }) => ({ store: store.name, ...explanationData(explanation) })),
      },
      blocks: groupAlike(known, ({ explanation }) => sayExplanation(project, folder, explanation)).flatMap((group) => {
        const { name, version } = group[0].explanation.module;
        const names = group.map(({ store }) => store.name).join(', ');
        return [
          heading(`${name} ${version} in ${project} ${folder}, ${names}`),
          ...sayExplanation(project, folder, group[0].explanation),
        ];
      }),
      findings: [...findings, ...explained.flatMap((one) => one.findings)],
    };
  });
}

interface Explained {
  readonly store: Store;
  readonly explanation: ModuleExplanation | undefined;
  readonly findings: readonly Diagnostic[];
}

async function explainIn({ store, record }: ProjectRecord, module: string): Promise<Explained> {
  const read = await mapLimited(dependentsOf(record, module), storesAtOnce, async (dependent) => {
    return await readDependent(store, dependent);
  });
  return {
    store,
    explanation: explainModule(
      record,
      module,
      read.flatMap((one) => one.record ?? []),
    ),
    findings: read.flatMap((one) => one.problem ?? []),
  };
}

async function readDependent(
  store: Store,
  { name, version }: LockedModule,
): Promise<{ readonly record?: ReleaseRecord | undefined; readonly problem?: Diagnostic }> {
  try {
    return { record: (await readRecord(store, { kind: 'rel', name, folder: version, packageName: name }))?.record };
  } catch (error) {
    // what it asks for is left out; that it depends on the module is in the lock
    return { problem: { ...problemInStore(error, store), severity: 'warning' } };
  }
}

function sayExplanation(project: string, folder: string, explanation: ModuleExplanation) {
  return [
    heading('Why it is there'),
    ...reasonsForPresence(`${project} ${folder}`, explanation).map((reason) => line(`  ${reason}`)),
    heading('Why in that version'),
    ...reasonsForVersion(explanation).map((reason) => line(`  ${reason}`)),
    heading(`Why in that place, ${explanation.position} of ${explanation.moduleCount}`),
    ...reasonsForPlace(explanation).map((reason) => line(`  ${reason}`)),
  ];
}

function explanationData({ module, ...explanation }: ModuleExplanation): Readonly<Record<string, unknown>> {
  const { subRepo = null, upgradeList = null, dependents } = explanation;
  return {
    ...module,
    position: explanation.position,
    moduleCount: explanation.moduleCount,
    subRepo,
    upgradeList,
    dependents: dependents.map(({ asksFor = null, ...dependent }) => ({ ...dependent, asksFor })),
    dependencies: explanation.dependencies,
    placedBy: explanation.placedBy.map(({ name }) => name),
  };
}

function notInstalled({ project, folder, module }: WhyRequest, records: readonly ProjectRecord[]): TagshipError {
  const names = [...new Set(records.flatMap(({ record }) => record.lock?.modules.map(({ name }) => name) ?? []))];
  const what = folder === developerFolder ? `the developer build of ${project}` : `${project} ${folder}`;
  return new TagshipError('invalid-input', `${what} does not install ${quoted(module)}`, {
    hint: suggestion(module, names, 'it installs'),
  });
}
