import { createTeamRepository, type GitRef, type TeamRepository } from '../../demo/repository.ts';
import { endedWell, type PipelineRun, runPipeline } from '../../demo/run-pipeline.ts';
import { checkOutExample, readExampleReleases } from '../../lib/testing/example-world.ts';

/** The people of the example world, with their repositories and with Bitbucket's variables. */
export interface Team extends Disposable {
  /** Made, with nothing in it, when it is asked for first. */
  repository(name: string): TeamRepository;
  /** Makes every release of examples/world.yaml: a build of developer, then one of the tag. Some may have failed. */
  publishWorld(): Promise<readonly PipelineRun[]>;
  /** The same; throws with the log of the first that failed. */
  publishWholeWorld(): Promise<void>;
  /** Runs the pipeline of a ref, with some variables changed. */
  runPipeline(
    repository: TeamRepository,
    ref: GitRef,
    changes?: Readonly<Record<string, string>>,
  ): Promise<PipelineRun>;
}

/** `variablesOf`: what Bitbucket has for a repository. */
export function createTeam(variablesOf: (repository: string) => Readonly<Record<string, string>>): Team {
  const { signal } = new AbortController();
  const repositories = new Map<string, TeamRepository>();

  const repository: Team['repository'] = (name) => {
    const made = repositories.get(name) ?? createTeamRepository(name);
    repositories.set(name, made);
    return made;
  };
  const run: Team['runPipeline'] = async (of, ref, changes = {}) =>
    await runPipeline(of, ref, { known: { ...variablesOf(of.name), ...changes }, signal });
  const publishWorld: Team['publishWorld'] = async () => {
    const runs: PipelineRun[] = [];
    for (const release of readExampleReleases()) {
      const own = repository(release.repository);
      const commit = own.commit(`Release ${release.tag}`, (workTree) => checkOutExample(release, workTree));
      runs.push(await run(own, commit), await run(own, own.release(release.tag)));
    }
    return runs;
  };
  return {
    repository,
    runPipeline: run,
    publishWorld,
    async publishWholeWorld() {
      const failed = (await publishWorld()).find((one) => !endedWell(one));
      if (failed !== undefined) {
        throw new Error(failed.stdout);
      }
    },
    [Symbol.dispose]: () => {
      for (const made of repositories.values()) {
        made[Symbol.dispose]();
      }
    },
  };
}
