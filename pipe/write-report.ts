import { randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { quoted } from '../lib/core/diagnostics.ts';
import { TagshipError } from '../lib/core/errors.ts';

/**
 * Writes a file by a rename, so that it is whole or not there, and so that whatever lies at its path in the clone, a link
 * or a named pipe, is replaced and not opened. Throws `invalid-input` when a link in the clone would lead it elsewhere, and when what lies at
 * a path outside the clone is no file: nobody means to replace /dev/stdout.
 */
export async function writeReport(path: string, text: string, cloneDir: string): Promise<void> {
  const folder = await realpath(dirname(path));
  if (isWithin(cloneDir, path) && !isWithin(await realpath(cloneDir), folder)) {
    throw new TagshipError('invalid-input', `a link leads ${path} out of the clone`, {
      hint: 'write a path that has no link in it',
    });
  }
  const place = join(folder, basename(path));
  const isFree = lstatSync(place, { throwIfNoEntry: false })?.isFile() ?? true;
  if (!isWithin(cloneDir, path) && !isFree) {
    throw new TagshipError('invalid-input', `${quoted(path)} is no file`, { hint: 'write the path of a file' });
  }
  const unfinished = join(folder, `.${basename(path)}.${randomUUID()}`);
  try {
    await writeFile(unfinished, text, { flag: 'wx' });
    await rename(unfinished, place);
  } finally {
    await rm(unfinished, { force: true });
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../');
}
