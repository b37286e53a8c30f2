import { constants } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { systemErrorCode } from '../../lib/core/errors.ts';
import { describeError } from '../../lib/report/run-report.ts';
import { controlNodeHost } from '../alerts/cause.ts';
import { composeMessages } from '../alerts/compose-messages.ts';
import type { RollOutPorts, RollOutSettings } from './roll-out-settings.ts';

/**
 * Tells people at once that the control node cannot keep its history: there is no queue to put that into. A mark, whose time
 * is that of the message, keeps it from being told on every run; it is an empty file, for a full disk has room for that.
 */
export async function tellTrouble(
  error: unknown,
  mark: string,
  {
    settings,
    ports,
    step = 'open the history',
  }: {
    readonly settings: Pick<RollOutSettings, 'project' | 'language' | 'remindAfterMs'>;
    readonly ports: RollOutPorts;
    readonly step?: string;
  },
): Promise<void> {
  const { project, language, remindAfterMs } = settings;
  const { context, post, redactor } = ports;
  const now = context.clock.now();
  const told = await readTrouble(mark);
  const sinceMs = told === undefined ? undefined : now.getTime() - told.getTime();
  // a clock that was set back must not silence it
  if (sinceMs !== undefined && sinceMs >= 0 && sinceMs < remindAfterMs) {
    return;
  }
  if (post === undefined) {
    context.log.warning('nobody is told of that: SLACK_WEBHOOK_URL is not set');
    return;
  }
  const host = {
    host: controlNodeHost,
    at: now,
    ansible: 'not run',
    node: 'not asked',
    version: undefined,
    step,
    reason: redactor.redact(describeError(error)),
    logTail: undefined,
    since: told,
    was: [],
  } as const;
  const kind = told === undefined ? 'alert' : 'reminder';
  const messages = composeMessages([{ kind, cause: 'roll-out', hosts: [host] }], {
    language,
    project,
    release: '',
    generation: undefined,
    run: project,
    now,
    redactor,
  });
  for (const { payload } of messages) {
    const answer = await post(payload, context.signal);
    if (answer.is !== 'taken') {
      context.log.warning('Slack did not take the message that tells of that; the next roll-out tries again');
      return;
    }
  }
  await writeMark(mark, now);
}

/** When people were told, if they are to be told that it is over. */
export async function readTrouble(mark: string): Promise<Date | undefined> {
  return (await stat(mark).catch(() => undefined))?.mtime;
}

export async function removeTrouble(mark: string): Promise<void> {
  await rm(mark, { force: true });
}

/** Where not even that can be written, it is told again on the next run. */
async function writeMark(mark: string, at: Date): Promise<void> {
  try {
    // not through a link that somebody laid in a folder that is not the user's own
    await using file = await open(mark, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    await file.utimes(at, at);
  } catch (error) {
    if (systemErrorCode(error) === undefined) {
      throw error;
    }
  }
}
