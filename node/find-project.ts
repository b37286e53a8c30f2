import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '../lib/core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../lib/core/errors.ts';
import { isName } from '../lib/core/names.ts';
import { stateFolder } from '../lib/node-state/node-paths.ts';

/**
 * The project that is asked about: the one that is named, or the only one that this node has. A name that the node does
 * not have is a slip, and nothing is made for it. `mayBeNew`: on a node without any project every name is a new one.
 */
export async function findProject(
  { project, root }: { readonly project?: string; readonly root: string },
  { mayBeNew }: { readonly mayBeNew: boolean } = { mayBeNew: false },
): Promise<string> {
  const folder = join(root, stateFolder);
  const projects = (await namesIn(folder)).filter(isName).toSorted();
  if (project !== undefined) {
    if (projects.includes(project) || (mayBeNew && projects.length === 0)) {
      return project;
    }
    throw new TagshipError('invalid-input', `this node has no project ${quoted(project)}`, {
      hint: projects.length === 0 ? 'nothing was applied to it yet' : `it has ${projects.join(', ')}`,
    });
  }
  const [only, ...others] = projects;
  if (only === undefined || others.length > 0) {
    const what = only === undefined ? 'no project' : `${projects.length} projects (${projects.join(', ')})`;
    throw new TagshipError('invalid-input', `this node has ${what} in ${folder}`, { hint: 'name it by --project' });
  }
  return only;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') {
      return [];
    }
    if (code === undefined) {
      throw error;
    }
    throw new TagshipError('node-state', `${folder} cannot be read (${code})`, {
      hint: 'run it as the user that applies bundles, mostly root',
      cause: error,
    });
  }
}
