/** What the callback plugin tells while a playbook runs (tagship_events.py). */
export type AnsibleEvent =
  | { readonly event: 'start'; readonly ansible: string }
  /** A host of the inventory, whether the playbook comes to it or not. */
  | { readonly event: 'host'; readonly host: string; readonly groups: readonly string[] }
  /** A batch of a play begins. */
  | { readonly event: 'play'; readonly play: string; readonly hosts: readonly string[] }
  /** What is left of the play is not run, for too many hosts have failed. */
  | { readonly event: 'stopped' }
  | { readonly event: 'nobody' }
  /** `at`: by the control node's clock (R98). */
  | { readonly event: 'sent'; readonly host: string; readonly task: string; readonly taskId: string; readonly at: Date }
  | TaskResult
  | HostCount
  | { readonly event: 'end' };

export interface TaskResult {
  readonly event: 'ok' | 'failed' | 'unreachable' | 'skipped';
  readonly host: string;
  readonly task: string;
  /** Of this task in this run: several may have one name. */
  readonly taskId: string;
  readonly at: Date;
  readonly isChanged: boolean;
  /** By `ignore_errors` or `ignore_unreachable`. */
  readonly isIgnored: boolean;
  /** By `run_once` or `any_errors_fatal`: its failure ends the play for every host of the batch. */
  readonly isForAll: boolean;
  /** Ansible's own message, and the ends of what the task printed, of one that failed. */
  readonly message: string;
  readonly exitStatus: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The object that tagship-node printed with `--json`; empty where it is not whole. */
  readonly report: string | undefined;
  /** All that was printed, of a play of our own. */
  readonly output: string | undefined;
}

/** The recap of a host (R94). */
interface HostCount {
  readonly event: 'count';
  readonly host: string;
  readonly failures: number;
  readonly unreachable: number;
}

/** A line of the plugin; undefined for what is none. Events of a newer plugin do not come: it is written by this program. */
export function parseAnsibleEvent(line: string): AnsibleEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isRecord(value) ? eventOf(value) : undefined;
}

function eventOf(value: Readonly<Record<string, unknown>>): AnsibleEvent | undefined {
  const { event } = value;
  switch (event) {
    case 'start':
      return { event, ansible: textOf(value['ansible']) };
    case 'host':
      return { event, host: textOf(value['host']), groups: textsOf(value['groups']) };
    case 'play':
      return { event, play: textOf(value['play']), hosts: textsOf(value['hosts']) };
    case 'sent':
      return { event, ...taskIn(value) };
    case 'ok':
    case 'failed':
    case 'unreachable':
    case 'skipped':
      return {
        event,
        ...taskIn(value),
        isChanged: value['changed'] === true,
        isIgnored: value['ignored'] === true,
        isForAll: value['for_all'] === true,
        message: textOf(value['message']),
        exitStatus: typeof value['rc'] === 'number' ? value['rc'] : undefined,
        stdout: textOf(value['stdout']),
        stderr: textOf(value['stderr']),
        report: typeof value['report'] === 'string' ? value['report'] : undefined,
        output: typeof value['output'] === 'string' ? value['output'] : undefined,
      };
    case 'count':
      return {
        event,
        host: textOf(value['host']),
        failures: numberOf(value['failures']),
        unreachable: numberOf(value['unreachable']),
      };
    case 'stopped':
    case 'nobody':
    case 'end':
      return { event };
    default:
      return undefined;
  }
}

/** Which task of which host, and when. */
function taskIn(value: Readonly<Record<string, unknown>>): Pick<TaskResult, 'host' | 'task' | 'taskId' | 'at'> {
  return {
    host: textOf(value['host']),
    task: textOf(value['task']),
    taskId: textOf(value['id']),
    at: timeOf(value['at']),
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.toWellFormed() : '';
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function timeOf(value: unknown): Date {
  return new Date(numberOf(value));
}
