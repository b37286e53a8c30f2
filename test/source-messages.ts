import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vitest/node';

/** A part of a message as it stands in the sources: between two `; `, with `<>` for what is filled in. */
export interface SourceClause {
  readonly text: string;
  /** `lib/store/s3/errors.ts:64` */
  readonly at: string;
}

const root = join(import.meta.dirname, '..');

/** What people never see of the programs, or see elsewhere. */
const passedOver = [
  // a command's own help, which every command prints
  /^(?:cli|node|control)\/command-line\.ts$/,
  /\.test\.ts$/,
  // the text of receive.sh, whose messages are read there
  /^lib\/handoff\/receive-script\.ts$/,
  // Ansible's plugin, which speaks to tagship-control alone, and what nodes are asked in sh
  /^control\/ansible\/(?:events-plugin|node-scripts)\.ts$/,
  /^(?:lib|control)\/testing\//,
  // for tests, beside the source
  /^control\/history\/sample-runs\.ts$/,
  /^lib\/archive\/test-package\.ts$/,
  /^lib\/store\/store-contract\.ts$/,
  /^lib\/store\/s3\/loopback-store\.ts$/,
];

/** Constructors and functions whose texts are no messages: bugs, which keep their stack, and titles in an answer. */
const noMessages = new Set(['Error', 'RangeError', 'TypeError', 'heading', 'table', 'fields']);

/** SQL, and what is sent to a node for its shell. */
const program =
  /^(?:\s*(?:CREATE|DELETE|INSERT|ON CONFLICT|PRAGMA|SELECT|UPDATE|WHERE)\b|PATH=)|\bIS (?:NOT )?NULL\b| [<=] \$|^\w+ = (?:\w+ \+ 1|NULL)/;

/** Everything that the programs can say, found in the literals of their sources: text of at least two words. */
export function readSourceClauses(): readonly SourceClause[] {
  const files = globSync('{lib,pipe,cli,node,control}/**/*.ts', { cwd: root }).toSorted();
  return [
    ...files.filter((file) => !passedOver.some((pattern) => pattern.test(file))).flatMap(clausesOf),
    ...clausesOfScript('lib/handoff/receive.sh'),
  ];
}

/** What a shell script says by its functions `fail` and `tell`. */
function clausesOfScript(file: string): readonly SourceClause[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    [...line.matchAll(/\b(?:fail|tell|take_over "\$held") (?:'([^']*)'|"((?:\$\([^)]*\)|[^"])*)")/g)].flatMap(
      ([, plain = '', filled = '']) => {
        const text = plain + filled.replaceAll(/\$(?:\([^)]*\)|\{[^}]*\}|\w+|\*)/g, '<>');
        return clauses(text).map((clause) => ({ text: clause, at: `${file}:${index + 1}` }));
      },
    ),
  );
}

/** The message in its parts: what is wrong, and what to do. */
export function clauses(text: string): readonly string[] {
  return text
    .split(/;\s/)
    .map((clause) => clause.trim())
    .filter(isProse);
}

function clausesOf(file: string): readonly SourceClause[] {
  const source = readFileSync(join(root, file), 'utf8');
  const found: SourceClause[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    if (!isNode(node) || isNoMessage(node)) {
      return;
    }
    const text = textOf(node);
    if (text !== undefined && !program.test(text)) {
      const line = source.slice(0, node.start).split('\n').length;
      found.push(...clauses(text).map((clause) => ({ text: clause, at: `${file}:${line}` })));
    }
    for (const [key, child] of Object.entries(node)) {
      if (!key.startsWith('type')) {
        visit(child);
      }
    }
  };
  visit(parseAst(source, { lang: 'ts' }).body);
  return found;
}

interface Node extends Readonly<Record<string, unknown>> {
  readonly type: string;
  readonly start: number;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isNoMessage({ type, callee }: Node): boolean {
  return (
    /^(?:Import|TS(?:Interface|TypeAlias))/.test(type) ||
    (isNode(callee) && typeof callee['name'] === 'string' && noMessages.has(callee['name']))
  );
}

function textOf({ type, value, quasis }: Node): string | undefined {
  if (type === 'Literal' && typeof value === 'string') {
    return value;
  }
  return type === 'TemplateLiteral' && Array.isArray(quasis)
    ? quasis.map((quasi: { readonly value: { readonly cooked: string } }) => quasi.value.cooked).join('<>')
    : undefined;
}

/** Two words beside each other, or one beside what is filled in. */
function isProse(text: string): boolean {
  return /[a-z]{2,}[^a-zA-Z]* [^ ]*[a-zA-Z(]/.test(text) || /[a-z]{2,} <>|<> \(?[a-z]{2,}/.test(text);
}
