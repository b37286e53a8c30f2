import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findAnsible } from './find-ansible.ts';

const folder = mkdtempSync(join(tmpdir(), 'tagship-find-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const environment = { PATH: process.env['PATH'] ?? '' };
const never = new AbortController().signal;

function saying(name: string, text: string, mode = 0o755): string {
  const program = join(folder, name);
  writeFileSync(program, `#!/bin/sh\n${text}\n`);
  chmodSync(program, mode);
  return program;
}

const answer = (version: string, config = 'None'): string =>
  `cat <<'END'\nansible-playbook [core ${version}]\n  config file = ${config}\n  python version = 3.11.2\nEND`;

describe('Ansible on the control node', () => {
  test.each([
    ['2.14.18', 'None', undefined],
    ['2.19.11', '/etc/ansible/ansible.cfg', '/etc/ansible/ansible.cfg'],
    ['2.20.0rc1', 'None', undefined],
    ['3.0.0', 'None', undefined],
  ])('is taken in version %s', async (version, config, configFile) => {
    const program = saying(`v${version}`, answer(version, config));

    const found = await findAnsible({ program, environment, folder }, never);

    expect(found).toEqual({ version, configFile });
  });

  test.each([
    ['old', answer('2.13.13'), 'Ansible 2.13.13 is too old: 2.14 is needed at least'],
    ['very-old', 'echo "ansible-playbook 2.9.27"', 'Ansible 2.9.27 is too old: 2.14 is needed at least'],
    ['other', 'echo "other-program 1.0"', 'other --version says nothing of a version'],
    [
      'broken',
      'echo "Traceback" >&2; echo "ModuleNotFoundError: no jinja2" >&2; exit 1',
      'broken --version failed: ModuleNotFoundError: no jinja2',
    ],
  ])('is refused with a reason: %s', async (name, text, message) => {
    const program = saying(name, text);

    const finding = findAnsible({ program, environment, folder }, never);

    await expect(finding).rejects.toMatchObject({
      code: 'ansible',
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/\w/),
    });
  });

  test('is missed with the way to install it', async () => {
    const finding = findAnsible({ program: 'ansible-playbook', environment: { PATH: folder }, folder }, never);

    await expect(finding).rejects.toMatchObject({
      code: 'ansible',
      message: 'ansible-playbook is not on this machine',
      hint: 'install it: apt-get install --no-install-recommends ansible-core',
    });
  });

  test('is refused where it cannot be executed', async () => {
    const program = saying('locked', answer('2.19.0'), 0o644);

    const finding = findAnsible({ program, environment, folder }, never);

    await expect(finding).rejects.toMatchObject({ code: 'ansible', message: `${program} cannot be started (EACCES)` });
  });

  test('is not waited for when the run is stopped', async () => {
    const stop = new AbortController();
    const program = saying('slow', 'exec sleep 300');

    const finding = findAnsible({ program, environment, folder }, stop.signal);
    stop.abort(new Error('stopped'));

    await expect(finding).rejects.toThrow('stopped');
  });
});
