import { expect, test } from 'vitest';
import { maximumFileBytes } from './file-limit.ts';
import { parseRepoInfo } from './parse-repo-info.ts';

/** Of a processor, whatever else the machine does. The first two took 14 s and 8 s when ajv copied its errors. */
const boundMs = 7_000;

const dist = (lines: (index: number) => string): string =>
  `rel_branch: 2.1.0\nsub_repo:\n${fill(lines)}\nupgrade_list: none\n`;

test.each([
  { what: 'names and versions that are none', text: dist((index) => `  _M${index}: /\n`) },
  { what: 'entries without a version', text: dist((index) => `  M${index}: {}\n`) },
  { what: 'quotes that are never closed', text: fill(() => "a: '\n") },
])('a file of 256 KiB is judged in seconds, and says what it does not show: $what', ({ text }) => {
  const bytes = Buffer.from(text);
  const before = process.cpuUsage();

  const { repoInfo, diagnostics } = parseRepoInfo(bytes, {
    file: 'repo-info',
    kind: 'dist',
    name: 'ProjectA',
    target: { on: 'other' },
  });

  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(boundMs);
  expect(bytes.length).toBeGreaterThan(maximumFileBytes * 0.9);
  expect(repoInfo).toBeUndefined();
  expect(diagnostics.length).toBeLessThanOrEqual(101);
  expect(diagnostics.length === 101).toBe(/^\d+ more findings are not shown$/.test(diagnostics.at(-1)?.message ?? ''));
});

/** As many as fit into a file. */
function fill(lines: (index: number) => string): string {
  const all: string[] = [];
  let length = 100;
  for (let index = 0; ; index += 1) {
    const line = lines(index);
    length += line.length;
    if (length > maximumFileBytes) {
      return all.join('');
    }
    all.push(line);
  }
}
