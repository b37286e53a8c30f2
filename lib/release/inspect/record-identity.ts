import { developerFolder, isName, isTag } from '../../core/names.ts';
import { type PackageIdentity, repositoryKinds } from '../../store/layout.ts';

const recordKeyPattern = /^([^/]+)\/([^/]+)\/([^/]+)\.([a-z]+)\.json$/;

/** Which package the record at a key vouches for: the reverse of `recordKey`. undefined when no record can lie there. */
export function recordIdentity(key: string): PackageIdentity | undefined {
  const [, name = '', folder = '', packageName = '', suffix] = recordKeyPattern.exec(key) ?? [];
  const kind = repositoryKinds.find((known) => known === suffix);
  const isFolder = folder === developerFolder || isTag(folder);
  if (kind === undefined || !isName(name) || !isName(packageName) || !isFolder) {
    return undefined;
  }
  // SRC is named after its binary, the other two after REPO_NAME, and the two names differ (D5)
  return (kind === 'src') === (packageName !== name) ? { kind, name, folder, packageName } : undefined;
}
