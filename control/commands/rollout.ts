import { quoted } from '../../lib/core/diagnostics.ts';
import { TagshipError } from '../../lib/core/errors.ts';
import type { Answer } from '../../lib/report/answer/answer.ts';
import type { AlertLanguage } from '../alerts/alert-words.ts';
import { openHistory } from '../history/open-history.ts';
import { checkRollOut } from '../rollout/check-roll-out.ts';
import { dataFolder, makeDataFolder } from '../rollout/data-folder.ts';
import { findProject } from '../rollout/find-project.ts';
import { tellTrouble } from '../rollout/history-trouble.ts';
import { type RolledOut, rollOutCurrent, rollOutEvery } from '../rollout/roll-out-current.ts';
import type { RollOutPorts, RollOutSettings } from '../rollout/roll-out-settings.ts';
import { readAlertSettings } from './alert-settings.ts';
import type { CommonOptions, ControlDesk } from './control-desk.ts';
import { describeBusy, describeCheck, describeProblem, describeRollOut } from './describe-roll-out.ts';

export interface RolloutOptions extends CommonOptions {
  readonly inventory: string;
  readonly playbook?: string;
  readonly forks: number;
  readonly limit?: string;
  readonly check?: boolean;
  /** Milliseconds, like those below. */
  readonly every?: number;
  readonly deadline: number;
  readonly stuckAfter: number;
  readonly remindAfter: number;
}

/** `tagship-control rollout`: an answer for each roll-out. */
export async function rollout(
  desk: ControlDesk,
  options: RolloutOptions,
  print: (answer: Answer) => void,
): Promise<void> {
  const { language, post } = readAlertSettings(desk.env);
  const ports: RollOutPorts = { ...desk, post };
  const settings: RollOutSettings = {
    root: options.root,
    project: options.project ?? (await chooseProject(options, { desk, ports, language })),
    inventory: options.inventory,
    playbook: options.playbook,
    data: options.data,
    forks: options.forks,
    limit: options.limit,
    stuckAfterMs: options.stuckAfter,
    remindAfterMs: options.remindAfter,
    deadlineMs: options.deadline,
    language,
    environment: desk.env,
  };
  if (options.check) {
    if (options.every !== undefined) {
      throw new TagshipError('invalid-input', '--check and --every do not go together', {
        hint: 'leave one of them out',
      });
    }
    print(describeCheck(await checkRollOut(settings, ports), settings));
    return;
  }
  const printBusy = ({ isBusy, heldBy }: RolledOut): void => {
    if (isBusy) {
      print(describeBusy(settings.project, heldBy));
    }
  };
  const printResult = (result: RolledOut['results'][number]): void => print(describeRollOut(result));
  if (options.every === undefined) {
    printBusy(await rollOutCurrent(settings, ports, printResult));
    return;
  }
  await rollOutEvery(options.every, settings, ports, {
    onResult: printResult,
    onEnd: (end) => ('error' in end ? print(describeProblem(settings.project, end.error)) : printBusy(end)),
  });
}

/** Nobody reads what a timer prints: that no roll-out goes on any more, since another project was handed over, is told. */
async function chooseProject(
  options: RolloutOptions,
  {
    desk,
    ports,
    language,
  }: { readonly desk: ControlDesk; readonly ports: RollOutPorts; readonly language: AlertLanguage },
): Promise<string> {
  let project: string | undefined;
  try {
    project = await findProject(options.root, () => rolledOut(options, desk));
  } catch (error) {
    if (!options.check) {
      await makeDataFolder(options.data);
      const settings = { project: 'tagship-control', language, remindAfterMs: options.remindAfter };
      await tellTrouble(error, dataFolder(options.data).troubleMark(''), { settings, ports, step: 'find the project' });
    }
    throw error;
  }
  if (project === undefined) {
    throw new TagshipError('control-node', `nothing has been handed over to ${quoted(options.root)}`, {
      hint: 'the pipeline of a DIST does that where CONTROL_NODE is set; --root names another REMOTE_PATH',
    });
  }
  return project;
}

/** The projects of the history; none where it is not there or cannot be read, which the roll-out will tell. */
function rolledOut({ data }: RolloutOptions, { context }: ControlDesk): readonly string[] {
  try {
    using history = openHistory(dataFolder(data).history, { clock: context.clock, create: false });
    return history.projects();
  } catch (error) {
    if (error instanceof TagshipError) {
      return [];
    }
    throw error;
  }
}
