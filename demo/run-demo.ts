import { keepStores } from './keep-stores.ts';
import { createNarration, type Narration } from './narration.ts';
import { breakStore } from './parts/break-store.ts';
import { compareScripts } from './parts/compare-scripts.ts';
import { moveTag } from './parts/move-tag.ts';
import { publishWorld } from './parts/publish-world.ts';
import { repeatReleases } from './parts/repeat-releases.ts';
import { rollOut } from './parts/roll-out.ts';
import { rollOutWithAnsible } from './parts/roll-out-with-ansible.ts';
import { showLocks } from './parts/show-locks.ts';
import { showStores } from './parts/show-stores.ts';
import { openWorld } from './world.ts';

export interface DemoOptions {
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
  /** A folder to which the stores are copied at the end. */
  readonly keep?: string | undefined;
}

const introduction =
  'tagship turns a git tag into a release in many S3 stores. Here it does so with the repositories in examples/: two ' +
  'projects and the modules that they share, in real git, and a small S3 server on this machine with an account and a ' +
  "bucket for each project. Every pipeline is the repository's own bitbucket-pipelines.yml and runs the built pipe in a " +
  'clean environment. One thing differs from Bitbucket: a server on this machine knows no OIDC roles, so the stores are ' +
  'opened with access keys.';

/**
 * Shows what tagship does, on real repositories and stores, and checks all that it says. True when every claim holds.
 * Rejects with the signal's reason when it is ended before its time. Nothing is left behind but what `keep` asks for.
 */
export async function runDemo({ write, signal, keep }: DemoOptions): Promise<boolean> {
  const startedMs = performance.now();
  const narration = createNarration(write);
  await using world = await openWorld(signal);

  const conclude = (): boolean => {
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    return concludes(narration, `${world.runs.length} pipelines ran in ${seconds} s`);
  };

  narration.prose(introduction);
  await publishWorld(world, narration);
  if (narration.claims.some(({ holds }) => !holds)) {
    // the other parts look at what was published
    return conclude();
  }
  showStores(world, narration);
  showLocks(world, narration);
  compareScripts(world, narration);
  await repeatReleases(world, narration);
  await moveTag(world, narration);
  await breakStore(world, narration);
  await rollOut(world, narration, signal);
  await rollOutWithAnsible(world, narration, signal);

  narration.line('');
  if (keep === undefined) {
    narration.line('To look into the packages and records: npm run demo -- --keep FOLDER');
  } else {
    keepStores(world.stores, keep);
    narration.line(`What was in the stores is in ${keep}.`);
  }
  return conclude();
}

function concludes({ claims, line }: Narration, summary: string): boolean {
  const failed = claims.filter(({ holds }) => !holds);
  for (const { text } of failed) {
    line(`✖ this does not hold: ${text}`);
  }
  const verdict =
    failed.length === 0
      ? `all ${claims.length} claims hold`
      : `${failed.length} of ${claims.length} claims do not hold`;
  line(`${failed.length === 0 ? '✔' : '✖'} ${summary}; ${verdict}.`);
  return failed.length === 0;
}
