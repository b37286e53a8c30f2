import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import type { SshControlNode } from './control-node.ts';

/** Where Bitbucket mounts the pipeline's key and known hosts for a pipe. */
const bitbucketFolder = '/opt/atlassian/pipelines/agent/ssh';

/** What ssh is called with; its key lies in a temporary folder until the connection is disposed of. */
export interface SshConnection extends AsyncDisposable {
  /** All options, without the host. */
  readonly args: readonly string[];
}

export interface ConnectionOptions {
  /** PATH, by which ssh is found. */
  readonly path: string;
  /** Where the pipeline's key and known hosts are. Default: Bitbucket's folder. null: at a desk, where there are none. */
  readonly agentFolder?: string | null;
}

const run = promisify(execFile);

/**
 * Prepares a connection with strict host keys. Nothing of the machine's own configuration, agents or known hosts is used,
 * and what Bitbucket mounts is only read. The key goes to the system's temporary folder, never to one that artifacts and
 * caches are taken from. Throws `control-node` when there is no key, or no known host key for the control node or the
 * jump host.
 */
export async function prepareConnection(node: SshControlNode, options: ConnectionOptions): Promise<SshConnection> {
  const access = await prepareAccess(node, options);
  try {
    const keyFile = join(access.folder, 'key');
    const configFile = join(access.folder, 'config');
    await writeFile(keyFile, withLineEnd(access.privateKey), { mode: 0o600 });
    await chmod(keyFile, 0o600);
    // a file, because a jump host gets these by it, and not what stands on the command line
    await writeFile(configFile, configOf(node, keyFile, access.hostsFile));
    const jump = node.jumpHost === undefined ? [] : ['-J', node.jumpHost];
    const args = ['-T', '-F', configFile, '-l', node.user, '-p', String(node.port), ...jump];
    return { args, [Symbol.asyncDispose]: () => access[Symbol.asyncDispose]() };
  } catch (error) {
    await access[Symbol.asyncDispose]();
    throw error;
  }
}

/** What a connection is made with; of it only the known hosts are written, which are no secret. */
interface Access extends AsyncDisposable {
  readonly folder: string;
  readonly hostsFile: string;
  readonly privateKey: string;
}

