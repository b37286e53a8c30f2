import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProjectStores, startProjectStores } from '../lib/testing/project-stores.ts';
import { type BitbucketVariables, bitbucketVariables } from './pipe-variables.ts';
import { createTeamRepository, type GitRef, type TeamRepository } from './repository.ts';
import { type PipelineRun, runPipeline } from './run-pipeline.ts';

/** The team's repositories, the stores of its projects, and every pipeline that has run. */
export interface World extends AsyncDisposable {
  readonly stores: ProjectStores;
  readonly runs: readonly PipelineRun[];
  /** Made, with nothing in it, when it is asked for first. */
  repository(name: string): TeamRepository;
  /** `changes`: variables that were set for the repository since. */
  runPipeline(repository: TeamRepository, ref: GitRef, changes?: BitbucketVariables): Promise<PipelineRun>;
  /** A new folder, which is removed at the end. */
  folder(): string;
}

/** @param signal ends a pipeline that is under way: then `runPipeline` rejects */
export async function openWorld(signal: AbortSignal): Promise<World> {
  const stores = await startProjectStores(['PROJECTA', 'PROJECTB']);
  const repositories = new Map<string, TeamRepository>();
  const runs: PipelineRun[] = [];
  const folders: string[] = [];

  return {
    stores,
    runs,
    repository(name) {
      const repository = repositories.get(name) ?? createTeamRepository(name);
      repositories.set(name, repository);
      return repository;
    },
    async runPipeline(repository, ref, changes = {}) {
      const known = { ...bitbucketVariables(stores, repository.name), ...changes };
      const run = await runPipeline(repository, ref, { known, signal });
      runs.push(run);
      return run;
    },
    folder() {
      const folder = mkdtempSync(join(tmpdir(), 'tagship-demo-'));
      folders.push(folder);
      return folder;
    },
    async [Symbol.asyncDispose]() {
      for (const folder of folders) {
        rmSync(folder, { recursive: true, force: true });
      }
      for (const repository of repositories.values()) {
        repository[Symbol.dispose]();
      }
      await stores[Symbol.asyncDispose]();
    },
  };
}
