import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TagshipError } from '../../lib/core/errors.ts';
import type { Checkout } from './checkout.ts';
import { type PendingChange, pendingFolder } from './pending-changes.ts';

export function readVersion(checkout: Checkout): string {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(checkout.path('package.json'), 'utf8'));
  return version;
}

/** Writes a version to every file that names it, and turns the pending changes into its section of the changelog. */
export function writeVersion(
  checkout: Checkout,
  { from, to, changes }: { readonly from: string; readonly to: string; readonly changes: readonly PendingChange[] },
): void {
  const rewrite = (file: string, change: (text: string) => string): void => {
    const text = readFileSync(checkout.path(file), 'utf8');
    const changed = change(text);
    if (changed === text) {
      throw new TagshipError('invalid-input', `${file} does not name version ${from}`, {
        hint: `mend it, so that it can be released as ${to}`,
      });
    }
    writeFileSync(checkout.path(file), changed);
  };

  rewrite('package.json', (text) => text.replace(`"version": "${from}"`, `"version": "${to}"`));
  rewritePackageLock(checkout, to);
  for (const file of filesThatName(checkout, from)) {
    const [pipe, program] = namesOf(to);
    rewrite(file, (text) => text.replaceAll(namesOf(from)[0], pipe).replaceAll(namesOf(from)[1], program));
  }
  const lines = changes.map(({ type, description }) => `- ${type}: ${description}\n`);
  rewrite('CHANGELOG.md', (text) => text.replace(/^(?=## )/m, () => `## ${to}\n\n${lines.join('')}\n`));

  const record = checkout.path(`.changes/${to}.json`);
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, `${JSON.stringify(changes, undefined, 2)}\n`);
  for (const file of readdirSync(checkout.path(pendingFolder)).filter((name) => !name.startsWith('.'))) {
    rmSync(checkout.path(join(pendingFolder, file)));
  }
}

/** The lock names the version twice, and other packages may have the same. */
function rewritePackageLock(checkout: Checkout, to: string): void {
  const file = checkout.path('package-lock.json');
  const lock: { version: string; packages: { '': { version: string } } } = JSON.parse(readFileSync(file, 'utf8'));
  lock.version = to;
  lock.packages[''].version = to;
  writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
}

/** How pages and pipelines name a version: as the pipe that is used, and as the program that has published. */
function namesOf(version: string): readonly [string, string] {
  return [`tagship/tagship-pipe:${version}`, `by tagship ${version}`];
}

/** What is a release's own story stays as it is. */
function filesThatName(checkout: Checkout, version: string): readonly string[] {
  const [pipe, program] = namesOf(version);
  const patterns = ['*.md', '*.yml', ':!CHANGELOG.md', ':!.changes'];
  const found = checkout.ask('grep', '-l', '--fixed-strings', '-e', pipe, '-e', program, '--', ...patterns) ?? '';
  return [...new Set(['README.md', 'pipe.yml', ...found.split('\n').filter((file) => file !== '')])];
}
