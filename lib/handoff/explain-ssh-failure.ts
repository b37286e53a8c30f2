import { TagshipError } from '../core/errors.ts';
import { describeControlNode, type SshControlNode } from './control-node.ts';

/** What ssh says before it exits with 255 for any reason, in the C locale: it has no other way to tell. */
const failures: readonly (readonly [said: RegExp, message: string, hint: string, passes?: 'passes'])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    'its host key is not the one in the known hosts',
    'if the machine was set up anew, put its new key into the known hosts; else somebody may stand between',
  ],
  [
    /Host key verification failed/,
    'its host key cannot be checked against the known hosts',
    'add the key of the type that the machine offers to the known hosts',
  ],
  [
    /Load key .*:|invalid format|error in libcrypto|incorrect passphrase/,
    'the key cannot be used',
    'SSH_KEY takes a private key without passphrase, in base64: base64 -w 0 < my_key',
  ],
  [/Permission denied/, 'it does not let this key in', "add the key's public half to authorized_keys of that user"],
  [/Could not resolve hostname/, 'its name is not known', 'check CONTROL_NODE and SSH_JUMP_HOST'],
  [
    /Connection refused|No route to host|Network is unreachable/,
    'nothing answers there',
    'check CONTROL_NODE and SSH_PORT, and that the machine lets Bitbucket in',
    'passes',
  ],
  [
    /timed out|Connection reset|Connection closed|closed by remote host|banner exchange/,
    'the connection was lost',
    'run the step again',
    'passes',
  ],
];

/** What an ssh that ended with 255 means. `mayPass`: another try may go better. */
export function explainSshFailure(
  node: SshControlNode,
  lines: readonly string[],
): { readonly error: TagshipError; readonly mayPass: boolean } {
  const said = lines.join('\n');
  const [, what = 'ssh failed', hint = 'the lines of ssh above say more', passes] =
    failures.find(([pattern]) => pattern.test(said)) ?? [];
  const error = new TagshipError('control-node', `${describeControlNode(node)} was not reached: ${what}`, { hint });
  return { error, mayPass: passes === 'passes' };
}
