import { lstatSync, readdirSync, readlinkSync } from 'node:fs';

/** All that is in a folder, `.git` too, with everything that a write would change. Two equal listings: nothing was written. */
export function listFolder(folder: string): readonly string[] {
  return ['.', ...namesBelow(Buffer.from(folder))].toSorted().map((path) => {
    // one character for each byte, since a name may be no UTF-8
    const place = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);
    const { mode, uid, size, mtimeNs, ctimeNs } = lstatSync(place, { bigint: true });
    const target = (mode & 0o170000n) === 0o120000n ? ` -> ${readlinkSync(place, 'latin1')}` : '';
    return `${path}${target} ${mode.toString(8)} ${uid} ${size} ${mtimeNs} ${ctimeNs}`;
  });
}

function namesBelow(folder: Buffer): string[] {
  return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }).flatMap((entry) => {
    const name = entry.name.toString('latin1');
    const below = entry.isDirectory() ? namesBelow(Buffer.concat([folder, Buffer.from('/'), entry.name])) : [];
    return [name, ...below.map((path) => `${name}/${path}`)];
  });
}
