import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExampleReleases } from '../../lib/testing/example-world.ts';
import type { Narration } from '../narration.ts';
import type { GitRef, TeamRepository } from '../repository.ts';
import { complaints, endedWell, lastLine } from '../run-pipeline.ts';
import { fingerprint, packagesIn, type StoredPackage, watchWrites } from '../store-contents.ts';
import type { World } from '../world.ts';

/** A new release meets a store that denies writing, then one that breaks, then stores that work. */
export async function breakStore(world: World, narration: Narration): Promise<void> {
  narration.part(
    'One of two stores fails',
    'Every right is proved in every store before anything is written, and records are written only when every store has ' +
      'its package. So a store that fails keeps the release out of the others too, and the pipeline is simply run again.',
  );
  const release = newRelease(world);
  await meetDenial(world, narration, release);
  await meetBreakdown(world, narration, release);
  await tryAgain(world, narration, release);
}

interface NewRelease {
  readonly repository: TeamRepository;
  readonly ref: GitRef;
  /** e.g. `BaseLib.rel 1.3.1` */
  readonly title: string;
  /** Of the store that is to fail. */
  readonly bucket: string;
}

async function meetDenial(world: World, narration: Narration, release: NewRelease): Promise<void> {
  const { repository, ref, title, bucket } = release;
  const before = fingerprint(world.stores);
  const allow = world.stores.server.deny({ bucket, action: 's3:PutObject' });
  const run = await world.runPipeline(repository, ref);
  allow();

  narration.line(`  ${title}, while ${bucket} denies s3:PutObject:`);
  narration.quote(complaints(run));
  narration.claim(
    'the pipeline failed, and both stores have what they had',
    run.exitCode === 1 && fingerprint(world.stores) === before,
  );
}

async function meetBreakdown(world: World, narration: Narration, release: NewRelease): Promise<void> {
  const { repository, ref, title, bucket } = release;
  world.stores.server.setHooks({
    before: (call) =>
      call.bucket === bucket && call.operation === 'PutObject'
        ? { kind: 'status', status: 500, code: 'InternalError' }
        : undefined,
  });
  const run = await world.runPipeline(repository, ref);
  world.stores.server.setHooks({});

  narration.line(`  ${title}, while ${bucket} answers every upload with error 500:`);
  narration.quote(complaints(run));
  narration.claim(
    'the pipeline failed, and no store has a record of the release',
    run.exitCode === 1 && recorded(packagesOf(world, release)).length === 0,
  );
}

async function tryAgain(world: World, narration: Narration, release: NewRelease): Promise<void> {
  const { repository, ref, title } = release;
  const storeCount = world.stores.stores.length;
  const there = packagesOf(world, release).length;
  const writes = watchWrites(world.stores);
  const run = await world.runPipeline(repository, ref);
  const sent = writes().filter(({ operation, key }) => operation === 'PutObject' && key?.endsWith('.tar.gz'));

  narration.line(`  ${title}, when all is well again:`);
  narration.quote(lastLine(run));
  narration.claim(
    `every store has the release: of ${storeCount} packages ${there} was there already, ${sent.length} had to be sent`,
    endedWell(run) && recorded(packagesOf(world, release)).length === storeCount && sent.length === storeCount - there,
  );
}

/** The world's first module once more, under a new tag. */
function newRelease(world: World): NewRelease {
  const first = readExampleReleases().find(({ repository }) => repository.endsWith('.rel'));
  const newest = readExampleReleases().findLast(({ repository }) => repository === first?.repository);
  const bucket = world.stores.stores.at(-1)?.bucket;
  if (newest === undefined || bucket === undefined) {
    throw new Error('examples/world.yaml has no release of a .rel');
  }
  const repository = world.repository(newest.repository);
  const tag = `${newest.tag}-hotfix`;
  repository.commit(`${newest.repository} ${tag}`, (workTree) => {
    const repoInfo = join(workTree, 'repo-info');
    writeFileSync(repoInfo, readFileSync(repoInfo, 'utf8').replace(/^rel_branch: .*/m, `rel_branch: ${tag}`));
  });
  return { repository, ref: repository.release(tag), title: `${newest.repository} ${tag}`, bucket };
}

function packagesOf({ stores }: World, { ref }: NewRelease): readonly StoredPackage[] {
  return stores.stores
    .flatMap(({ bucket }) => packagesIn(stores, bucket))
    .filter(({ key }) => key.split('/')[1] === ref.name);
}

function recorded(packages: readonly StoredPackage[]): readonly StoredPackage[] {
  return packages.filter(({ record }) => record !== undefined);
}
