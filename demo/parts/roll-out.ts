import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { mapLimited } from '../../lib/core/parallel.ts';
import type { Narration } from '../narration.ts';
import { createDemoNode, type DemoNode, type NodeRun } from '../node.ts';
import { describeRef, endedWell, type PipelineRun } from '../run-pipeline.ts';
import type { World } from '../world.ts';

const project = 'ProjectA';
const nodesAtOnce = 3;

/** Hands releases over to a control node, and brings three nodes up, on, down and back. */
export async function rollOut(world: World, narration: Narration, signal: AbortSignal): Promise<void> {
  narration.part(
    'From a tag to running nodes, and back',
    `CONTROL_NODE is set for ${project}.dist now: its pipeline hands the release over as its last stage, here to a folder ` +
      'that stands for the control node. Three more folders stand for nodes: each fetches what the release locks from the ' +
      'store with keys that can only read, verifies all of it, and then runs the scripts of the modules in their order.',
  );
  const control = world.folder();
  const nodes = [1, 2, 3].map((number) =>
    createDemoNode({ name: `node-${number}`, root: join(world.folder(), 'root'), stores: world.stores, signal }),
  );
  const fleet: Fleet = { world, narration, control, nodes };

  const installed = await release(fleet, '2.1.0', 'three new nodes');
  narration.claim('every node has 2.1.0 and is active', installed.every(isActiveAt('2.1.0')));

  block(nodes.at(-1));
  const upgraded = await release(fleet, '2.2.0', 'the same nodes; on node-3 something is in the way of upgrade.sh');
  narration.claim(
    'two nodes have 2.2.0; the third has failed, says why, and waits for a person',
    upgraded.slice(0, -1).every(isActiveAt('2.2.0')) && upgraded.at(-1)?.now.status === 'failure',
  );

  const fetched = countPackages(world);
  const back = await release(fleet, '2.1.0', 'the old tag is run again: a rollback, which failed nodes take as well');
  narration.claim(
    `every node is back at 2.1.0 and active, the failed one too; ${fetched()} packages had to be fetched for it`,
    back.every(isActiveAt('2.1.0')) && fetched() === 0,
  );
}

interface Fleet {
  readonly world: World;
  readonly narration: Narration;
  /** REMOTE_PATH of the control node. */
  readonly control: string;
  readonly nodes: readonly DemoNode[];
}

/** Runs the pipeline of a tag, then the node program on every node. */
async function release({ world, narration, control, nodes }: Fleet, tag: string, what: string): Promise<NodeRun[]> {
  const repository = world.repository(`${project}.dist`);
  const changes = { CONTROL_NODE: 'local', REMOTE_PATH: control };
  const run = await world.runPipeline(repository, repository.tag(tag), changes);
  narration.line(`  ${project}.dist, ${describeRef(run.ref)}, build ${run.build}: ${what}`);
  if (!endedWell(run)) {
    throw new Error(`${project} ${tag} was not handed over:\n${run.stdout}${run.stderr}`);
  }
  narration.quote(handedOver(run));
  const bundle = join(control, project, 'current');
  const runs = await mapLimited(nodes, nodesAtOnce, async (node) => await node.apply(bundle));
  narration.table([
    ['node', 'version', 'state', 'this run'],
    ...runs.map((nodeRun, index) => [
      nodes[index]?.name ?? '',
      nodeRun.now.version ?? '',
      nodeRun.now.status,
      nodeRun.reason ?? `${nodeRun.outcome}: ${scriptsOf(nodeRun)}`,
    ]),
  ]);
  return runs;
}

/** What the log says of the hand-off, and its last line. */
function handedOver({ stdout }: PipelineRun): string {
  return stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('✔') || line.includes('generation'))
    .join('\n');
}

function scriptsOf({ scripts }: NodeRun): string {
  const ran = scripts.filter(({ script }) => script !== 'check.sh').map(({ module, script }) => `${module} ${script}`);
  return ran.join(', ') || 'no script';
}

function isActiveAt(version: string): (run: NodeRun) => boolean {
  return ({ now }) => now.status === 'active' && now.version === version;
}

/** The settings that a release changes are kept beside the new ones; a link that leads nowhere keeps them from it. */
function block(node: DemoNode | undefined): void {
  symlinkSync('/nowhere/at/all', join(node?.root ?? '', 'opt/modulex/etc/modulex-client.conf.previous'));
}

/** Starts to count the packages that are read by nodes. */
function countPackages({ stores }: World): () => number {
  const before = stores.server.calls.length;
  return () =>
    stores.server.calls
      .slice(before)
      .filter(
        ({ operation, key, account }) =>
          operation === 'GetObject' && key?.endsWith('.tar.gz') && account?.endsWith(' node'),
      ).length;
}
