import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { bucketOf, startProjectStores } from '../../lib/testing/project-stores.ts';
import { ansiblePrograms, missingPrograms, sshServer } from '../../test/e2e/real-s3/needed-programs.ts';
import { startProjectNodes } from '../../test/e2e/real-ssh/project-nodes.ts';
import { repositoryRoot } from '../harness/bench.ts';
import { handOverRelease } from './hand-over-release.ts';

const project = 'ProjectA';
export const release = '1.0.0';

/** New nodes, a store, and a control node to which a release of the project was handed over. */
export interface RolledOutNodes extends AsyncDisposable {
  readonly names: readonly string[];
  readonly inventory: string;
  /** REMOTE_PATH */
  readonly root: string;
  /** Of tagship-control. */
  readonly data: string;
  readonly home: string;
  /** The playbook of the generation. */
  readonly playbook: string;
  /** Where Ansible alone is to keep the sockets of its connections. */
  readonly plainSockets: string;
  /** Of ssh, which keeps them for a minute. */
  closeConnections(): Promise<void>;
}

/** Beside those of the tests. */
const firstHost = 100;
const mostNodes = 100;

/** Needs root, for the nodes' namespaces. `folder` is an empty one, with a short path. */
export async function startRolledOutNodes(count: number, folder: string): Promise<RolledOutNodes> {
  const missing = missingPrograms(
    [sshServer, ...ansiblePrograms.filter(({ program }) => program === 'ansible-playbook')],
    '/usr/local/bin:/usr/bin:/bin',
  );
  if (missing.length > 0 || process.getuid?.() !== 0 || count > mostNodes) {
    const packages = missing.map(({ debianPackage }) => debianPackage).join(' ');
    throw new Error(
      packages === ''
        ? `${count} nodes: at most ${mostNodes}, and as root`
        : `run: apt-get install --no-install-recommends ${packages}`,
    );
  }
  await using cleanup = new AsyncDisposableStack();
  const projects = cleanup.use(await startProjectStores([project.toUpperCase()]));
  const [root, data, home] = [join(folder, 'handed-over'), join(folder, 'data'), join(folder, 'home')];
  for (const made of [root, home]) {
    mkdirSync(made);
  }
  await handOverRelease({
    store: projects.open(project.toUpperCase()),
    place: { bucket: bucketOf(project), region: 'us-east-1', endpoint: projects.server.endpoint },
    project,
    release,
    playbook: readFileSync(join(repositoryRoot, 'examples', `${project}.dist`, 'playbook.yml'), 'utf8'),
    root,
  });
  const names = Array.from({ length: count }, (_, index) => `node-${String(index + 1).padStart(2, '0')}`);
  const { nodes, inventory } = cleanup.use(
    await startProjectNodes(names, { firstHost, account: projects.account(project.toUpperCase()) }),
  );
  const plainSockets = join(home, 'cp');
  const sockets = [plainSockets, join(data, 'ansible', 'cp')];
  const kept = cleanup.move();
  return {
    names,
    inventory,
    root,
    data,
    home,
    playbook: join(root, project, 'generations', '000001', 'playbook.yml'),
    plainSockets,
    async closeConnections() {
      for (const id of nodes.flatMap(({ ssh }) => ssh.sessions())) {
        endProcess(id);
      }
      for (let tries = 0; sockets.some(hasFiles); tries += 1) {
        if (tries > 100) {
          throw new Error(`connections are not closed: ${sockets.join(', ')}`);
        }
        await setTimeout(100);
      }
    },
    [Symbol.asyncDispose]: async () => await kept.disposeAsync(),
  };
}

function endProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    // it has ended meanwhile
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}

function hasFiles(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}
