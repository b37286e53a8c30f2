import type { TagshipError } from '../../lib/core/errors.ts';
import type { AnsibleAccess, AnsiblePorts } from './ansible-access.ts';
import { cleanText } from './clean-text.ts';
import { logsMark, logsScript, mostLogBytes } from './node-scripts.ts';
import { runOwnPlay } from './run-own-play.ts';

export interface LogsOrder extends AnsibleAccess {
  readonly project: string;
  /** Host -> the run whose logs are wanted, as the node named it. */
  readonly runs: ReadonlyMap<string, string>;
  /** Default: 60. */
  readonly timeoutSeconds?: number | undefined;
}

export interface HostLogs {
  readonly host: string;
  readonly run: string;
  readonly logs: readonly ScriptLog[];
  /** Why there are none, or not all of them. */
  readonly problem: string | undefined;
  /** There will never be any: it makes no sense to ask again. */
  readonly isGone: boolean;
}

interface ScriptLog {
  /** `001-ModuleX-upgrade.sh.log` */
  readonly file: string;
  /** Without colours; of a long one the beginning and the end. */
  readonly text: string;
  /** On the node. */
  readonly sizeBytes: number;
}

/** Of a node's logs, as they are kept, and of all that one call brings. */
const bounds = { logCharacters: mostLogBytes, allCharacters: 64 * 1024 * 1024 };

/** A name of a run, as lib/node/run-id.ts makes them: it becomes a part of a path, and comes from a node. */
const runForm = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/**
 * Brings the logs of scripts from the nodes (W116). What is beyond the bound of one call is left out, with its reason: call
 * again for those hosts. Throws the signal's reason if it is aborted.
 */
export async function collectLogs(
  order: LogsOrder,
  ports: AnsiblePorts,
): Promise<{ readonly hosts: readonly HostLogs[]; readonly problem: TagshipError | undefined }> {
  const { project, runs, timeoutSeconds = 60 } = order;
  const wanted = [...runs].filter(([, run]) => runForm.test(run));
  const collected: HostLogs[] = [...runs]
    .filter(([, run]) => !runForm.test(run))
    .map(([host, run]) => ({
      host,
      run,
      logs: [],
      problem: 'its last run has a name that tagship-node does not give',
      isGone: true,
    }));
  if (wanted.length === 0) {
    return { hosts: collected, problem: undefined };
  }
  const play = {
    name: 'Bring the logs',
    script: logsScript,
    variables: { tagship_project: project, tagship_runs: Object.fromEntries(wanted) },
    hosts: wanted.map(([host]) => host),
    timeoutSeconds,
  };
  let characters = 0;
  const { problem } = await runOwnPlay(play, order, ports, (answer) => {
    const { host } = answer;
    const run = runs.get(host);
    if (run === undefined) {
      return;
    }
    const found: FoundLogs =
      'output' in answer ? readLogs(answer.output, ports.redact) : { logs: [], problem: answer.problem, isGone: false };
    characters += found.logs.reduce((sum, { text }) => sum + text.length, 0);
    collected.push(
      characters <= bounds.allCharacters
        ? { host, run, ...found }
        : { host, run, logs: [], problem: 'there is too much of logs for one time', isGone: false },
    );
  });
  return { hosts: collected, problem };
}

type FoundLogs = Pick<HostLogs, 'logs' | 'problem' | 'isGone'>;

function readLogs(output: string, redact: (text: string) => string): FoundLogs {
  const lines = output.split(/\r*\n/);
  const logs: { readonly file: string; readonly sizeBytes: number; encoded: string }[] = [];
  let isWhole = false;
  for (const line of lines.slice(lines.indexOf(logsMark) + 1)) {
    const [, size, file] = /^@log (\d{1,15}) ([0-9A-Za-z][0-9A-Za-z._+-]{0,255})$/.exec(line) ?? [];
    if (line === '@gone') {
      return { logs: [], problem: 'they are not there any more', isGone: true };
    }
    if (line === '@end') {
      isWhole = true;
      break;
    }
    const last = logs.at(-1);
    if (file !== undefined) {
      logs.push({ file, sizeBytes: Number(size), encoded: '' });
    } else if (last !== undefined && /^[0-9A-Za-z+/=]*$/.test(line)) {
      last.encoded += line;
    }
  }
  const read = logs.map(({ file, sizeBytes, encoded }) => {
    const text = Buffer.from(encoded, 'base64').toString('utf8');
    // a control character becomes six of them
    return { file, sizeBytes, text: cleanText(text, { mostCharacters: bounds.logCharacters, redact }) };
  });
  return { logs: read, problem: isWhole ? undefined : 'they are not whole', isGone: false };
}
