import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { mapLimited } from '../../../lib/core/parallel.ts';
import { type SshServer, startSshd } from './start-sshd.ts';

/** A machine with an SSH server: it has a name and these folders of its own, and the rest of the machine's. */
export interface SshNode extends Disposable {
  readonly name: string;
  /** Where its own folders are on this machine. */
  readonly root: string;
  /** Its SSH server: to be stopped, started again, or frozen. */
  readonly ssh: SshServer;
  /** Runs a command of the shell there, as root. */
  run(command: string, input?: Buffer): Promise<Ended>;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ownFolders = [
  '/opt',
  '/srv',
  '/root',
  '/usr/local',
  '/etc/tagship',
  '/var/lib/tagship',
  '/var/lib/tagship-bundle',
] as const;

/** What a machine has of its own. */
export interface OwnFolders {
  /** Empty at first. */
  readonly empty: readonly string[];
  /** Those of this machine at first. */
  readonly copied?: readonly string[];
  /** Of its SSH server. */
  readonly settings?: string;
}

/** Of a machine that has its own users, too. Without PAM an account that has no password is one that is locked. */
export const foldersWithUsers: OwnFolders = {
  empty: [...ownFolders.filter((folder) => folder !== '/etc/tagship'), '/home'],
  copied: ['/etc'],
  settings: 'UsePAM yes',
};

/** Takes its name, its root and its own folders, then the command that it becomes. */
const becomeNode = `hostname "$1"; root=$2 folders=$3; shift 3
for folder in $folders; do mount --bind "$root$folder" "$folder"; done
exec "$@"`;

/** Needs root: it has namespaces of its own. Throws when its SSH server does not come up. */
export async function startNode(
  name: string,
  host: string,
  { empty, copied = [], settings = '' }: OwnFolders = { empty: ownFolders },
): Promise<SshNode> {
  const root = mkdtempSync(join(tmpdir(), `tagship-${name}-`));
  // other users of that machine are to get to what is theirs
  chmodSync(root, 0o755);
  for (const folder of copied) {
    cpSync(folder, join(root, folder), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }
  for (const folder of empty) {
    mkdirSync(join(root, folder), { recursive: true });
    // a mount needs a place
    mkdirSync(folder, { recursive: true });
  }
  const unshare = ['unshare', '--mount', '--uts', '--propagation', 'private'];
  const folders = [...empty, ...copied].join(' ');
  const server = await startSshd(host, settings, [...unshare, 'sh', '-euc', becomeNode, 'sh', name, root, folders]);
  const keys = mkdtempSync(join(tmpdir(), 'tagship-keys-'));
  writeFileSync(join(keys, 'key'), server.privateKey, { mode: 0o600 });
  writeFileSync(join(keys, 'known_hosts'), server.knownHosts);
  const options = {
    UserKnownHostsFile: join(keys, 'known_hosts'),
    IdentityFile: join(keys, 'key'),
    IdentitiesOnly: 'yes',
    BatchMode: 'yes',
    LogLevel: 'ERROR',
  };
  const args = Object.entries(options).flatMap(([option, value]) => ['-o', `${option}=${value}`]);
  return {
    name,
    root,
    ssh: server,
    async run(command, input) {
      const child = spawn('ssh', ['-F', '/dev/null', ...args, '-p', String(server.port), `root@${host}`, command]);
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      return { exitCode: child.exitCode, stdout, stderr };
    },
    [Symbol.dispose]: () => {
      endAllOf(server.pid());
      server[Symbol.dispose]();
      rmSync(root, { recursive: true, force: true });
      rmSync(keys, { recursive: true, force: true });
    },
  };
}

/** As many as there are names; the first one at 127.0.0.`firstHost`. */
export async function startNodes(
  names: readonly string[],
  firstHost: number,
  folders?: OwnFolders,
): Promise<readonly SshNode[]> {
  return await mapLimited(
    names.map((name, index) => ({ name, host: `127.0.0.${firstHost + index}` })),
    4,
    async ({ name, host }) => await startNode(name, host, folders),
  );
}

/** Whatever runs on a node, a script that hangs for instance: known by its view of the file system. */
function endAllOf(pid: number | undefined): void {
  const node = viewOf(pid);
  if (node === undefined || node === viewOf(process.pid)) {
    return;
  }
  for (const id of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    if (id !== pid && viewOf(id) === node) {
      process.kill(id, 'SIGKILL');
    }
  }
}

function viewOf(pid: number | undefined): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return undefined;
  }
}
