import { parseAllDocuments, type YAMLParseError } from 'yaml';
import { buildTree } from './build-tree.ts';
import { decodeText, type TextSlip } from './decode-text.ts';
import { explainYamlError } from './explain-yaml-error.ts';
import { findForbiddenSyntax, findTooDeep } from './forbidden-syntax.ts';
import { type StraightText, straightenIndentation } from './straighten-indentation.ts';
import { createTextLines, type TextLines } from './text-lines.ts';
import { tokenizeYaml, type YamlToken } from './yaml-tokens.ts';
import type { Position, YamlNode } from './yaml-tree.ts';

const parseOptions = {
  schema: 'failsafe',
  merge: false,
  // duplicate keys are told with both their places, by us
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** With more parser errors than that a file is no YAML at all, and its tree says nothing. */
const mostErrors = 100;

/** Something that is wrong with a file as YAML, before anything is known of what it means. */
interface YamlSlip {
  readonly at: Position;
  readonly message: string;
  readonly hint: string;
}

export interface YamlReading {
  /** Undefined when there is nothing to judge: an empty file, or one that cannot be read at all. */
  readonly root: YamlNode | undefined;
  readonly slips: readonly YamlSlip[];
}

/**
 * Reads one YAML document into a tree, every scalar as its raw text, and goes on behind slips where it can.
 * `plain` is the YAML of repo-info; `any` is that of other people's files: anchors, tags and what else they may have.
 */
export function readYaml(bytes: Uint8Array, dialect: 'plain' | 'any'): YamlReading {
  const decoded = decodeText(bytes);
  const { text, moved, slips: badIndentation } = straighten(decoded.text, dialect);
  const lines = linesBeforeMoving(createTextLines(text), moved);
  const tokens = tokenizeYaml(text);
  // these have offsets of the text as it was decoded, the ones below of the text that is parsed
  const textSlips = place([...decoded.slips, ...badIndentation], createTextLines(decoded.text));
  const tooDeep = findTooDeep(tokens);
  if (tooDeep !== undefined) {
    return { root: undefined, slips: [...textSlips, ...place([tooDeep], lines)] };
  }
  const [document, ...further] = parseAllDocuments(text, parseOptions);
  const end = further[0]?.range[0] ?? text.length;
  const syntaxSlips = dialect === 'plain' ? findForbiddenSyntax(tokens.filter(({ start }) => start < end)) : [];
  const earlySlips = [...textSlips, ...place(syntaxSlips, lines)];
  if (document === undefined) {
    return { root: undefined, slips: earlySlips };
  }
  const errors = foldErrors(document.errors.slice(0, mostErrors), { text, tokens, lines, told: linesOf(earlySlips) });
  if (document.errors.length > mostErrors) {
    return { root: undefined, slips: [...earlySlips, ...errors.slips] };
  }
  const broken = new Set([...errors.lines, ...linesOf(place(decoded.slips, lines))]);
  const tree = buildTree(document.contents, {
    positionAt: lines.positionAt,
    isBroken: (from, to) => lines.linesOf(from, to).some((line) => broken.has(line)),
    text,
    dialect,
  });
  const second = dialect === 'plain' && further.length > 0 ? place([secondDocument(end)], lines) : [];
  return {
    root: errors.slips.length === 0 ? tree.root : asIncomplete(tree.root),
    slips: [...earlySlips, ...errors.slips, ...tree.slips, ...second],
  };
}

function straighten(text: string, dialect: 'plain' | 'any'): StraightText {
  return dialect === 'plain' ? straightenIndentation(text, tokenizeYaml(text)) : { text, moved: new Map(), slips: [] };
}

function linesBeforeMoving(lines: TextLines, moved: ReadonlyMap<number, number>): TextLines {
  return {
    linesOf: lines.linesOf,
    positionAt(offset) {
      const { line, column } = lines.positionAt(offset);
      return { line, column: Math.max(1, column - (moved.get(line) ?? 0)) };
    },
  };
}

interface ErrorFolding {
  readonly text: string;
  readonly tokens: readonly YamlToken[];
  readonly lines: TextLines;
  /** Lines that something was said about already. */
  readonly told: ReadonlySet<number>;
}

/** One slip for one mistake: the parser stumbles again, in the same line or in those that follow. */
function foldErrors(
  errors: readonly YAMLParseError[],
  { text, tokens, lines, told }: ErrorFolding,
): { readonly slips: readonly YamlSlip[]; readonly lines: ReadonlySet<number> } {
  const slips: YamlSlip[] = [];
  const broken = new Set<number>();
  let stumbledIn = 0;
  for (const error of errors) {
    const slip = explainYamlError(error, text, tokens);
    const at = lines.positionAt(slip.start);
    const follows = !slip.isContained && stumbledIn > 0 && at.line <= stumbledIn + 1;
    if (!told.has(at.line) && !broken.has(at.line) && !follows) {
      slips.push({ at, message: slip.message, hint: slip.hint });
    }
    for (const line of lines.linesOf(slip.start, Math.max(slip.start, slip.end - 1))) {
      broken.add(line);
    }
    stumbledIn = slip.isContained ? 0 : at.line;
  }
  return { slips, lines: broken };
}

/** Where the parser stumbled keys may be lost, so that a missing one proves nothing. */
function asIncomplete(root: YamlNode): YamlNode {
  return root.kind === 'map' ? { ...root, isWhole: false } : root;
}

function secondDocument(start: number): TextSlip {
  return { start, end: start, message: 'a second document', hint: 'write one document, without further "---"' };
}

function place(slips: readonly TextSlip[], lines: TextLines): readonly YamlSlip[] {
  return slips.map(({ start, message, hint }) => ({ at: lines.positionAt(start), message, hint }));
}

function linesOf(slips: readonly YamlSlip[]): ReadonlySet<number> {
  return new Set(slips.map(({ at }) => at.line));
}