async function prepareAccess(node: SshControlNode, { path, agentFolder }: ConnectionOptions): Promise<Access> {
  const mounted = agentFolder === undefined ? bitbucketFolder : agentFolder;
  const privateKey = await readPrivateKey(node, mounted);
  const knownHosts = await readKnownHosts(node, mounted);
  const folder = await mkdtemp(join(tmpdir(), 'tagship-ssh-'));
  const dispose = async (): Promise<void> => await rm(folder, { recursive: true, force: true });
  try {
    const hostsFile = join(folder, 'known_hosts');
    await writeFile(hostsFile, withLineEnd(knownHosts));
    await requireHostKey(hostsFile, node.host, node.port, path);
    if (node.jumpHost !== undefined) {
      const { host, port } = readJumpHost(node.jumpHost);
      await requireHostKey(hostsFile, host, port, path);
    }
    return { folder, hostsFile, privateKey, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/**
 * What keeps a connection from being tried at all, as findings, so that it is told before anything is released. Nothing
 * is connected to, and the key is written nowhere.
 */
export async function checkConnection(
  node: SshControlNode,
  options: ConnectionOptions,
): Promise<readonly Diagnostic[]> {
  try {
    await using _access = await prepareAccess(node, options);
    return [];
  } catch (error) {
    if (!(error instanceof TagshipError)) {
      throw error;
    }
    const at = { in: 'variable', name: 'CONTROL_NODE' } as const;
    return [{ severity: 'error', at, message: error.message, ...(error.hint && { hint: error.hint }), error }];
  }
}

/** Options by ssh_config(5); where one is given twice the first counts, so that nothing of the machine comes after. */
function configOf({ user }: SshControlNode, keyFile: string, hostsFile: string): string {
  const options = {
    User: user,
    IdentityFile: fileName(keyFile),
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    PreferredAuthentications: 'publickey',
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: fileName(hostsFile),
    GlobalKnownHostsFile: '/dev/null',
    UpdateHostKeys: 'no',
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    PermitLocalCommand: 'no',
    ControlMaster: 'no',
    ControlPath: 'none',
    ConnectTimeout: '15',
    ServerAliveInterval: '15',
    ServerAliveCountMax: '4',
    LogLevel: 'ERROR',
  };
  return `Host *\n${Object.entries(options)
    .map(([name, value]) => `  ${name} ${value}\n`)
    .join('')}`;
}

/** Quoted, and without the meaning that ssh gives to `%`. */
function fileName(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

async function readPrivateKey({ privateKey }: SshControlNode, mounted: string | null): Promise<string> {
  if (privateKey !== undefined) {
    return privateKey;
  }
  if (mounted === null) {
    throw new TagshipError('control-node', 'there is no key to sign in with', {
      hint: 'give SSH_KEY: export SSH_KEY="$(base64 -w 0 < my_key)"',
    });
  }
  const key = (await readIfThere(join(mounted, 'id_rsa_tmp'))) ?? (await readIfThere(join(mounted, 'id_rsa')));
  if (key === undefined) {
    // Bitbucket's own words, full stop included: people search for them
    const message =
      "No default SSH key configured in Pipelines. Make one in the repository's settings (Pipelines, SSH keys), or give SSH_KEY";
    throw new TagshipError('control-node', message);
  }
  return key;
}

async function readKnownHosts({ knownHosts, host }: SshControlNode, mounted: string | null): Promise<string> {
  const text = knownHosts ?? (mounted === null ? '' : await readIfThere(join(mounted, 'known_hosts')));
  if (text === undefined) {
    const message = `No SSH known_hosts configured in Pipelines. Add ${host} to the known hosts in the repository's settings (Pipelines, SSH keys), or give SSH_KNOWN_HOSTS`;
    throw new TagshipError('control-node', message);
  }
  const hint =
    mounted === null
      ? 'give SSH_KNOWN_HOSTS: export SSH_KNOWN_HOSTS="$(cat ~/.ssh/known_hosts)"'
      : `add ${host} to the known hosts in the repository's settings (Pipelines, SSH keys), or give SSH_KNOWN_HOSTS`;
  if (!/^\s*[^\s#]/m.test(text)) {
    throw new TagshipError('control-node', 'the known hosts are empty, and host keys are always checked', { hint });
  }
  return text;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) {
      return undefined;
    }
    throw new TagshipError('control-node', `${path} cannot be read (${systemErrorCode(error) ?? 'unknown error'})`, {
      hint: 'give SSH_KEY and SSH_KNOWN_HOSTS',
      cause: error,
    });
  }
}

/** ssh-keygen knows every form of the file: hashed names, patterns, certificate authorities. */
async function requireHostKey(hostsFile: string, host: string, port: number, path: string): Promise<void> {
  const name = port === 22 ? host : `[${host}]:${port}`;
  try {
    await run('ssh-keygen', ['-F', name, '-f', hostsFile], { env: { PATH: path, LC_ALL: 'C' } });
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') {
      throw new TagshipError('control-node', 'there is no ssh-keygen', {
        hint: 'the hand-off needs OpenSSH; it is in the image of the pipe',
        cause: error,
      });
    }
    throw new TagshipError('control-node', `the known hosts have no key of ${quoted(name)}`, {
      hint: `add the output of: ssh-keyscan -p ${port} ${host} (compare it with the machine's own key first)`,
      cause: error,
    });
  }
}

function readJumpHost(text: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = '22'] = /^(?:[^@]*@)?([^:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === '') {
    throw new TagshipError('control-node', `SSH_JUMP_HOST ${quoted(text)} is no host`, {
      hint: 'write [user@]host[:port]',
    });
  }
  return { host, port: Number(port) };
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
