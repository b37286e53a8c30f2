import { type Diagnostic, DiagnosticsError, isError, shareFindings } from '../../lib/core/diagnostics.ts';
import { developerFolder } from '../../lib/core/names.ts';
import { mapLimited } from '../../lib/core/parallel.ts';
import { examineStore, type StoreHealth } from '../../lib/release/protection/examine-store.ts';
import { findingOf } from '../../lib/release/protection/hazard.ts';
import type { Publisher } from '../../lib/release/protection/probe-credential.ts';
import { countUnseen } from '../../lib/release/protection/unseen.ts';
import { loadRepoInfo } from '../../lib/repo-info/load-repo-info.ts';
import { type Answer, table } from '../../lib/report/answer/answer.ts';
import { countOf } from '../../lib/report/count-of.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import type { Environment } from '../../lib/settings/secrets.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { storesAtOnce } from '../../lib/store/stores-at-once.ts';
import { type Desk, withStores } from '../desk.ts';
import { healthData, healthRow, healthTitles } from '../health-row.ts';
import { joinAlike } from '../join-alike.ts';
import { readSourceEnvironment, type SourceOptions } from '../source-environment.ts';

type DoctorOptions = Pick<SourceOptions, 'store' | 'kind' | 'name' | 'binName' | 'strict'>;

const notProbed =
  'what the credentials may do was not tried out: that takes a repository (tagship doctor DIR, or --kind, --name and --bin-name)';

/** `tagship doctor [DIR]`: what is unsafe about each store, and what else a repository's credential could do there. */
export async function doctor(desk: Desk, directory: string | undefined, options: DoctorOptions): Promise<Answer> {
  const asked = directory !== undefined || options.name !== undefined;
  const env = asked ? (await readSourceEnvironment(desk, directory, options)).env : desk.env;
  const publisher = asked ? await readPublisher(env, desk.workingDir) : undefined;
  return await withStores({ ...desk, env }, options, async (stores) => {
    const examined = await mapLimited(stores, storesAtOnce, async (store) => await examineStore(store, publisher));
    const found = joinAlike(examined);
    const findings = options.strict === true ? found.map((one) => ({ ...one, severity: 'error' as const })) : found;
    return {
      data: { publisher: publisher ?? null, stores: examined.map(healthData) },
      blocks: [table(healthTitles, examined.map(healthRow))],
      findings,
      notes: [...examined.flatMap(({ notes }) => notes), ...(asked ? [] : [notProbed])],
      summary: verdict(examined, findings),
    };
  });
}

async function readPublisher(env: Environment, workingDir: string): Promise<Publisher> {
  const { settings, diagnostics } = readSettings(env, workingDir);
  if (settings === undefined) {
    throw new DiagnosticsError(diagnostics);
  }
  const { kind, name, binName, target } = settings;
  const refersTo = await readReferences(settings);
  return { kind, name, binName, refersTo, folder: target.on === 'tag' ? target.tag : developerFolder };
}

/** Where there is no repo-info, or one that is wrong, there are no references: `tagship check` tells what is wrong. */
async function readReferences({ kind, name, target, cloneDir }: Settings): Promise<readonly string[]> {
  if (kind === 'src') {
    return [];
  }
  const { repoInfo } = await loadRepoInfo({ directory: cloneDir, kind, name, target });
  if (repoInfo === undefined) {
    return [];
  }
  return (repoInfo.kind === 'rel' ? repoInfo.dependList : repoInfo.subRepo).map((module) => module.name);
}

function verdict(examined: readonly StoreHealth[], findings: readonly Diagnostic[]): string {
  const stores = countOf(examined.length, 'store');
  const errors = shareFindings(findings.filter(isError)).length;
  const better = shareFindings(joinAlike(examined.map(adviceAlone))).length;
  const sights = examined.flatMap(({ facts }) => (facts === undefined ? [] : [countUnseen(facts)]));
  const [unseen, wanted] = [sumOf(sights.map((one) => one.unseen)), sumOf(sights.map((one) => one.wanted))];
  const rest = unseen === 0 ? '' : `; ${unseen} of ${countOf(wanted, 'thing')} could not be seen`;
  if (errors > 0) {
    return `${countOf(errors, 'error')} in ${stores}${rest}`;
  }
  return `${stores}: nothing unsafe${better === 0 ? '' : `; ${countOf(better, 'thing')} could be better`}${rest}`;
}

/** Without what could not be seen, which is counted by itself. */
function adviceAlone(health: StoreHealth): StoreHealth {
  return { ...health, diagnostics: health.hazards.map((hazard) => findingOf(hazard, health.store, 'warning')) };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
