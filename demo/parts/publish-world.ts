import { checkOutExample, readExampleReleases } from '../../lib/testing/example-world.ts';
import type { Narration } from '../narration.ts';
import { describeRef, endedWell, lastLine, type PipelineRun } from '../run-pipeline.ts';
import type { World } from '../world.ts';

/** Makes every release of examples/world.yaml: commit and pipeline on developer, merge, tag and pipeline on the tag. */
export async function publishWorld(world: World, narration: Narration): Promise<void> {
  const releases = readExampleReleases();
  narration.part(
    `${releases.length} releases, each with a test build before it`,
    'A .src repository holds a program, a .rel the install scripts of a module, a .dist the list of modules that make a ' +
      'product. A commit on developer is published to the folder "developer", which the next one overwrites. After the ' +
      'merge to master a tag is published to a folder of its own, for good. Modules go to the stores of both projects, a ' +
      'project to its own. Each pipeline with the last line of its log:',
  );
  for (const release of releases) {
    const repository = world.repository(release.repository);
    const commit = repository.commit(`${release.repository} ${release.tag}`, (workTree) => {
      checkOutExample(release, workTree);
    });
    showRun(narration, await world.runPipeline(repository, commit));
    showRun(narration, await world.runPipeline(repository, repository.release(release.tag)));
  }
  narration.claim(`all ${world.runs.length} pipelines ended well`, world.runs.every(endedWell));
  showLog(narration, "a module's pipeline", firstTagRun(world, '.rel'));
  showLog(narration, "a project's pipeline", firstTagRun(world, '.dist'));
  narration.claim('none of these logs has a secret key in it', !world.runs.some((run) => tellsSecret(world, run)));
}

function showRun(narration: Narration, run: PipelineRun): void {
  const { repository, ref, build, commandOutput } = run;
  const subject = `${repository.padEnd(13)}  ${describeRef(ref).padEnd(10)}  build ${build}`;
  const built = commandOutput === '' ? '' : ` (after "${commandOutput.trim()}")`;
  narration.line(`  ${subject}  ${lastLine(run)}${built}`);
  if (!endedWell(run)) {
    narration.quote(run.stdout + run.stderr);
  }
}

function showLog(narration: Narration, what: string, run: PipelineRun | undefined): void {
  if (run === undefined) {
    throw new Error(`examples/world.yaml has no release for ${what}`);
  }
  narration.line('');
  narration.line(`The whole log of ${what}, ${run.repository} at ${describeRef(run.ref)}:`);
  narration.quote(run.stdout);
}

/** The first that names a program or, of a project, the first of all. */
function firstTagRun({ runs }: World, suffix: string): PipelineRun | undefined {
  const tagged = runs.filter(({ repository, ref }) => repository.endsWith(suffix) && ref.kind === 'tag');
  return tagged.find(({ step }) => step.variables['BIN_NAME'] !== undefined) ?? tagged[0];
}

function tellsSecret({ stores }: World, { repository, stdout, stderr }: PipelineRun): boolean {
  return Object.entries(stores.variablesOf(repository)).some(
    ([name, value]) => name.endsWith('_SECRET_ACCESS_KEY') && `${stdout}${stderr}`.includes(value),
  );
}
