import { TagshipError } from '../../lib/core/errors.ts';
import { cleanText } from './clean-text.ts';
import type { DispatchCollector } from './collect-dispatches.ts';
import type { AnsibleEnd } from './run-ansible.ts';

export interface ExplainedRun {
  readonly end: AnsibleEnd;
  readonly told: Pick<DispatchCollector, 'hasStarted' | 'isWhole' | 'hadHosts'>;
  readonly playbook: string;
  readonly inventory: string;
  readonly limit: string | undefined;
  readonly logFile: string;
  readonly redact: (text: string) => string;
}

/** Why a run was none, or not a whole one, beyond what became of each host; undefined where nothing is to be said. */
export function explainEnd(run: ExplainedRun): TagshipError | undefined {
  const { end, logFile } = run;
  switch (end.how) {
    case 'deadline':
      return problem(`the playbook took longer than ${Math.round(end.deadlineMs / 1000)} s and was ended`, {
        hint: `the hosts that were under way are named; what Ansible printed is in ${logFile}`,
      });
    case 'stopped':
      return new TagshipError('interrupted', 'the playbook was stopped with tagship-control', {
        hint: 'the next roll-out goes on',
      });
    case 'signal':
      return problem(`ansible-playbook was ended by ${end.signal}`, {
        hint: `if nobody did that, the machine may lack memory: fewer forks need less; what Ansible printed is in ${logFile}`,
      });
    case 'exit':
      return explainExit(run, end.status);
  }
}

function explainExit(run: ExplainedRun, status: number): TagshipError | undefined {
  const { end, told, inventory, limit, logFile } = run;
  if (!told.isWhole) {
    return told.hasStarted ? explainBreak(run, status) : explainStart(run, status);
  }
  if (end.output.unreadableLines > 0) {
    return problem(`what Ansible told cannot be read in full (lines: ${end.output.unreadableLines})`, {
      hint: `something else writes to the pipe of the callback plugin tagship_events; what Ansible printed is in ${logFile}`,
    });
  }
  if (!told.hadHosts) {
    const within = limit === undefined ? '' : ` within the limit ${limit}`;
    return problem(`no host of ${inventory}${within} is one of the playbook`, {
      hint: 'ansible-inventory --graph shows the hosts and groups, and hosts: of the playbook says which it is for',
    });
  }
  // 2 and 4 tell of hosts that failed and that were not reached, each of which is known
  return [0, 2, 4].includes(status) ? undefined : explainBreak(run, status);
}

/** An error before the first play: nothing was sent to any host. */
function explainStart(run: ExplainedRun, status: number): TagshipError {
  const { inventory, playbook, limit, logFile } = run;
  const said = errorIn(run);
  // Ansible breaks its lines where it likes
  const words = run.end.output.tail.replaceAll(/\s+/g, ' ');
  if (/(?:Completely failed to parse inventory source|No inventory was parsed)/.test(words)) {
    return problem(`the inventory ${inventory} cannot be used: ${parseErrors(words, run) ?? said}`, {
      hint: 'ansible-inventory --graph says the same until it is mended',
    });
  }
  if (/leaves us with no hosts to target|Could not match supplied host pattern/.test(words) && limit !== undefined) {
    return problem(`no host of ${inventory} is within the limit ${limit}`, {
      hint: 'ansible-inventory --graph shows the hosts and groups',
    });
  }
  if (status === 0) {
    return problem('Ansible ended well and told nothing of what it did', {
      hint: `the callback plugin tagship_events was not loaded, or nothing of the playbook was run; ${logFile} says more`,
    });
  }
  return problem(`the playbook ${playbook} cannot be run: ${said}`, {
    hint: 'ansible-playbook --syntax-check says the same until it is mended',
  });
}

function explainBreak(run: ExplainedRun, status: number): TagshipError {
  return problem(`ansible-playbook ended with ${status} before the end of the playbook: ${errorIn(run)}`, {
    hint: `what it printed is in ${run.logFile}`,
  });
}

/**
 * Ansible tries a file with one plugin after the other, and says in warnings what each had against it: of these the one that
 * the file's name is for, else all but `auto`, which every file that is none of its own displeases.
 */
function parseErrors(words: string, { inventory, redact }: ExplainedRun): string | undefined {
  const plugin = /\.(?:ya?ml|json)$/.test(inventory) ? 'yaml' : 'ini';
  const found = [
    ...words.matchAll(/Failed to parse \S+ with '?(\w+)'? plugin: (.+?)(?= \[WARNING\]| \[ERROR\]| ERROR!|$)/g),
  ];
  const own = found.filter(([, name]) => name === plugin);
  const chosen = own.length > 0 ? own : found.filter(([, name]) => name !== 'auto');
  const text = chosen.map(([, name = '', why = '']) => `${name}: ${withoutStop(why)}`).join('; ');
  return text === '' ? undefined : cleanText(text, { mostCharacters: 2000, redact });
}

const mostLines = 15;

/** What Ansible says from its first error on: `ERROR! ...`, and from 2.19 on `[ERROR]: ...`. */
function errorIn({ end, redact }: ExplainedRun): string {
  const lines = end.output.tail.split('\n');
  const first = lines.findIndex((line) => /^(?:ERROR! |\[ERROR\]: |fatal: )/.test(line));
  const said = first < 0 ? lines.slice(-5) : lines.slice(first, first + mostLines);
  const text = cleanText(said.join('\n'), { mostCharacters: 2000, redact }).replace(/^(?:ERROR! |\[ERROR\]: )/, '');
  return text === '' ? 'it does not say why' : placeFirst(text);
}

/** What is long is cut where it is shown, and the place must not be: `/etc/play.yml:3:6: what is wrong`. */
function placeFirst(text: string): string {
  const [marker = '', file, line, column] =
    /^(?:The error appears to be in '(.+?)': line (\d+), column (\d+)|Origin: (.+?):(\d+):(\d+)$)/m
      .exec(text)
      ?.filter((part) => part !== undefined) ?? [];
  const what = marker === '' ? '' : text.slice(0, text.indexOf(marker)).replaceAll(/\s+/g, ' ').trim();
  return what === '' ? withoutStop(text) : `${file}:${line}:${column}: ${withoutStop(what)}`;
}

/** What to do is written behind it. */
function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

function problem(message: string, { hint }: { readonly hint: string }): TagshipError {
  return new TagshipError('ansible', message, { hint });
}
