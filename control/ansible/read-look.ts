import { parseImages } from '../../lib/node-state/images-file.ts';
import { cannotConnect, type NodeLook, type NodeStatus } from '../watch/observation.ts';
import { isRecord } from './ansible-event.ts';
import { cleanText } from './clean-text.ts';
import { lookMark } from './node-scripts.ts';

export interface LookedAt {
  readonly host: string;
  readonly askedAt: Date;
  /** Of askScript. */
  readonly output: string;
  readonly redact: (text: string) => string;
}

const bounds = { version: 200, run: 100, reason: 4000 };

/** What a node said of itself (R95, R101). It is a node's word: nothing of it is believed to have a type or an end. */
export function readLook({ host, askedAt, output, redact }: LookedAt): NodeLook {
  const parts = partsOf(output);
  const user = parts.get('user');
  if (user !== undefined) {
    const reason = `it was asked as user ${cleanText(user, { mostCharacters: 20, redact })}, and not as root`;
    return cannotConnect({ host, askedAt, reason });
  }
  if (!parts.has('end')) {
    return cannotConnect({ host, askedAt, reason: 'its answer is not whole' });
  }
  const file = readFile(parts);
  const said = readStatus(parts.get('status'));
  const text = (value: unknown, mostCharacters: number): string | undefined =>
    typeof value === 'string' ? cleanText(value, { mostCharacters, redact }) : undefined;
  const known = {
    host,
    askedAt,
    isInterrupted: false,
    wasInstalled: false,
    version: text(said?.['version'], bounds.version) ?? text(file.version, bounds.version),
    lastRun: text(said?.['lastRun'], bounds.run),
    ...lastRunTold(said?.['lastRunRebuilt'] === true, text(said?.['lastRunInterrupted'], bounds.reason)),
  };
  const reason = text(said?.['reason'], bounds.reason);
  switch (said?.['is']) {
    case 'new':
      return { ...known, version: undefined, status: 'no state file', wasInstalled: said['rebuilt'] === true, reason };
    case 'active':
      return { ...known, status: 'active', reason: undefined };
    case 'failure':
      return { ...known, status: 'failure', reason };
    case 'working':
      return { ...known, status: underWay(file.status), reason: undefined };
    case 'interrupted':
      return { ...known, status: underWay(file.status), isInterrupted: true, reason };
    case 'unclear':
    case 'blocked':
      return { ...known, status: file.status === 'active' ? 'active' : 'failure', reason: reason ?? 'it is unclear' };
    default:
      // there is no tagship-node, or one that cannot tell
      return { ...known, status: file.status, reason: reason ?? text(file.reason, bounds.reason) };
  }
}

function lastRunTold(rebuilt: boolean, interrupted: string | undefined): Pick<NodeLook, 'lastRunTold'> {
  return rebuilt || interrupted !== undefined ? { lastRunTold: { rebuilt, interrupted } } : {};
}

/** What stands behind each line with a mark. */
function partsOf(output: string): ReadonlyMap<string, string> {
  const lines = output.split(/\r*\n/);
  const parts = new Map<string, string>();
  let mark: string | undefined;
  let text: string[] = [];
  // what a login prints stands before it
  for (const line of lines.slice(lines.indexOf(lookMark) + 1)) {
    const [, next, rest = ''] = /^@(images|obstacle|status|user|end)(?: (.*))?$/.exec(line) ?? [];
    if (next === undefined) {
      text.push(line);
    } else {
      if (mark !== undefined) {
        parts.set(mark, text.join('\n'));
      }
      mark = next;
      text = rest === '' ? [] : [rest];
    }
  }
  if (mark !== undefined) {
    parts.set(mark, text.join('\n'));
  }
  return parts;
}

interface FileSays {
  readonly status: Exclude<NodeStatus, 'cannot connect'>;
  readonly version: string | undefined;
  readonly reason: string | undefined;
}

function readFile(parts: ReadonlyMap<string, string>): FileSays {
  const text = parts.get('images');
  if (text === undefined) {
    return parts.has('obstacle')
      ? { status: 'failure', version: undefined, reason: 'images.yaml is no file' }
      : { status: 'no state file', version: undefined, reason: undefined };
  }
  const reading = parseImages(Buffer.from(text), 'images.yaml');
  return reading.found === 'images'
    ? { ...reading.images, reason: undefined }
    : { status: 'failure', version: undefined, reason: reading.reason };
}

/** The object that `tagship-node status --json` printed; of one that could not answer, its reason. */
function readStatus(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isRecord(value) && value['command'] === 'status' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A run begins its journal before it writes the file. */
function underWay(status: FileSays['status']): NodeStatus {
  if (status === 'building' || status === 'maintain') {
    return status;
  }
  return status === 'no state file' ? 'building' : 'maintain';
}
