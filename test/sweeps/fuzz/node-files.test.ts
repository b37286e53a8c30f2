import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { renderDiagnostic } from '../../../lib/core/diagnostics.ts';
import { checkNodeFiles } from '../../../lib/repo-info/check-node-files.ts';
import { maximumFileBytes } from '../../../lib/repo-info/file-limit.ts';
import { hashOf, shareOf, sweepSwitch } from '../choose-points.ts';
import { mutateFile } from './mutate-file.ts';
import { readRepoInfoCorpus } from './repo-info-corpus.ts';

const directory = mkdtempSync(join(tmpdir(), 'tagship-node-files-'));
const right = {
  'images.yaml': 'image:\n  version: 2.1.0\nstatus: building\n',
  'vars.yml': 'upgradable_versions: any\nother: [1, 2, {x: &a y, z: *a}]\n',
};

afterAll(() => {
  rmSync(directory, { recursive: true });
});

test.each(['images.yaml', 'vars.yml'] as const)(
  'whatever stands in %s, it is judged without a crash, and a finding names the file',
  { timeout: 3_600_000 },
  async (file) => {
    const corpus = [...readRepoInfoCorpus(), ...Object.values(right).map((text) => Buffer.from(text))];
    for (const [name, text] of Object.entries(right)) {
      writeFileSync(join(directory, name), text);
    }

    for (let number = 1; number <= shareOf(50_000); number += 1) {
      const bytes = mutateFile(corpus, {
        seed: hashOf(`${sweepSwitch.seed} ${file}`),
        number,
        mostBytes: maximumFileBytes,
      });
      writeFileSync(join(directory, file), bytes);

      const diagnostics = await checkNodeFiles(directory, '2.1.0');

      const other = diagnostics.map(renderDiagnostic).filter((line) => !line.startsWith(file));
      expect(other, `file ${number}`).toEqual([]);
    }
  },
);
