import type { ControlNode } from './control-node.ts';
import { receiveScript } from './receive-script.ts';
import type { ReceiverCommand } from './run-receiver.ts';
import type { SshConnection } from './ssh-connection.ts';

/** What a receive step is started with. */
export interface ReceiverChoice {
  readonly project: string;
  /** PATH, by which ssh and the shell are found. */
  readonly path: string;
  /** Of a control node by ssh. */
  readonly connection: SshConnection | undefined;
}

/**
 * The program that receives: the script is sent along, as an argument, so that stdin is the bundle's alone. Where the key
 * is pinned by a forced command, the installed script answers, and what is sent is not looked at.
 */
export function receiverCommand(node: ControlNode, { project, path, connection }: ReceiverChoice): ReceiverCommand {
  const script = ['-c', receiveScript, 'receive.sh', '--root', node.root, '--project', project];
  const env = { PATH: path, LC_ALL: 'C' };
  if (node.kind === 'local') {
    const [shell, ...options] = node.shell ?? ['sh'];
    return { command: shell, args: [...options, ...script], env };
  }
  const remote = ['sh', ...script].map(shellQuoted).join(' ');
  return { command: 'ssh', args: [...(connection?.args ?? []), '--', node.host, remote], env };
}

/** One word for a POSIX shell, whatever is in it. */
function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
