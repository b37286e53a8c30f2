import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemErrorCode, TagshipError } from '../../lib/core/errors.ts';
import type { AnsibleAccess, AnsiblePorts } from './ansible-access.ts';
import { ansibleEnvironment, callbackPluginsIn } from './ansible-environment.ts';
import type { AnsibleEvent } from './ansible-event.ts';
import { openAnsibleFolder } from './ansible-folder.ts';
import { type AnsibleProgram, ansiblePlaybook, findAnsible } from './find-ansible.ts';
import { type AnsibleEnd, runAnsible } from './run-ansible.ts';

export interface PlaybookCall {
  /** A file, or the text of a play of our own. */
  readonly playbook: { readonly file: string } | { readonly text: string };
  readonly variables: Readonly<Record<string, unknown>>;
  /** Every host by its name, instead of `limit`. */
  readonly hosts?: readonly string[] | undefined;
  readonly isCheck?: boolean | undefined;
  /** Whether all that tasks print is told, and not only what explains a failure. */
  readonly wantsOutput?: boolean | undefined;
}

/**
 * Runs one playbook. Variables and hosts go through files, for everybody on the machine can read arguments. Throws `ansible`
 * where Ansible cannot be started, and `invalid-input` where there is no such inventory.
 */
export async function startAnsible(
  call: PlaybookCall,
  access: AnsibleAccess,
  {
    context,
    processes,
    onEvent,
  }: Pick<AnsiblePorts, 'context' | 'processes'> & {
    readonly onEvent: (event: AnsibleEvent) => void;
  },
): Promise<AnsibleEnd & { readonly ansible: AnsibleProgram }> {
  const { inventory, program = ansiblePlaybook, environment, forks } = access;
  const folder = await folderOf(inventory);
  await using own = await openAnsibleFolder(access.ansibleHome, context.clock);
  const { pluginFolder, socketFolder, work } = own;
  const settings = { environment, socketFolder, tempFolder: join(work, 'tmp'), forks, pluginFolder };
  const asking = ansibleEnvironment({ ...settings, operatorPlugins: undefined });
  const ansible = access.found ?? (await findAnsible({ program, environment: asking, folder }, context.signal));
  const operatorPlugins = await pluginsOf(ansible.configFile);

  const variables = await put(join(work, 'variables.json'), JSON.stringify(call.variables));
  const hosts = call.hosts && (await put(join(work, 'hosts'), `${call.hosts.join('\n')}\n`));
  const limit = hosts === undefined ? access.limit : `@${hosts}`;
  const { playbook } = call;
  const file = 'file' in playbook ? playbook.file : await put(join(work, 'play.yml'), playbook.text);
  const end = await runAnsible(
    {
      program,
      folder,
      environment: {
        ...ansibleEnvironment({ ...settings, operatorPlugins }),
        ...(call.wantsOutput
          ? {
              TAGSHIP_EVENTS_OUTPUT: 'all',
              // on a terminal what a command prints to its two streams comes as one, and with other line ends
              ANSIBLE_SSH_USETTY: 'False',
            }
          : {}),
      },
      args: [
        `--inventory=${inventory}`,
        ...(limit === undefined ? [] : [`--limit=${limit}`]),
        ...(call.isCheck ? ['--check'] : []),
        `--extra-vars=@${variables}`,
        '--',
        file,
      ],
      logFile: access.logFile,
      deadlineMs: access.deadlineMs,
      ...(access.graceMs === undefined ? {} : { graceMs: access.graceMs }),
    },
    { onEvent, processes, signal: context.signal },
  );
  return { ...end, ansible };
}

/** Where Ansible is run: an ansible.cfg beside the inventory counts, and never one that came with a bundle. */
async function folderOf(inventory: string): Promise<string> {
  try {
    return (await stat(inventory)).isDirectory() ? inventory : dirname(inventory);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    throw new TagshipError('invalid-input', `the inventory ${inventory} cannot be read (${code})`, {
      hint: 'name the file that lists the nodes by --inventory',
      cause: error,
    });
  }
}

async function pluginsOf(configFile: string | undefined): Promise<string | undefined> {
  // Ansible has just read it: what it cannot read, it has said
  const config = configFile === undefined ? '' : await readFile(configFile, 'utf8').catch(() => '');
  return callbackPluginsIn(config, dirname(configFile ?? '/'));
}

async function put(file: string, text: string): Promise<string> {
  await writeFile(file, text, { mode: 0o600 });
  return file;
}
