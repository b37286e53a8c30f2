import { delimiter } from 'node:path';

export interface AnsibleSettings {
  /** Of the program: what ansible needs of it is taken, and every `ANSIBLE_*`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where Ansible keeps the sockets of its connections, and its temporary files. */
  readonly socketFolder: string;
  readonly tempFolder: string;
  readonly forks: number;
  /** Where our callback plugin lies. */
  readonly pluginFolder: string;
  /** `callback_plugins` of the ansible.cfg in force. */
  readonly operatorPlugins: string | undefined;
}

/** What a program and its ssh need; credentials of stores and Slack's address are none of it. */
const passedOn: ReadonlySet<string> = new Set(['HOME', 'LOGNAME', 'PATH', 'SSH_AUTH_SOCK', 'TMPDIR', 'TZ', 'USER']);

/** Where Ansible looks for callback plugins when nobody says otherwise. */
const defaultPlugins = '~/.ansible/plugins/callback:/usr/share/ansible/plugins/callback';

/** A socket's path has 107 bytes at most (unix(7)), of which Ansible and ssh need these for its name. */
const mostSocketFolderBytes = 107 - 30;

/**
 * The whole environment of a run of Ansible. The operator's `ANSIBLE_*` hold, and so does ansible.cfg, but for what a run
 * that nobody watches needs; host keys are always checked, whatever they say.
 */
export function ansibleEnvironment(settings: AnsibleSettings): Readonly<Record<string, string>> {
  const { environment, socketFolder, tempFolder, forks, pluginFolder, operatorPlugins } = settings;
  const given = Object.entries(environment).flatMap(([name, value]): readonly [string, string][] =>
    value !== undefined && (passedOn.has(name) || name.startsWith('ANSIBLE_')) ? [[name, value]] : [],
  );
  const plugins = environment['ANSIBLE_CALLBACK_PLUGINS'] ?? operatorPlugins ?? defaultPlugins;
  const settled = Object.fromEntries(given);
  // of our run alone: a colour would be in every log
  delete settled['ANSIBLE_FORCE_COLOR'];
  return {
    // Ansible refuses to start where the encoding is not UTF-8
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    // the home of a service may be nobody's to write to
    ANSIBLE_LOCAL_TEMP: tempFolder,
    ...(Buffer.byteLength(socketFolder) <= mostSocketFolderBytes ? { ANSIBLE_SSH_CONTROL_PATH_DIR: socketFolder } : {}),
    ...settled,
    ANSIBLE_CALLBACK_PLUGINS: [pluginFolder, plugins].join(delimiter),
    ANSIBLE_FORKS: String(forks),
    ANSIBLE_HOST_KEY_CHECKING: 'True',
    ANSIBLE_SSH_HOST_KEY_CHECKING: 'True',
    // without it Ansible warns, goes on without the hosts, and ends well
    ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'True',
    ANSIBLE_INVENTORY_UNPARSED_FAILED: 'True',
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_PIPELINING: 'True',
    ANSIBLE_RETRY_FILES_ENABLED: 'False',
    // it would wait for a person
    ANSIBLE_ENABLE_TASK_DEBUGGER: 'False',
  };
}

/**
 * `callback_plugins` in the text of an ansible.cfg: a variable of the environment takes its place, so it is added there.
 * A path that does not begin at the root or a home counts from the file's `folder`.
 */
export function callbackPluginsIn(config: string, folder: string): string | undefined {
  let section = '';
  for (const line of config.split(/\r?\n/)) {
    section = /^\[([^\]]+)\]/.exec(line)?.[1] ?? section;
    const [, value] = /^callback_plugins\s*[=:]\s*([^;#]+)/.exec(line) ?? [];
    if (section === 'defaults' && value !== undefined) {
      const paths = value.trim().split(delimiter);
      return paths.map((path) => (/^[/~$]/.test(path) ? path : `${folder}/${path}`)).join(delimiter);
    }
  }
  return undefined;
}
