import { randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../core/errors.ts';
import { completeBundle, type HandoffFacts } from './complete-bundle.ts';
import type { Bundle } from './make-bundle.ts';

/**
 * Writes a bundle as a folder, for a machine that installs it by hand (R19): whole, or not at all. Throws `conflict` when
 * something is there, `invalid-input` or `disk-full` when it cannot be written.
 */
export async function writeBundle(bundle: Bundle, facts: HandoffFacts, folder: string): Promise<void> {
  const present = await readdir(folder).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') {
      return [];
    }
    throw cannotWrite(folder, error);
  });
  if (present.length > 0) {
    throw new TagshipError('conflict', `${quoted(folder)} is not empty`, {
      hint: 'name a folder that is not there yet',
    });
  }
  const unfinished = join(dirname(folder), `.${basename(folder)}.${randomUUID()}`);
  try {
    await mkdir(unfinished, { recursive: true, mode: 0o755 });
    for (const { path, source, mode } of bundle.files) {
      const target = join(unfinished, path);
      await mkdir(dirname(target), { recursive: true, mode: 0o755 });
      await copyFile(source, target);
      // whatever the umask is
      await chmod(target, Number.parseInt(mode, 8));
    }
    for (const { path, content } of completeBundle(bundle, facts)) {
      await writeFile(join(unfinished, path), content);
      await chmod(join(unfinished, path), 0o644);
    }
    await rename(unfinished, folder);
  } catch (error) {
    throw error instanceof TagshipError ? error : cannotWrite(folder, error);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function cannotWrite(folder: string, error: unknown): unknown {
  const code = systemErrorCode(error);
  if (code === undefined) {
    return error;
  }
  return new TagshipError(
    code === 'ENOSPC' ? 'disk-full' : 'invalid-input',
    `the bundle cannot be written to ${quoted(folder)} (${code})`,
    { hint: 'name a folder that can be made, with room for it', cause: error },
  );
}
