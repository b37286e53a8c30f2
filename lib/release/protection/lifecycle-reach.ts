import { developerFolder, isName, isVersion } from '../../core/names.ts';
import type { LifecycleRule } from '../../store/protection.ts';

/**
 * Whether a rule is for objects in tag folders. What is released is kept for ever (R28); only `<name>/developer/` is
 * written over. Of objects that need tags to be hit there are none: tagship sets no tags.
 */
export function reachesTagFolders({ prefix, needsTags }: Pick<LifecycleRule, 'prefix' | 'needsTags'>): boolean {
  if (needsTags) {
    return false;
  }
  const [name = '', folder, file] = prefix.split('/', 3);
  if (folder === undefined) {
    return name === '' || isName(name);
  }
  if (!isName(name)) {
    return false;
  }
  // without a slash behind it the folder's name may go on: developer-2 is a tag
  return file === undefined ? folder === '' || isVersion(folder) : isVersion(folder) && folder !== developerFolder;
}

/** Whether uploads that were cut off are ended some day, whatever key they are for. */
export function endsAllUploads(rules: readonly LifecycleRule[]): boolean {
  return rules.some(({ abortsUploads, prefix, needsTags }) => abortsUploads && prefix === '' && !needsTags);
}
