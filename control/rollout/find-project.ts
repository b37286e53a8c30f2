import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '../../lib/core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../../lib/core/errors.ts';
import { isName } from '../../lib/core/names.ts';

/**
 * The only project below `root`; where there is none any more, the only one of those that were rolled out: it is told that its
 * generation is gone. Undefined where there was none yet. Throws `control-node` where that cannot be seen, `invalid-input` for
 * several.
 */
export async function findProject(root: string, rolledOut: () => readonly string[]): Promise<string | undefined> {
  const there = await projectsIn(root);
  const projects = there.length === 0 ? rolledOut() : there;
  const [only, ...others] = projects;
  if (others.length > 0) {
    throw new TagshipError('invalid-input', `${quoted(root)} has several projects: ${projects.join(', ')}`, {
      hint: 'choose one with --project',
    });
  }
  return only;
}

async function projectsIn(root: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = (await readdir(root)).filter(isName).toSorted();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined || code === 'ENOENT') {
      return [];
    }
    throw new TagshipError('control-node', `${quoted(root)} cannot be read (${code})`, {
      hint: 'the user who runs tagship-control has to be able to read it',
      cause: error,
    });
  }
  const found: string[] = [];
  for (const name of names) {
    if ((await readlink(join(root, name, 'current')).catch(() => undefined)) !== undefined) {
      found.push(name);
    }
  }
  return found;
}
