/** Where a release is handed to (design.md, section 8). */
export type ControlNode = LocalControlNode | SshControlNode;

/** This machine: for a desk, the demo and a direct call of the built program. */
export interface LocalControlNode {
  readonly kind: 'local';
  /** REMOTE_PATH: every project has a folder in it. Absolute. */
  readonly root: string;
  /** The POSIX shell that runs the receive step, with its arguments. Default: `sh`. */
  readonly shell?: readonly [string, ...string[]];
}

export interface SshControlNode {
  readonly kind: 'ssh';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** REMOTE_PATH. A forced command on the control node overrides it. */
  readonly root: string;
  /** SSH_KEY, decoded. Default: the pipeline's key. */
  readonly privateKey?: string;
  /** SSH_KNOWN_HOSTS. Default: the pipeline's. */
  readonly knownHosts?: string;
  /** SSH_JUMP_HOST: `[user@]host[:port]` */
  readonly jumpHost?: string;
}

/**
 * As people read it: `tagship@control.example.com:/srv/tagship`. By ssh the root is what the receive step there says: until
 * then a forced command may have another one than was asked for.
 */
export function describeControlNode(node: ControlNode, root?: string): string {
  if (node.kind === 'local') {
    return node.root;
  }
  return `${node.user}@${node.host}${root === undefined ? '' : `:${root}`}`;
}

/** In front of every line that comes from there. */
export function nameOfControlNode(node: ControlNode): string {
  return node.kind === 'local' ? 'control node' : node.host;
}
