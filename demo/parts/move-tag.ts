import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExampleReleases } from '../../lib/testing/example-world.ts';
import type { Narration } from '../narration.ts';
import { complaints } from '../run-pipeline.ts';
import { fingerprint, watchWrites } from '../store-contents.ts';
import type { World } from '../world.ts';

/** Moves a module's newest tag to a later commit. */
export async function moveTag(world: World, narration: Narration): Promise<void> {
  narration.part(
    'A tag is moved',
    'Somebody mends one more line after the release and moves the tag to it. But nodes may have the release already, so a ' +
      'tag means one commit for ever: the pipeline refuses, and names both commits.',
  );
  const released = readExampleReleases().findLast(({ repository }) => repository.endsWith('.rel'));
  if (released === undefined) {
    throw new Error('examples/world.yaml has no release of a .rel');
  }
  const repository = world.repository(released.repository);
  const former = repository.tag(released.tag);
  repository.commit('Mend one more line', (workTree) => {
    appendFileSync(join(workTree, 'deploy.sh'), '# mended\n');
  });
  const moved = repository.release(released.tag);
  const before = fingerprint(world.stores);
  const writes = watchWrites(world.stores);

  const run = await world.runPipeline(repository, moved);

  narration.line(`  ${repository.name}: tag ${moved.name} is moved to ${moved.commit.slice(0, 8)}`);
  narration.quote(complaints(run));
  narration.claim(
    'the pipeline failed, and named both commits',
    run.exitCode === 1 && [former, moved].every(({ commit }) => run.stdout.includes(commit)),
  );
  narration.claim(
    `the stores were sent ${writes().length} requests that write, and have what they had`,
    writes().length === 0 && fingerprint(world.stores) === before,
  );
}
