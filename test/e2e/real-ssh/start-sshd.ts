import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A real OpenSSH server of this user, on an address of its own, that knows one key. */
export interface SshServer extends Disposable {
  readonly host: string;
  readonly port: number;
  /** Its lines of a known_hosts file. */
  readonly knownHosts: string;
  /** A private key that it lets in. */
  readonly privateKey: string;
  /** Lets another key in, with options in front of it; returns the private half. */
  readonly allow: (options: string) => string;
  /** Lets in whoever has this private key. */
  readonly letIn: (privateKey: string) => void;
  readonly log: () => string;
  /** Process ids of the connections that are open. */
  readonly sessions: () => readonly number[];
  /** Of the server itself, while it runs. */
  readonly pid: () => number | undefined;
  /** Ends it and its connections: from now on they are refused. */
  readonly stop: () => Promise<void>;
  /** Starts it again, with the same keys and at the same port. */
  readonly start: () => Promise<void>;
  /** As a machine that hangs: connections are taken, and nothing is said on them. */
  readonly freeze: () => void;
  readonly thaw: () => void;
}

/**
 * @param through a command that runs it, e.g. in namespaces of its own; it has to become the server
 * @throws Error when it does not come up, with its log
 */
export async function startSshd(host: string, settings = '', through: readonly string[] = []): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-sshd-'));
  const port = await freePort(host);
  const keyOf = (name: string): string => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
    return join(folder, name);
  };
  const hostKey = keyOf('host');
  const userKey = keyOf('user');
  const authorized = join(folder, 'authorized_keys');
  writeFileSync(authorized, readFileSync(`${userKey}.pub`));
  // where sshd leaves its rights behind
  mkdirSync('/run/sshd', { recursive: true });
  chmodSync('/run/sshd', 0o755);
  const config = join(folder, 'config');
  writeFileSync(
    config,
    `Port ${port}
ListenAddress ${host}
HostKey ${hostKey}
PidFile none
${settings.includes('UsePAM') ? '' : 'UsePAM no'}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
AuthorizedKeysFile ${authorized} .ssh/authorized_keys
StrictModes no
UseDNS no
LogLevel VERBOSE
Subsystem sftp internal-sftp
${settings}
`,
  );
  const sshd = ['/usr/sbin/sshd', '-D', '-e', '-f', config] as const;
  const [command, ...args] = [...through, ...sshd];
  let server: ChildProcess;
  let log = '';
  const end = (): void => {
    for (const id of sessionsOf(server.pid)) {
      process.kill(id, 'SIGKILL');
    }
    // one that is frozen takes no other signal
    server.kill('SIGKILL');
  };
  const start = async (): Promise<void> => {
    server = spawn(command ?? sshd[0], args, { stdio: ['ignore', 'ignore', 'pipe'] });
    server.stderr?.on('data', (text: Buffer) => {
      log += text.toString();
    });
    for (let tries = 0; !(await answers(host, port)); tries += 1) {
      if (tries > 100 || server.exitCode !== null) {
        end();
        rmSync(folder, { recursive: true, force: true });
        throw new Error(`sshd does not come up: ${log}`);
      }
      await setTimeout(50);
    }
  };
  await start();
  let keys = 0;
  return {
    host,
    port,
    knownHosts: `[${host}]:${port} ${readFileSync(`${hostKey}.pub`, 'utf8')}`,
    privateKey: readFileSync(userKey, 'utf8'),
    allow: (options) => {
      keys += 1;
      const key = keyOf(`key${keys}`);
      writeFileSync(authorized, `${options} ${readFileSync(`${key}.pub`, 'utf8')}`, { flag: 'a' });
      return readFileSync(key, 'utf8');
    },
    letIn: (privateKey) => {
      const file = join(folder, 'let-in');
      writeFileSync(file, privateKey, { mode: 0o600 });
      writeFileSync(authorized, execFileSync('ssh-keygen', ['-y', '-f', file]), { flag: 'a' });
    },
    log: () => log,
    sessions: () => sessionsOf(server.pid),
    pid: () => server.pid,
    stop: async () => {
      const ended = once(server, 'exit');
      end();
      await ended;
    },
    start,
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    [Symbol.dispose]: () => {
      end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function sessionsOf(pid: number | undefined): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('there is no free port');
  }
  return address.port;
}

async function answers(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
