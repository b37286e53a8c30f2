import { isRepoInfoDist, isRepoInfoRel, type SchemaViolation } from '../../schemas/generated/validators.js';
import { quoted } from '../core/diagnostics.ts';
import { lookAlike } from '../core/names.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { explainValue, type FileKind, nameHint } from './explain-value.ts';
import type { Finding } from './finding.ts';
import { nodeAt, plainValue, type YamlMap, type YamlNode, type YamlStep } from './yaml-tree.ts';

const keysOf = {
  rel: ['rel_branch', 'src_branch', 'depend_list'],
  dist: ['rel_branch', 'sub_repo', 'upgrade_list'],
} as const;

/** Whether a tree has the shape that the JSON Schema of its kind asks for; one finding for each mistake, in our words. */
export function checkShape(root: YamlNode, kind: FileKind): readonly Finding[] {
  const validate = kind === 'rel' ? isRepoInfoRel : isRepoInfoDist;
  if (validate(plainValue(root))) {
    return [];
  }
  const violations = validate.errors ?? [];
  return [
    ...explainKeys(violations, root, kind),
    ...explainNames(violations, root),
    ...explainValues(violations, root, kind),
  ];
}

function explainKeys(violations: readonly SchemaViolation[], root: YamlNode, kind: FileKind): readonly Finding[] {
  const findings: Finding[] = [];
  const meant = new Set<string>();
  for (const { path, map, key } of keysNamedBy(violations, 'additionalProperties', 'additionalProperty', root)) {
    const known = path.length === 0 ? keysOf[kind] : ['version', 'args'];
    const free = known.filter((candidate) => !map.entries.has(candidate) && !meant.has(candidate));
    const nearest = nearestWord(key, free);
    if (nearest !== undefined) {
      meant.add(nearest);
    }
    const at = map.entries.get(key)?.at ?? map.at;
    const hint = nearest === undefined ? hintForUnknownKey(key, known, kind) : `did you mean ${nearest}?`;
    findings.push({ severity: 'error', at, path: [...path, key], message: 'this key is unknown', hint });
  }
  for (const { path, map, key } of keysNamedBy(violations, 'required', 'missingProperty', root)) {
    if (map.isWhole && !meant.has(key)) {
      const { hint } = explainValue(undefined, [...path, key], kind);
      findings.push({ severity: 'error', at: map.at, path: [...path, key], message: 'is missing', hint });
    }
  }
  return findings;
}

function hintForUnknownKey(key: string, known: readonly string[], kind: FileKind): string {
  const other = kind === 'rel' ? 'dist' : 'rel';
  if (keysOf[other].some((name) => name === key)) {
    return `it belongs into the repo-info of a ${other.toUpperCase()} repository`;
  }
  return `the keys are ${known.join(', ')}`;
}

function explainNames(violations: readonly SchemaViolation[], root: YamlNode): readonly Finding[] {
  return [...keysNamedBy(violations, 'propertyNames', 'propertyName', root)].map(({ path, map, key }) => ({
    severity: 'error',
    at: map.entries.get(key)?.at ?? map.at,
    path: [...path, key],
    message: `${quoted(key)} cannot be the name of a module${lookAlike(key)}`,
    hint: nameHint,
  }));
}

interface NamedKey {
  readonly path: readonly YamlStep[];
  readonly map: YamlMap;
  readonly key: string;
}

/** The keys that the violations of one keyword are about. */
function* keysNamedBy(
  violations: readonly SchemaViolation[],
  keyword: string,
  parameter: string,
  root: YamlNode,
): Generator<NamedKey> {
  for (const violation of violations) {
    const key = violation.params[parameter];
    const path = pathOf(violation.instancePath);
    const map = nodeAt(root, path);
    if (violation.keyword === keyword && typeof key === 'string' && map?.kind === 'map') {
      yield { path, map, key };
    }
  }
}

const aboutKeys: ReadonlySet<string> = new Set(['additionalProperties', 'required', 'propertyNames']);

/**
 * A value that fits no branch of an anyOf has a violation for every branch. What is wrong is told where it is: at the
 * innermost place, for the places around it are wrong only because of it; a list where none may stand is told as a whole.
 */
function explainValues(violations: readonly SchemaViolation[], root: YamlNode, kind: FileKind): readonly Finding[] {
  const pointers = new Set(violations.filter(isAboutValue).map(({ instancePath }) => instancePath));
  const around = new Set(violations.flatMap((violation) => pointersAround(violation)));
  const alternatives = violations.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath);
  const lists = new Set(alternatives.filter((pointer) => nodeAt(root, pathOf(pointer))?.kind === 'list'));
  const findings: Finding[] = [];
  for (const pointer of pointers) {
    const path = pathOf(pointer);
    const node = nodeAt(root, path);
    const isToldElsewhere =
      (around.has(pointer) && !lists.has(pointer)) || outerPointers(pointer).some((outer) => lists.has(outer));
    if (node !== undefined && !isToldElsewhere && !wasToldBefore(node)) {
      findings.push({ severity: 'error', at: node.at, path: stepsTo(root, path), ...explainValue(node, path, kind) });
    }
  }
  return findings;
}

/** As something that is not YAML: the value itself, or all that stood in a map. */
function wasToldBefore(node: YamlNode): boolean {
  return node.kind === 'unreadable' || (node.kind === 'map' && node.entries.size === 0 && !node.isWhole);
}

function isAboutValue({ keyword, propertyName }: SchemaViolation): boolean {
  return propertyName === undefined && !aboutKeys.has(keyword);
}

/** Every value that is wrong only because of this violation within it. */
function pointersAround({ instancePath, keyword }: SchemaViolation): readonly string[] {
  const outer = outerPointers(instancePath);
  return aboutKeys.has(keyword) ? [...outer, instancePath] : outer;
}

/** `/a/b/c` -> ``, `/a`, `/a/b` */
function outerPointers(pointer: string): readonly string[] {
  const steps = pointer.split('/');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('/'));
}

/** The path with list items as numbers, as it is shown. */
function stepsTo(root: YamlNode, path: readonly string[]): readonly YamlStep[] {
  return path.map((step, index) => (nodeAt(root, path.slice(0, index))?.kind === 'list' ? Number(step) : step));
}

/** Steps of a JSON pointer (RFC 6901). List items are found by their digits. */
function pathOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
