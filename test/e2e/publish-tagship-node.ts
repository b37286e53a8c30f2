import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endedWell } from '../../demo/run-pipeline.ts';
import { type ProjectServer, storeVariables } from './project-servers.ts';
import type { Team } from './team.ts';

const root = join(import.meta.dirname, '../..');

/** The built tagship-node with the Node.js that runs the tests, as release 0.9.0 of TagshipNode in ProjectA's store. */
export async function publishTagshipNode(team: Team, server: ProjectServer): Promise<void> {
  const repository = team.repository('TagshipNode.src');
  repository.commit('Release 0.9.0', (workTree) => {
    const pipeline = readFileSync(join(root, 'examples/ModuleX.src/bitbucket-pipelines.yml'), 'utf8')
      .replaceAll("'ModuleX'", "'TagshipNode'")
      .replaceAll("'modulex-client'", `'tagship-node-linux-${process.arch}'`)
      .replace("FILES: ['build', 'README.md']", "FILES: ['tagship-node']")
      .replaceAll("'PROJECTA', 'PROJECTB'", "'PROJECTA'")
      .replaceAll(/^ +PROJECTB_.*\n/gm, '');
    writeFileSync(join(workTree, 'bitbucket-pipelines.yml'), pipeline);
    const build = `#!/bin/sh
mkdir tagship-node && cp '${process.execPath}' tagship-node/node && cp '${root}/dist/tagship-node.mjs' tagship-node/
`;
    writeFileSync(join(workTree, 'build.sh'), build);
    chmodSync(join(workTree, 'build.sh'), 0o755);
  });
  // with the rights of the account: examples/iam has no role for it
  const account = storeVariables(server, server.endpoint);
  const run = await team.runPipeline(repository, repository.release('0.9.0'), account);
  if (!endedWell(run)) {
    throw new Error(run.stdout);
  }
}
