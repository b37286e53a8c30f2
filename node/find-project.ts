import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode, TagshipError } from '../lib/core/errors.ts';
import { isName } from '../lib/core/names.ts';
import { stateFolder } from '../lib/node-state/node-paths.ts';

/** The project that is asked about: the one that is named, or the only one that this node has. */
export async function findProject({
  project,
  root,
}: {
  readonly project?: string;
  readonly root: string;
}): Promise<string> {
  if (project !== undefined) {
    return project;
  }
  const folder = join(root, stateFolder);
  const projects = (await namesIn(folder)).filter(isName).toSorted();
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
    if (systemErrorCode(error) === 'ENOENT') {
      return [];
    }
    throw error;
  }
}
