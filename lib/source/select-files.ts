import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RepositoryKind } from '../store/layout.ts';
import type { Clone } from './clone.ts';

/** Packed by default from a REL (R67); only the first two must be there. */
const relFiles = ['deploy.sh', 'upgrade.sh', 'etc', 'files', 'check.sh', 'remove.sh'];
const requiredRelFiles = new Set(['deploy.sh', 'upgrade.sh']);

/** Where placeholders are rendered by default (R64). */
const defaultPlaceholderFiles: Readonly<Record<RepositoryKind, readonly string[]>> = {
  src: [],
  rel: ['deploy.sh', 'upgrade.sh'],
  dist: ['install.sh', 'upgrade.sh'],
};

/** The paths that are packed when FILES is not given; undefined when it must be given. Only a DIST needs git for them. */
export async function defaultFiles(
  kind: RepositoryKind,
  cloneDir: string,
  clone: Pick<Clone, 'trackedFiles'> | undefined,
): Promise<readonly string[] | undefined> {
  switch (kind) {
    case 'src':
      return undefined;
    case 'rel':
      return relFiles.filter((path) => requiredRelFiles.has(path) || existsSync(join(cloneDir, path)));
    case 'dist':
      return (await clone?.trackedFiles())?.filter(isDistFile);
  }
}

/** The packed files that are rendered when PLACEHOLDER_FILES is not given. */
export function placeholderFilesByDefault(kind: RepositoryKind, packedPaths: ReadonlySet<string>): readonly string[] {
  return defaultPlaceholderFiles[kind].filter((path) => packedPaths.has(path));
}

function isDistFile(path: string): boolean {
  return (
    !path.split('/').some((segment) => segment.startsWith('.')) &&
    path !== 'bitbucket-pipelines.yml' &&
    !path.startsWith('docs/') &&
    !basename(path).endsWith('.md')
  );
}
