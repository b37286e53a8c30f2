import { constants, type Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { quoted } from '../core/diagnostics.ts';
import { systemErrorCode } from '../core/errors.ts';
import { developerFolder, isVersion } from '../core/names.ts';
import { maximumFileBytes } from '../repo-info/file-limit.ts';
import { readYaml } from '../repo-info/read-yaml.ts';
import { nodeAt } from '../repo-info/yaml-tree.ts';

/** What images.yaml can say (R77); the fifth state is that there is no such file. */
export type NodeStatus = 'building' | 'maintain' | 'failure' | 'active';

export interface Images {
  readonly version: string;
  readonly status: NodeStatus;
}

export type ImagesReading =
  | { readonly found: 'nothing' }
  | { readonly found: 'images'; readonly images: Images }
  /** A file of ours that says nothing that can be understood: it can be replaced. */
  | { readonly found: 'nonsense'; readonly reason: string }
  /** Something in the file's place that is not ours to replace. */
  | { readonly found: 'obstacle'; readonly reason: string };

const statuses: readonly NodeStatus[] = ['building', 'maintain', 'failure', 'active'];

/**
 * Reads images.yaml as people and playbooks may have written it: any YAML with `image.version` and `status`.
 * `userId`: who has to be its owner (geteuid), since whoever may write it decides what is done to the node.
 */
export async function readImages(path: string, userId: number): Promise<ImagesReading> {
  let stats: Stats;
  let bytes: Buffer;
  try {
    stats = await lstat(path);
    const problem = obstacle(stats, userId);
    if (problem !== undefined) {
      return { found: 'obstacle', reason: `${path} ${problem}` };
    }
    await using handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    bytes = await handle.readFile();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    return code === 'ENOENT' ? { found: 'nothing' } : { found: 'obstacle', reason: `${path} cannot be read (${code})` };
  }
  return parseImages(bytes, path);
}

function obstacle(stats: Stats, userId: number): string | undefined {
  if (!stats.isFile()) {
    return `is ${stats.isDirectory() ? 'a folder' : stats.isSymbolicLink() ? 'a link' : 'no file'}`;
  }
  if (stats.uid !== userId) {
    return `belongs to user ${stats.uid}, and not to user ${userId}`;
  }
  return stats.size > maximumFileBytes ? `has ${stats.size} bytes` : undefined;
}

/** Reads what stands in images.yaml; `path` names it in a reason. */
export function parseImages(
  bytes: Buffer,
  path: string,
): Exclude<ImagesReading, { found: 'nothing' } | { found: 'obstacle' }> {
  if (bytes.toString('latin1').trim() === '') {
    return { found: 'nonsense', reason: `${path} is empty` };
  }
  const { root, slips } = readYaml(bytes, 'any');
  const [slip] = slips;
  if (root === undefined || slip !== undefined) {
    const why = slip === undefined ? 'no YAML' : `line ${slip.at.line}: ${slip.message}`;
    return { found: 'nonsense', reason: `${path} cannot be understood (${why})` };
  }
  const version = nodeAt(root, ['image', 'version']);
  const status = nodeAt(root, ['status']);
  if (version?.kind !== 'scalar' || !isVersion(version.text)) {
    return { found: 'nonsense', reason: `${path} has no image.version that is a version` };
  }
  const known = statuses.find((word) => status?.kind === 'scalar' && status.text === word);
  if (known === undefined) {
    const seen = status?.kind === 'scalar' ? quoted(status.text) : 'no word';
    return { found: 'nonsense', reason: `${path} has ${seen} as its status` };
  }
  return { found: 'images', images: { version: version.text, status: known } };
}

const ownerNote = '# kept by tagship-node: change it by tagship-node reset alone';

/** A version is in quotes where YAML could take it for a number or a truth value. */
export function renderImages({ version, status }: Images): Buffer {
  const isPlain = /^\d+(?:\.\d+){2,}$/.test(version) || version === developerFolder;
  const shown = isPlain ? version : `"${version}"`;
  return Buffer.from([ownerNote, 'image:', `  version: ${shown}`, `status: ${status}`, ''].join('\n'));
}
