import { execFile } from 'node:child_process';
import { systemErrorCode, TagshipError } from '../../lib/core/errors.ts';

export interface AnsibleProgram {
  /** `2.14.18` */
  readonly version: string;
  /** The ansible.cfg in force. */
  readonly configFile: string | undefined;
}

export interface AnsibleCommand {
  /** Found in PATH, or named by its path. */
  readonly program: string;
  /** All of its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it is run: an ansible.cfg there counts. */
  readonly folder: string;
}

export const ansiblePlaybook = 'ansible-playbook';

/** That of Debian 12. */
const oldestVersion: readonly [number, number] = [2, 14];
const answerMs = 120_000;
const installHint = 'install it: apt-get install --no-install-recommends ansible-core';

/**
 * Asks Ansible for its version. Throws `ansible` where it is missing, does not answer or is too old, with what to do; and
 * the reason of the signal.
 */
export async function findAnsible(command: AnsibleCommand, signal: AbortSignal): Promise<AnsibleProgram> {
  const { program, environment, folder } = command;
  const { error, stdout, stderr } = await new Promise<{ error: Error | null; stdout: string; stderr: string }>(
    (resolve) => {
      const options = { cwd: folder, env: environment, signal, timeout: answerMs, maxBuffer: 1024 * 1024 };
      execFile(program, ['--version'], options, (error, stdout, stderr) => resolve({ error, stdout, stderr }));
    },
  );
  signal.throwIfAborted();
  if (error !== null) {
    throw explain(program, error, stderr);
  }
  const [, version = '', major, minor] = /^ansible-playbook \[?(?:core )?((\d+)\.(\d+)[^\]\s]*)/m.exec(stdout) ?? [];
  if (version === '') {
    throw new TagshipError('ansible', `${program} --version says nothing of a version`, {
      hint: 'see what it is: it has to be the ansible-playbook of ansible-core',
    });
  }
  if (!isNewEnough(Number(major), Number(minor))) {
    throw new TagshipError('ansible', `Ansible ${version} is too old: ${oldestVersion.join('.')} is needed at least`, {
      hint: 'Debian 12 and newer have it as ansible-core',
    });
  }
  const [, configFile = 'None'] = /^\s*config file = (.+)$/m.exec(stdout) ?? [];
  return { version, configFile: configFile === 'None' ? undefined : configFile };
}

function isNewEnough(major: number, minor: number): boolean {
  const [oldestMajor, oldestMinor] = oldestVersion;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

function explain(program: string, error: Error, stderr: string): TagshipError {
  const code = systemErrorCode(error);
  if (code === 'ENOENT') {
    return new TagshipError('ansible', `${program} is not on this machine`, { hint: installHint, cause: error });
  }
  if (code !== undefined) {
    return new TagshipError('ansible', `${program} cannot be started (${code})`, { hint: installHint, cause: error });
  }
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return new TagshipError('ansible', `${program} --version failed${said === '' ? '' : `: ${said}`}`, {
    hint: 'run it by hand as the user of tagship-control: an installation that is not whole, or an ansible.cfg with an error',
    cause: error,
  });
}
