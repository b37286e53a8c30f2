import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import { isVersion, lookAlike } from '../core/names.ts';
import { asDiagnostics, type Finding } from './finding.ts';
import { textOf } from './listed-modules.ts';
import { readSmallFile } from './read-small-file.ts';
import { readYaml } from './read-yaml.ts';
import { nodeAt, type YamlNode, type YamlStep } from './yaml-tree.ts';

const stateFile = 'images.yaml';
const variablesFile = 'vars.yml';

/**
 * Checks the two files of a DIST release that nodes go by: images.yaml, the state that a new node begins with (R79), and
 * vars.yml, which says which versions may be upgraded (R85, R86). Both may hold whatever else their users like.
 */
export async function checkNodeFiles(directory: string, tag: string): Promise<readonly Diagnostic[]> {
  return [
    ...(await checkFile(directory, {
      file: stateFile,
      content: `image.version ${tag} and status building`,
      check: (root) => [...checkVersion(root, tag), ...checkStatus(root)],
    })),
    ...(await checkFile(directory, {
      file: variablesFile,
      content: 'upgradable_versions',
      check: checkUpgradableVersions,
    })),
  ];
}

interface NodeFile {
  readonly file: string;
  /** What has to stand in it. */
  readonly content: string;
  readonly check: (root: YamlNode) => readonly Finding[];
}

async function checkFile(directory: string, { file, content, check }: NodeFile): Promise<readonly Diagnostic[]> {
  const read = await readSmallFile(directory, file, content);
  if ('problem' in read) {
    return [read.problem];
  }
  const { root, slips } = readYaml(read.bytes, 'any');
  const syntax = slips.map((slip): Finding => ({ severity: 'error', path: [], ...slip }));
  // where the parser stumbled, the values may be lost
  const findings = syntax.length > 0 ? syntax : check(root ?? emptyRoot);
  return asDiagnostics(file, findings);
}

const emptyRoot: YamlNode = { kind: 'scalar', at: { line: 1, column: 1 }, text: '', isNull: true };

function checkVersion(root: YamlNode, tag: string): readonly Finding[] {
  const path = ['image', 'version'];
  const version = textOf(root, path);
  if (version?.text === tag) {
    return [];
  }
  const message =
    version === undefined ? noText(root, path) : `${quoted(version.text)} is not rel_branch of this release`;
  return [wrong(root, path, message, `write ${tag}`)];
}

function checkStatus(root: YamlNode): readonly Finding[] {
  const path = ['status'];
  const status = textOf(root, path);
  if (status?.text === 'building') {
    return [];
  }
  const message =
    status === undefined
      ? noText(root, path)
      : `${quoted(status.text)} is not the state that an installation begins with`;
  return [wrong(root, path, message, 'write building')];
}

function checkUpgradableVersions(root: YamlNode): readonly Finding[] {
  const path = ['upgradable_versions'];
  const node = nodeAt(root, path);
  const versions = node?.kind === 'list' ? node.items.map((_, index) => [...path, index]) : [path];
  return versions.flatMap((place) => {
    const version = textOf(root, place);
    if (version !== undefined && isVersion(version.text)) {
      return [];
    }
    const message =
      version === undefined
        ? noText(root, place)
        : `${quoted(version.text)} cannot be a version${lookAlike(version.text)}`;
    return [wrong(root, place, message, 'write any, a version, e.g. 1.2.3, or a list of versions')];
  });
}

function noText(root: YamlNode, path: readonly YamlStep[]): string {
  const node = nodeAt(root, path);
  if (node === undefined || node.kind === 'unreadable') {
    return 'is missing';
  }
  return node.kind === 'scalar' ? 'is empty' : `is a ${node.kind}`;
}

/** At the value, or where it is missing at the innermost value around it. */
function wrong(root: YamlNode, path: readonly YamlStep[], message: string, hint: string): Finding {
  const steps = path.map((_, index) => path.slice(0, path.length - index));
  const nearest = steps.map((place) => nodeAt(root, place)).find((node) => node !== undefined) ?? root;
  return { severity: 'error', at: nearest.at, path, message, hint };
}
