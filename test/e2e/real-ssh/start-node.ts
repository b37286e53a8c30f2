import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startSshd } from './start-sshd.ts';

/** A machine with an SSH server: it has a name and these folders of its own, and the rest of the machine's. */
export interface SshNode extends Disposable {
  readonly name: string;
  /** Where its own folders are on this machine. */
  readonly root: string;
  /** Runs a command of the shell there, as root. */
  run(command: string, input?: Buffer): Promise<Ended>;
}

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ownFolders = ['/opt', '/srv', '/root', '/var/lib/tagship'];

/** Takes its name and its root, then the command that it becomes. */
const becomeNode = `hostname "$1"; root=$2; shift 2
for folder in ${ownFolders.join(' ')}; do mount --bind "$root$folder" "$folder"; done
exec "$@"`;

/** Needs root: it has namespaces of its own. Throws when its SSH server does not come up. */
export async function startNode(name: string, host: string): Promise<SshNode> {
  const root = mkdtempSync(join(tmpdir(), `tagship-${name}-`));
  for (const folder of ownFolders) {
    mkdirSync(join(root, folder), { recursive: true });
    // a mount needs a place
    mkdirSync(folder, { recursive: true });
  }
  const unshare = ['unshare', '--mount', '--uts', '--propagation', 'private'];
  const server = await startSshd(host, '', [...unshare, 'sh', '-euc', becomeNode, 'sh', name, root]);
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
    async run(command, input) {
      const child = spawn('ssh', ['-F', '/dev/null', ...args, '-p', String(server.port), `root@${host}`, command]);
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      return { exitCode: child.exitCode, stdout, stderr };
    },
    [Symbol.dispose]: () => {
      server[Symbol.dispose]();
      rmSync(root, { recursive: true, force: true });
      rmSync(keys, { recursive: true, force: true });
    },
  };
}
