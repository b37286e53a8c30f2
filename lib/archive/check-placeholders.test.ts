import { execFileSync } from 'node:child_process';
import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderDiagnostic } from '../core/diagnostics.ts';
import { checkPlaceholderFiles, checkPlaceholders } from './check-placeholders.ts';
import { collectEntries } from './collect-entries.ts';
import { writeTree } from './test-package.ts';

test('a reserved name without a value is an error with file, line and column', () => {
  const content = Buffer.from('x\n  cp ${BUCKET_NAME} ${SRC_TAG}\n');

  const diagnostics = checkPlaceholders({
    file: 'deploy.sh',
    content,
    available: new Set(['BUCKET_NAME'] as const),
    kind: 'rel',
  });

  expect(diagnostics.map(renderDiagnostic)).toEqual([
    'deploy.sh:2:21: ${SRC_TAG} has no value in this build; write a version as src_branch in repo-info and set BIN_NAME, or take the placeholder out when there is no binary',
  ]);
});

test.each([
  [
    'rel',
    [
      'warning deploy.sh:1:1: ${BITBUCKET_TAG} would be the tag of REL, the binary lies under the tag of SRC; write ${SRC_TAG}',
    ],
  ],
  ['dist', []],
] as const)('${BITBUCKET_TAG} in a script of kind %s', (kind, expected) => {
  const diagnostics = checkPlaceholders({
    file: 'deploy.sh',
    content: Buffer.from('${BITBUCKET_TAG}'),
    available: new Set(),
    kind,
  });

  expect(diagnostics.map((diagnostic) => `${diagnostic.severity} ${renderDiagnostic(diagnostic)}`)).toEqual(expected);
});

test('every placeholder file is checked, and what cannot be rendered is an error', () => {
  const root = writeTree({ 'a.sh': '${BIN_NAME}', 'b.sh': '${REPO_NAME}', link: { link: 'a.sh' }, dir: null, big: '' });
  truncateSync(join(root, 'big'), 16 * 1024 * 1024 + 1);
  const { entries } = collectEntries({ root, paths: ['.'], variable: 'FILES' });

  const diagnostics = checkPlaceholderFiles({
    entries,
    placeholderFiles: ['a.sh', 'b.sh', 'link', 'dir', 'big', 'missing', 'missing'],
    available: new Set(['REPO_NAME'] as const),
    kind: 'rel',
    variable: 'PLACEHOLDER_FILES',
  });

  expect(diagnostics.map(renderDiagnostic)).toEqual([
    'a.sh:1:1: ${BIN_NAME} has no value in this build; write a version as src_branch in repo-info and set BIN_NAME, or take the placeholder out when there is no binary',
    'PLACEHOLDER_FILES: "link" is a symlink, only files are rendered; name a file',
    'PLACEHOLDER_FILES: "dir" is a directory, only files are rendered; name a file',
    'PLACEHOLDER_FILES: "big" has 16777217 bytes, a placeholder file has at most 16 MiB; put the placeholders into a small script',
    'PLACEHOLDER_FILES: "missing" is not in the package; pack it, or take it out of this list',
  ]);
});

function checkFile(root: string): readonly string[] {
  const { entries } = collectEntries({ root, paths: ['deploy.sh'], variable: 'FILES' });
  const check = { entries, placeholderFiles: ['deploy.sh'], available: new Set(['BUCKET_NAME'] as const) };
  return checkPlaceholderFiles({ ...check, kind: 'rel', variable: 'PLACEHOLDER_FILES' }).map(
    (diagnostic) => `${diagnostic.severity} ${renderDiagnostic(diagnostic)}`,
  );
}

test('a placeholder without a value is told once for a file, with its other places', () => {
  const root = writeTree({
    'deploy.sh': '${BIN_NAME} ${SRC_TAG}\n ${BIN_NAME}\n${BITBUCKET_TAG}${BIN_NAME} ${BITBUCKET_TAG}\n',
  });

  const cure =
    'write a version as src_branch in repo-info and set BIN_NAME, or take the placeholder out when there is no binary';
  expect(checkFile(root)).toEqual([
    `error deploy.sh:1:1: \${BIN_NAME} has no value in this build (also 2:2, 3:17); ${cure}`,
    `error deploy.sh:1:13: \${SRC_TAG} has no value in this build; ${cure}`,
    'warning deploy.sh:3:1: ${BITBUCKET_TAG} would be the tag of REL, the binary lies under the tag of SRC (also 3:29); write ${SRC_TAG}',
  ]);
});

test('a million placeholders without a value are one finding with the first places', () => {
  const root = writeTree({ 'deploy.sh': '${SRC_TAG}\n'.repeat(1_000_000) });

  const told = checkFile(root);

  expect(told).toEqual([
    expect.stringMatching(/^error deploy\.sh:1:1: .* \(also 2:1, 3:1, [\d:, ]+, 11:1, \.\.\.\); /),
  ]);
});

test.each([
  ['a script in UTF-16', Buffer.from('echo ${BUCKET_NAME}\n', 'utf16le')],
  ['a program', Buffer.from('\u007fELF\0\u0001${BUCKET_NAME}\0', 'latin1')],
])('%s is a warning, even if nothing is wrong with its placeholders', (_what, content) => {
  const root = writeTree({ 'deploy.sh': content });

  expect(checkFile(root)).toEqual([
    'warning deploy.sh: has zero bytes, so it is no script: in UTF-16 no placeholder is found, in a program a value does not fit; save a script as UTF-8; let a script hand the values to a program',
  ]);
});

test('a script that a FIFO takes the place of while it is checked is refused, and not waited for', () => {
  const root = writeTree({ 'deploy.sh': 'x' });
  const { entries } = collectEntries({ root, paths: ['.'], variable: 'FILES' });
  rmSync(join(root, 'deploy.sh'));
  execFileSync('mkfifo', [join(root, 'deploy.sh')]);

  const check = { entries, placeholderFiles: ['deploy.sh'], available: new Set<never>() };

  expect(() => checkPlaceholderFiles({ ...check, kind: 'rel', variable: 'PLACEHOLDER_FILES' })).toThrow(
    '"deploy.sh" changed while it was being packed',
  );
});

test('placeholder files that are too large together are told as such, and not read', () => {
  const names = Array.from({ length: 20 }, (_, index) => `script-${index}`);
  const root = writeTree(Object.fromEntries(names.map((name) => [name, ''])));
  for (const name of names) {
    truncateSync(join(root, name), 1024 * 1024);
  }
  const { entries } = collectEntries({ root, paths: names, variable: 'FILES' });
  const check = { entries, placeholderFiles: names, available: new Set<never>() };

  const found = checkPlaceholderFiles({ ...check, kind: 'rel', variable: 'PLACEHOLDER_FILES' });

  expect(found.map(renderDiagnostic)).toEqual([
    'PLACEHOLDER_FILES: has 20971520 bytes in 20 files, placeholder files have at most 16 MiB together; name only those with placeholders',
  ]);
});
