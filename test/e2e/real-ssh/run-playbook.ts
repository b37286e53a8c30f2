import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** How Ansible ended on one host, as the recap tells it. */
export interface HostResult {
  readonly ok: number;
  readonly changed: number;
  readonly unreachable: number;
  readonly failed: number;
}

export interface PlaybookRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly hosts: Readonly<Record<string, HostResult>>;
}

/**
 * Runs a playbook as an operator does. TAGSHIP_ANSIBLE names a folder with another ansible-playbook than the machine's, to
 * try another version.
 */
export async function runPlaybook(playbook: string, args: readonly string[]): Promise<PlaybookRun> {
  const home = mkdtempSync(join(tmpdir(), 'tagship-ansible-'));
  const { PATH = '', TAGSHIP_ANSIBLE } = process.env;
  const env = {
    PATH: [...(TAGSHIP_ANSIBLE === undefined ? [] : [TAGSHIP_ANSIBLE]), PATH].join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_PIPELINING: '1',
    ANSIBLE_FORKS: '10',
    ANSIBLE_TIMEOUT: '5',
    ANSIBLE_SSH_CONTROL_PATH_DIR: join(home, 'cp'),
    // the connections are to be gone with the test
    ANSIBLE_SSH_ARGS: '-o ControlMaster=auto -o ControlPersist=5s -o ServerAliveInterval=2 -o ServerAliveCountMax=2',
  };
  const ended = await new Promise<Omit<PlaybookRun, 'hosts'>>((resolve, reject) => {
    execFile('ansible-playbook', [...args, playbook], { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') {
        reject(error);
      } else {
        resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr });
      }
    });
  });
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  const recap = [...ended.stdout.matchAll(/^(\S+) +: ok=(\d+) +changed=(\d+) +unreachable=(\d+) +failed=(\d+)/gm)];
  const hosts = recap.map(([, host = '', ok, changed, unreachable, failed]): readonly [string, HostResult] => [
    host,
    { ok: Number(ok), changed: Number(changed), unreachable: Number(unreachable), failed: Number(failed) },
  ]);
  return { ...ended, hosts: Object.fromEntries(hosts) };
}
