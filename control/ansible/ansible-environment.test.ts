import { describe, expect, test } from 'vitest';
import { ansibleEnvironment, callbackPluginsIn } from './ansible-environment.ts';

const settings = {
  environment: {},
  socketFolder: '/var/lib/tagship-control/ansible/cp',
  tempFolder: '/var/lib/tagship-control/ansible/run-x/tmp',
  forks: 20,
  pluginFolder: '/var/lib/tagship-control/ansible/callback_plugins',
  operatorPlugins: undefined,
};

describe('the environment of Ansible', () => {
  test('is what ssh and Ansible need, and no secret of the program', () => {
    const given = {
      PATH: '/usr/bin',
      HOME: '/var/lib/tagship-control',
      SSH_AUTH_SOCK: '/run/agent',
      SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      LANG: 'C',
      PYTHONPATH: '/somewhere',
      ANSIBLE_ROLES_PATH: '/etc/roles',
      ANSIBLE_CONFIG: undefined,
    };

    const environment = ansibleEnvironment({ ...settings, environment: given });

    expect(environment).toMatchObject({
      PATH: '/usr/bin',
      HOME: '/var/lib/tagship-control',
      SSH_AUTH_SOCK: '/run/agent',
      LANG: 'C.UTF-8',
      ANSIBLE_ROLES_PATH: '/etc/roles',
      ANSIBLE_FORKS: '20',
      ANSIBLE_PIPELINING: 'True',
    });
    expect(Object.keys(environment)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/SLACK|AWS|PYTHONPATH|CONFIG/)]),
    );
  });

  test.each(['ANSIBLE_HOST_KEY_CHECKING', 'ANSIBLE_SSH_HOST_KEY_CHECKING'])(
    'never lets %s switch off the check of host keys',
    (name) => {
      const environment = ansibleEnvironment({ ...settings, environment: { [name]: 'False' } });

      expect(environment).toMatchObject({ ANSIBLE_HOST_KEY_CHECKING: 'True', ANSIBLE_SSH_HOST_KEY_CHECKING: 'True' });
    },
  );

  test('adds our plugin to those of the operator, and to those that Ansible finds by itself', () => {
    const own = settings.pluginFolder;
    const pluginsOf = (environment: Readonly<Record<string, string>>, operatorPlugins?: string) =>
      ansibleEnvironment({ ...settings, environment, operatorPlugins })['ANSIBLE_CALLBACK_PLUGINS'];

    expect(pluginsOf({})).toBe(`${own}:~/.ansible/plugins/callback:/usr/share/ansible/plugins/callback`);
    expect(pluginsOf({}, '/etc/plugins')).toBe(`${own}:/etc/plugins`);
    expect(pluginsOf({ ANSIBLE_CALLBACK_PLUGINS: '/opt/plugins' }, '/etc/plugins')).toBe(`${own}:/opt/plugins`);
  });

  test('names no folder for sockets whose paths would be too long for the system', () => {
    const socketFolder = `/srv/${'long/'.repeat(20)}cp`;

    expect(ansibleEnvironment({ ...settings, socketFolder })).not.toHaveProperty('ANSIBLE_SSH_CONTROL_PATH_DIR');
    expect(ansibleEnvironment(settings)).toMatchObject({ ANSIBLE_SSH_CONTROL_PATH_DIR: settings.socketFolder });
  });
});

test.each([
  ['[defaults]\ncallback_plugins = /a:~/b:plugins  ; ours\n', '/a:~/b:/etc/ansible/plugins'],
  ['[defaults]\r\ncallback_plugins: /a\r\n', '/a'],
  ['[ssh_connection]\ncallback_plugins = /a\n[defaults]\nroles_path = /b\n', undefined],
  ['# callback_plugins = /a\n[defaults]\n;callback_plugins = /b', undefined],
  ['', undefined],
])('the plugins that %j names are %s', (config, plugins) => {
  expect(callbackPluginsIn(config, '/etc/ansible')).toBe(plugins);
});
