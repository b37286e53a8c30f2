import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { maximumFileBytes } from '../../../lib/repo-info/file-limit.ts';
import { examplesFolder } from '../../../lib/testing/example-world.ts';

const names: ReadonlySet<string> = new Set(['repo-info', 'repo-info.yaml', 'repo-info.yml', 'images.yaml', 'vars.yml']);

/** Every repo-info of the examples, the wrong ones too, and the other YAML that stands beside them; none twice. */
export function readRepoInfoCorpus(): readonly Buffer[] {
  const files = readdirSync(examplesFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => names.has(basename(file)))
    .toSorted()
    .map((file) => readFileSync(join(examplesFolder, file)))
    .filter((bytes) => bytes.length > 0 && bytes.length < maximumFileBytes / 10);
  return [...new Map(files.map((bytes) => [bytes.toString('latin1'), bytes])).values()];
}
