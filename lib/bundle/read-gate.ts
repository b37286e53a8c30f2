import { isVersion } from '../core/names.ts';
import { readYaml } from '../repo-info/read-yaml.ts';
import { nodeAt } from '../repo-info/yaml-tree.ts';

/** The file of a DIST that says which versions its release upgrades (R86). */
export const gateFile = 'vars.yml';

/**
 * The versions that a release upgrades (R85), as text (D10): a list, a single one, or `any`. None where the file has none,
 * or cannot be understood: a gate that nobody can read is closed.
 */
export function readGate(bytes: Uint8Array | undefined): readonly string[] | 'any' {
  const { root } = bytes === undefined ? { root: undefined } : readYaml(bytes, 'any');
  const node = root && nodeAt(root, ['upgradable_versions']);
  const items = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  const versions = items.flatMap((item) => (item.kind === 'scalar' && isVersion(item.text) ? [item.text] : []));
  return versions.includes('any') ? 'any' : versions;
}
