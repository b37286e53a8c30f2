import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listFolder } from '../../lib/testing/folder-listing.ts';
import { createGitRepository } from '../../lib/testing/git-repository.ts';
import { runCliProcess } from '../cli-process.ts';

const rel = {
  'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
  'deploy.sh': 'echo ${BUCKET_NAME}\n',
  'upgrade.sh': 'echo ${REL_TAG}\n',
};

interface Case {
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Changes what git does not keep. */
  readonly make?: (path: (name: string) => string) => void;
  readonly args?: readonly string[];
  readonly told: string;
}

const cases: Readonly<Record<string, Case>> = {
  '10 MB of YAML': {
    files: { 'repo-info': 'a: b\n'.repeat(2_000_000) },
    told: 'ERROR: repo-info: the file has 10000000 bytes, at most 256 KiB are read',
  },
  'lists in lists': {
    files: { 'repo-info': `a: ${'['.repeat(100_000)}` },
    told: 'ERROR: repo-info:1:68: nested deeper than 64 levels; write it flat',
  },
  'UTF-16': {
    files: { 'repo-info': Buffer.from('rel_branch: 2.0.0\n', 'utf16le') },
    told: 'ERROR: repo-info:1:1: the file is UTF-16, or no text; save it as UTF-8',
  },
  'a look-alike in a version': {
    files: { 'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list:\n  BaseLib: 1.\u043e\n' },
    told: 'ERROR: repo-info:4:3 depend_list.BaseLib: "1.\u043e" cannot be a version (character 3 is U+043E)',
  },
  'a module that depends on itself': {
    files: { 'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list:\n  ModuleX: 1.0\n' },
    told: 'ERROR: repo-info:4:3 depend_list.ModuleX: a module cannot depend on itself',
  },
  'a repo-info that is a FIFO': {
    make: (path) => {
      rmSync(path('repo-info'));
      execFileSync('mkfifo', [path('repo-info')]);
    },
    told: 'ERROR: repo-info: it is a pipe, socket or device, not a file',
  },
  'a script that is a symlink to a file of the machine': {
    make: (path) => {
      rmSync(path('deploy.sh'));
      symlinkSync('/etc/passwd', path('deploy.sh'));
    },
    told: '- "deploy.sh" is a symlink to "/etc/passwd", outside the clone dir',
  },
  'a sparse file of 100 GB': {
    make: (path) => {
      writeFileSync(path('core'), '');
      truncateSync(path('core'), 100 * 1024 ** 3);
    },
    args: ['--file', 'core'],
    told: '- has 107374182453 bytes in 2 files, a package has at most 64 GiB; the largest is "core" with 107374182400 bytes',
  },
  'a name that leads out of the store': {
    args: ['--name', '../x'],
    told: '- "../x" cannot be used; write a name of at most 128 letters',
  },
  'a tag that leads out of its folder': {
    args: ['--tag', '../2.0.0'],
    told: '- "../2.0.0" cannot be a version; a version is a tag name',
  },
  'files that are not of the clone': {
    args: ['--file', '../x', '--file', '/etc/passwd', '--file', '.git/config'],
    told: '- "/etc/passwd" is an absolute path; write it relative to the clone dir',
  },
};

test.each(Object.keys(cases))('tagship check tells of %s', async (name) => {
  const { files = {}, make, args = [], told } = cases[name] ?? { told: '' };
  const clone = createGitRepository();
  onTestFinished(() => {
    clone[Symbol.dispose]();
  });
  clone.commit({ ...rel, ...files });
  make?.((path) => join(clone.directory, path));
  const before = listFolder(clone.directory);

  const right = ['--kind', 'rel', '--name', 'ModuleX', '--tag', '2.0.0'];
  const { status, stdout, stderr } = await runCliProcess(['check', ...right, ...args, clone.directory]);

  const lines = `${stdout}${stderr}`.trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith(told))).toHaveLength(1);
  expect({ status, last: lines.at(-1)?.slice(0, 2) }).toEqual({ status: 1, last: '✖ ' });
  expect(lines.join('\n')).not.toMatch(/^\s+at .*:\d+/m);
  expect(listFolder(clone.directory)).toEqual(before);
});
