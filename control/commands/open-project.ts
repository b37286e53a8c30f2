import type { Clock } from '../../lib/core/context.ts';
import { TagshipError } from '../../lib/core/errors.ts';
import type { History } from '../history/history.ts';
import { openHistory } from '../history/open-history.ts';
import { dataFolder } from '../rollout/data-folder.ts';
import type { CommonOptions } from './control-desk.ts';

/**
 * Opens the history to look at one project: that which is named, or the only one. Throws `control-node` where there is no
 * history, `invalid-input` where the project is not known.
 */
export async function withHistory<T>(
  { data, project }: CommonOptions,
  clock: Clock,
  work: (history: History, project: string) => T,
): Promise<T> {
  using history = openHistory(dataFolder(data).history, { clock, create: false });
  const projects = history.projects();
  const [only] = projects;
  const chosen = project ?? (projects.length === 1 ? only : undefined);
  if (chosen === undefined || !projects.includes(chosen)) {
    throw new TagshipError(
      'invalid-input',
      chosen === undefined ? `the history has ${projects.length} projects` : `nothing of ${chosen} was rolled out`,
      {
        hint:
          projects.length === 0
            ? 'it begins with the first roll-out'
            : `choose one with --project; there are ${projects.join(', ')}`,
      },
    );
  }
  return work(history, chosen);
}
