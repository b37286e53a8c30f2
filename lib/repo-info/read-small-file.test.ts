import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { renderDiagnostic } from '../core/diagnostics.ts';
import { loadRepoInfo } from './load-repo-info.ts';

const secret = 'password-of-the-machine';

test.each([
  ['repo-info', 'rel'],
  ['repo-info.yml', 'rel'],
  ['repo-info', 'dist'],
  ['images.yaml', 'dist'],
  ['vars.yml', 'dist'],
] as const)(
  'a %s that is a link out of the clone is a finding, and nothing of its target is told',
  async (file, kind) => {
    const { clone, outside } = folders();
    if (kind === 'dist') {
      writeFileSync(join(clone, 'repo-info'), 'rel_branch: 2.0.0\nsub_repo: none\nupgrade_list: none\n');
      writeFileSync(join(clone, 'images.yaml'), 'image:\n  version: 2.0.0\nstatus: building\n');
      writeFileSync(join(clone, 'vars.yml'), 'upgradable_versions: any\n');
    }
    writeFileSync(outside, `root: ${secret}\n${secret}\n`);
    rmSync(join(clone, file), { force: true });
    symlinkSync(outside, join(clone, file));

    const { repoInfo, told } = await load(clone, kind);

    expect(repoInfo).toBeUndefined();
    expect(told).toEqual([expect.stringContaining(`${file}: it is a symbolic link, not a file; put a text file`)]);
    expect(told.join('\n')).not.toContain(secret);
  },
);

test('a repo-info that is a link to a good file in the clone is refused as well', async () => {
  const { clone } = folders();
  writeFileSync(join(clone, 'other'), 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n');
  symlinkSync('other', join(clone, 'repo-info'));

  const { repoInfo, told } = await load(clone, 'rel');

  expect(repoInfo).toBeUndefined();
  expect(told).toEqual([expect.stringContaining('it is a symbolic link')]);
});

test('a repo-info that is a named pipe is told and not waited for', async () => {
  const { clone } = folders();
  execFileSync('mkfifo', [join(clone, 'repo-info')]);

  const { told } = await load(clone, 'rel');

  expect(told).toEqual([expect.stringContaining('it is a pipe, socket or device, not a file')]);
});

function folders(): { readonly clone: string; readonly outside: string } {
  const root = mkdtempSync(join(tmpdir(), 'tagship-small-file-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const clone = join(root, 'clone');
  mkdirSync(clone);
  return { clone, outside: join(root, 'passwords') };
}

async function load(directory: string, kind: 'rel' | 'dist') {
  const target = { on: 'tag', tag: '2.0.0' } as const;
  const { repoInfo, diagnostics } = await loadRepoInfo({ directory, kind, name: 'ModuleX', target });
  return { repoInfo, told: diagnostics.map(renderDiagnostic) };
}
