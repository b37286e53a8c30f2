import { countOf } from '../../lib/report/count-of.ts';
import type { AnsibleEvent } from '../ansible/ansible-event.ts';
import { readReport } from '../ansible/read-report.ts';
import type { RollOutPorts } from './roll-out-settings.ts';

export interface DispatchProgress {
  take(event: AnsibleEvent): void;
  /** What is half done: `12 done, 1 under way (node-4), 35 not begun`. */
  halfDone(): string;
}

const leastPauseMs = 10_000;
const mostNames = 10;

/**
 * Tells people what a playbook does while it does it: each host that a run of tagship-node changed, each that failed, and
 * every few seconds how far it is.
 */
export function createDispatchProgress({
  context,
  redactor,
}: Pick<RollOutPorts, 'context' | 'redactor'>): DispatchProgress {
  const say = (line: string): void => context.log.info(line);
  const redact = (text: string): string => redactor.redact(text);
  const nowMs = (): number => context.clock.now().getTime();
  const ofPlays = new Set<string>();
  const underWay = new Map<string, string>();
  const answered = new Set<string>();
  const troubled = new Set<string>();
  let saidMs = nowMs();

  const done = (): number => [...answered].filter((host) => !underWay.has(host)).length;
  const sayHowFar = (): void => {
    if (nowMs() - saidMs >= leastPauseMs) {
      saidMs = nowMs();
      const trouble = troubled.size === 0 ? '' : `, ${troubled.size} with trouble`;
      say(
        `${answered.size} of ${countOf(ofPlays.size, 'host')} ${ofPlays.size === 1 ? 'has' : 'have'} answered${trouble}`,
      );
    }
  };
  return {
    take(event) {
      switch (event.event) {
        case 'play':
          event.hosts.forEach((host) => ofPlays.add(host));
          say(`the play "${event.play}" goes to ${countOf(event.hosts.length, 'host')}`);
          return;
        case 'sent':
          underWay.set(event.host, event.task);
          sayHowFar();
          return;
        case 'ok':
        case 'failed':
        case 'unreachable':
        case 'skipped': {
          const { host, task } = event;
          underWay.delete(host);
          const report = event.report === undefined ? undefined : readReport(event.report, redact);
          if (report !== undefined) {
            answered.add(host);
          }
          const isBad = event.event !== 'ok' && event.event !== 'skipped' && !event.isIgnored;
          if (isBad) {
            answered.add(host);
            troubled.add(host);
            say(`${host} ${event.event === 'unreachable' ? 'cannot be reached' : `failed at "${task}"`}`);
          } else if (report !== undefined && report.outcome !== 'unchanged') {
            say(`${host} ${report.outcome}${report.release === undefined ? '' : ` ${report.release}`}`);
          }
          sayHowFar();
          return;
        }
        default:
          return;
      }
    },
    halfDone() {
      const notBegun = [...ofPlays].filter((host) => !answered.has(host) && !underWay.has(host)).length;
      const names = [...underWay.keys()];
      const shown = names.slice(0, mostNames).join(', ');
      const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
      const which = names.length === 0 ? '' : ` (${shown}${more})`;
      return `${done()} done, ${names.length} under way${which}, ${notBegun} not begun`;
    },
  };
}
