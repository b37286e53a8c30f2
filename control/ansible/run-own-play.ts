import { TagshipError } from '../../lib/core/errors.ts';
import type { AnsibleAccess, AnsiblePorts } from './ansible-access.ts';
import type { AnsibleEvent, TaskResult } from './ansible-event.ts';
import { cleanText } from './clean-text.ts';
import { createDispatchCollector } from './collect-dispatches.ts';
import { explainEnd } from './explain-end.ts';
import { startAnsible } from './start-ansible.ts';

/** One command on every host, over Ansible's own connection; nothing but sh is needed there. */
export interface OwnPlay {
  readonly name: string;
  /** For sh, as root. Jinja fills in what differs from host to host; what is not ours has to be quoted. */
  readonly script: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Default: those of `limit`. */
  readonly hosts?: readonly string[] | undefined;
  /** For one host. */
  readonly timeoutSeconds: number;
}

export type HostAnswer =
  | { readonly host: string; readonly askedAt: Date; readonly output: string }
  /** It could not be reached, or the command could not be run. */
  | { readonly host: string; readonly askedAt: Date; readonly problem: string };

export interface OwnPlayRun {
  /** As they came; hosts that were not asked are missing, and then there is a problem. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly problem: TagshipError | undefined;
}

/** Calls `onAnswer` for each host as its answer comes. Throws the signal's reason if it is aborted. */
export async function runOwnPlay(
  play: OwnPlay,
  access: AnsibleAccess,
  ports: AnsiblePorts,
  onAnswer: (answer: HostAnswer) => void,
): Promise<OwnPlayRun> {
  const { redact, context } = ports;
  const collector = createDispatchCollector(redact);
  const underWay = new Map<string, Date>();
  const take = (event: AnsibleEvent): void => {
    if (event.event === 'sent') {
      underWay.set(event.host, event.at);
    } else if (isResult(event)) {
      const askedAt = underWay.get(event.host) ?? event.at;
      underWay.delete(event.host);
      onAnswer(answerOf(event, askedAt, redact));
    }
    if (!isResult(event)) {
      collector.take(event);
    }
    ports.onEvent?.(event);
  };
  let problem: TagshipError | undefined;
  try {
    const call = { playbook: { text: textOf(play) }, variables: play.variables, hosts: play.hosts, wantsOutput: true };
    const end = await startAnsible(call, access, { ...ports, onEvent: take });
    const { inventory, limit, logFile } = access;
    problem = explainEnd({ end, told: collector, playbook: play.name, inventory, limit, logFile, redact });
  } catch (error) {
    if (!(error instanceof TagshipError)) {
      throw error;
    }
    problem = error;
  }
  context.signal.throwIfAborted();
  for (const [host, askedAt] of underWay) {
    onAnswer({ host, askedAt, problem: 'it gave no answer until the end of the run' });
  }
  return { groups: collector.groups, problem };
}

/** Ansible takes JSON for the YAML that it is. */
function textOf({ name, script, timeoutSeconds }: OwnPlay): string {
  const task = {
    name,
    'ansible.builtin.raw': '{{ tagship_script }}',
    args: { executable: '/bin/sh' },
    changed_when: false,
    check_mode: false,
    timeout: timeoutSeconds,
  };
  const play = {
    name,
    hosts: 'all',
    gather_facts: false,
    become: true,
    any_errors_fatal: false,
    vars: { tagship_script: script },
    tasks: [task],
  };
  return JSON.stringify([play]);
}

function isResult(event: AnsibleEvent): event is TaskResult {
  return ['ok', 'failed', 'unreachable', 'skipped'].includes(event.event);
}

const mostReasonCharacters = 1000;

function answerOf(result: TaskResult, askedAt: Date, redact: (text: string) => string): HostAnswer {
  const { host, event, message, stderr, output } = result;
  if (event === 'ok' && output !== undefined) {
    return { host, askedAt, output };
  }
  const reason = [message, stderr].filter((text) => text !== '').join(': ');
  const problem = cleanText(reason, { mostCharacters: mostReasonCharacters, redact });
  return { host, askedAt, problem: problem === '' ? 'Ansible does not say why' : problem };
}
