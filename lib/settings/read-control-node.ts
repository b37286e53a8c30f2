import type { Diagnostic } from '../core/diagnostics.ts';
import type { ControlNode } from '../handoff/control-node.ts';
import type { GivenVariables } from './given-variables.ts';
import type { Environment } from './secrets.ts';

export interface ReadControlNode {
  readonly controlNode: ControlNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const defaults = { user: 'tagship', port: '22', root: '/srv/tagship' } as const;

/** Reads where a DIST is handed to (design.md, section 4); undefined when CONTROL_NODE is not given. */
export function readControlNode({ texts }: GivenVariables, env: Environment): ReadControlNode {
  const host = texts.get('CONTROL_NODE');
  const root = texts.get('REMOTE_PATH') ?? defaults.root;
  if (host === undefined) {
    return { controlNode: undefined, diagnostics: [] };
  }
  if (host === 'local') {
    return { controlNode: { kind: 'local', root }, diagnostics: env['TAGSHIP_IMAGE'] ? [localInImage] : [] };
  }
  const encodedKey = texts.get('SSH_KEY');
  const privateKey = encodedKey === undefined ? undefined : Buffer.from(encodedKey, 'base64').toString('utf8');
  const isKey = privateKey === undefined || /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(privateKey);
  const knownHosts = texts.get('SSH_KNOWN_HOSTS');
  const jumpHost = texts.get('SSH_JUMP_HOST');
  return {
    controlNode: {
      kind: 'ssh',
      host,
      user: texts.get('SSH_USER') ?? defaults.user,
      port: Number(texts.get('SSH_PORT') ?? defaults.port),
      root,
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(knownHosts === undefined ? {} : { knownHosts }),
      ...(jumpHost === undefined ? {} : { jumpHost }),
    },
    diagnostics: isKey ? [] : [noPrivateKey],
  };
}

const localInImage: Diagnostic = {
  severity: 'error',
  at: { in: 'variable', name: 'CONTROL_NODE' },
  message: '"local" would be the inside of this container, which is gone after the step',
  hint: 'write the name of the control node',
};

const noPrivateKey: Diagnostic = {
  severity: 'error',
  at: { in: 'variable', name: 'SSH_KEY' },
  message: 'its value is no private key in base64',
  hint: 'write the output of: base64 -w 0 < my_key (the private half, without passphrase)',
};
