import type { Diagnostic } from '../core/diagnostics.ts';
import { checkValues } from './check-values.ts';
import { givenVariables } from './given-variables.ts';
import { type ReadControlNode, readControlNode } from './read-control-node.ts';
import type { Environment } from './secrets.ts';

/** Reads the control node alone out of the pipe's variables, for a desk. All other variables are passed over. Never throws. */
export function readControlSettings(env: Environment): ReadControlNode {
  const given = givenVariables(env);
  const { controlNode, diagnostics } = readControlNode(given, env);
  const wrong = [...given.diagnostics, ...checkValues(given)].filter(isOfControlNode);
  return { controlNode, diagnostics: wrong.length > 0 ? wrong : diagnostics };
}

function isOfControlNode({ at }: Diagnostic): boolean {
  return at.in === 'variable' && /^(?:CONTROL_NODE|REMOTE_PATH|SSH_\w+)$/.test(at.name);
}
