import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** All that is in a folder, `.git` too, with everything that a write would change. Two equal listings: nothing was written. */
export function listFolder(folder: string): readonly string[] {
  return ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].toSorted().map((path) => {
    const { mode, uid, size, mtimeNs, ctimeNs } = lstatSync(join(folder, path), { bigint: true });
    const target = (mode & 0o170000n) === 0o120000n ? ` -> ${readlinkSync(join(folder, path))}` : '';
    return `${path}${target} ${mode.toString(8)} ${uid} ${size} ${mtimeNs} ${ctimeNs}`;
  });
}
