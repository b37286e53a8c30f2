import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { GitRef, TeamRepository } from '../demo/repository.ts';
import { lastLine } from '../demo/run-pipeline.ts';
import { startProjectStores } from '../lib/testing/project-stores.ts';
import { sampleRel } from '../lib/testing/sample-releases.ts';
import { readSnippets, root } from './doc-snippets.ts';
import { createTeam } from './e2e/team.ts';

const snippets = [...readSnippets('docs/module-maintainer.md'), ...readSnippets('docs/project-maintainer.md')];

test('who follows the pages for maintainers comes to a release, a second one and a new store', async () => {
  await using stores = await startProjectStores(['KIOSK', 'SIGNAGE']);
  const variables = {
    ...stores.variables(),
    KIOSK_AWS_REGION: 'us-east-1',
    KIOSK_EXPECTED_BUCKET_OWNER: stores.account('KIOSK').id,
    SIGNAGE_AWS_REGION: 'us-east-1',
  };
  using team = createTeam(() => variables);
  await sampleRel({ name: 'Poster', tag: '3.2' }).publish(stores.stores.slice(0, 1));
  const follow = async (name: string, tag: string): Promise<readonly string[]> => {
    const repository = team.repository(name);
    const commit = repository.commit(`Prepare ${tag}`, (workTree) => writeFilesOfPage(workTree, name, tag));
    const build = await team.runPipeline(repository, commit);
    return [lastLine(build), lastLine(await team.runPipeline(repository, repository.release(tag)))];
  };

  expect(await follow('Clock.src', '0.9.0')).toEqual([
    '✔ Clock developer is published in 1 store',
    '✔ Clock 0.9.0 is released in 1 store',
  ]);
  expect(await follow('Clock.rel', '1.0.0')).toEqual([
    '✔ Clock developer is published in 1 store',
    '✔ Clock 1.0.0 is released in 1 store',
  ]);
  expect(await follow('Kiosk.dist', '1.0.0')).toEqual([
    '✔ Kiosk developer is published in 1 store',
    '✔ Kiosk 1.0.0 is released in 1 store',
  ]);
  expect(await follow('Kiosk.dist', '1.1.0')).toEqual([
    '✔ Kiosk developer is published in 1 store',
    '✔ Kiosk 1.1.0 is released in 1 store',
  ]);

  const script = snippets.find(({ marks }) => marks['bring'] !== undefined)?.text ?? '';
  const ofSource = `./build.sh\n${script.replaceAll('1.0.0', '0.9.0').replace('KIND=rel', 'KIND=src FILES=build')}`;
  const bring = async (name: string, tag: string, text: string): Promise<string> =>
    await runInClone(team.repository(name), tag, text, stores.variables());
  expect(await bring('Clock.src', '0.9.0', ofSource)).toMatch(
    /^✔ Clock 0\.9\.0 is released in 1 store \(1 had it already\)$/m,
  );
  expect(await bring('Clock.rel', '1.0.0', script)).toMatch(
    /^✔ Clock 1\.0\.0 is released in 1 store \(1 had it already\)$/m,
  );
});

/** The files that the pages show for a repository; of those that they show twice, the ones for this release. */
function writeFilesOfPage(workTree: string, repository: string, tag: string): void {
  for (const { marks, text } of snippets) {
    const file = marks['file'] ?? '';
    if (dirname(file) === repository && (marks['release'] ?? tag) === tag) {
      writeFileSync(join(workTree, basename(file)), text);
      chmodSync(join(workTree, basename(file)), file.endsWith('.sh') ? 0o755 : 0o644);
    }
  }
}

/** Runs a script as somebody at a desk would who has `tagship-pipe` on the PATH. */
async function runInClone(
  repository: TeamRepository,
  tag: string,
  script: string,
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-desk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ref: GitRef = repository.tag(tag);
  repository.clone(ref, join(folder, 'clone'));
  mkdirSync(join(folder, 'bin'));
  const program = join(root, 'dist', 'tagship-pipe.mjs');
  writeFileSync(join(folder, 'bin', 'tagship-pipe'), `#!/bin/sh\nexec '${process.execPath}' '${program}'\n`, {
    mode: 0o755,
  });
  const { stdout } = await promisify(execFile)('bash', ['-eu', '-c', script], {
    cwd: join(folder, 'clone'),
    env: { PATH: `${join(folder, 'bin')}:/usr/local/bin:/usr/bin:/bin`, NO_COLOR: '1', ...variables },
  });
  return stdout;
}
