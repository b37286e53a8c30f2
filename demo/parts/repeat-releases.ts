import { type ExampleRelease, readExampleReleases } from '../../lib/testing/example-world.ts';
import type { Narration } from '../narration.ts';
import { describeRef, endedWell, lastLine, type PipelineRun } from '../run-pipeline.ts';
import { fingerprint, watchWrites } from '../store-contents.ts';
import type { World } from '../world.ts';

/** Runs the pipeline of the oldest release of each kind again. */
export async function repeatReleases(world: World, narration: Narration): Promise<void> {
  narration.part(
    'Old tags are run again',
    'Whoever is not sure whether a pipeline got through may run it again at any time. It has a new build number, compiles ' +
      'and packs anew, and finds everything in place: a released byte never changes.',
  );
  const before = fingerprint(world.stores);
  const writes = watchWrites(world.stores);
  const runs: PipelineRun[] = [];
  for (const kind of ['.src', '.rel', '.dist']) {
    const { repository: name, tag } = oldestRelease(kind);
    const repository = world.repository(name);
    runs.push(await world.runPipeline(repository, repository.tag(tag)));
  }
  narration.table(runs.map((run) => [run.repository, describeRef(run.ref), `build ${run.build}`, lastLine(run)]));
  narration.claim(
    `all ended well; the stores were sent ${writes().length} requests that write, and have what they had`,
    runs.every(endedWell) && writes().length === 0 && fingerprint(world.stores) === before,
  );
}

function oldestRelease(kind: string): ExampleRelease {
  const release = readExampleReleases().find(({ repository }) => repository.endsWith(kind));
  if (release === undefined) {
    throw new Error(`examples/world.yaml has no release of a ${kind}`);
  }
  return release;
}
