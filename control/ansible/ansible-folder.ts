import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../lib/core/context.ts';
import { eventsPlugin } from './events-plugin.ts';

/** Where a run of Ansible finds what it needs of us, and leaves what it needs for itself. */
export interface AnsibleFolder extends AsyncDisposable {
  readonly pluginFolder: string;
  /** Of connections, which outlive a run by a minute. */
  readonly socketFolder: string;
  /** Of this run alone; removed with it. */
  readonly work: string;
}

const workPrefix = 'run-';
const abandonedMs = 2 * 24 * 60 * 60 * 1000;

/** Prepares `home`, which nobody else may read: variables of a playbook lie there while it runs. */
export async function openAnsibleFolder(home: string, clock: Clock): Promise<AnsibleFolder> {
  const pluginFolder = join(home, 'callback_plugins');
  await mkdir(pluginFolder, { recursive: true, mode: 0o700 });
  await removeAbandoned(home, clock);
  const work = await mkdtemp(join(home, workPrefix));
  // by a rename: a run that is under way may be reading it
  const written = join(work, 'tagship_events.py');
  await writeFile(written, eventsPlugin, { mode: 0o600 });
  await rename(written, join(pluginFolder, 'tagship_events.py'));
  return {
    pluginFolder,
    socketFolder: join(home, 'cp'),
    work,
    [Symbol.asyncDispose]: async () => await rm(work, { recursive: true, force: true }),
  };
}

/** What runs that were killed have left. */
async function removeAbandoned(home: string, clock: Clock): Promise<void> {
  for (const name of (await readdir(home)).filter((one) => one.startsWith(workPrefix))) {
    const { mtimeMs } = await stat(join(home, name)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < clock.now().getTime() - abandonedMs) {
      await rm(join(home, name), { recursive: true, force: true });
    }
  }
}
