import { quoted } from '../core/diagnostics.ts';
import { bundleFiles } from './bundle-files.ts';

/** What is wrong with the paths of a DIST package: a name that the bundle needs for a file of its own. */
export function checkBundleNames(
  paths: readonly string[],
): readonly { readonly path: string; readonly message: string; readonly hint: string }[] {
  const own: readonly string[] = Object.values(bundleFiles);
  const taken = new Set(paths.map((path) => path.split('/')[0] ?? '').filter((name) => own.includes(name)));
  return [...taken].map((path) => ({
    path,
    message: `${quoted(path)} is the name of a file that tagship adds when the release is handed over`,
    hint: 'give it another name',
  }));
}
