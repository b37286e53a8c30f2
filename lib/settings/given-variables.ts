import schema from '../../schemas/settings.schema.json' with { type: 'json' };
import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import { type Environment, isSecret, isUnreplaced } from './secrets.ts';

/** The variables that are given, each once: a text, or a list of texts. What is empty is not given. */
export interface GivenVariables {
  readonly texts: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** The names of those that are given in a form that cannot be read: said in `diagnostics`, and not missing. */
  readonly unreadable: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The pipe's variables, in the order of the table in the README. */
export const variableNames: readonly string[] = Object.keys(schema.properties);

/** Those of them that a store may have for itself, behind its name: `PROJECTA_BUCKET_NAME`. */
export const storeVariableNames: readonly string[] = Object.keys(schema.patternProperties).map((pattern) =>
  pattern.replace(/^.*\}_/, '').replace(/\$$/, ''),
);

const listNames: ReadonlySet<string> = new Set(
  Object.entries(schema.properties).flatMap(([name, { type }]) => (type === 'array' ? [name] : [])),
);

const mostItems = 1000;
/** Every store is asked at the same time as others, and has a connection of its own. */
const mostStores = 100;

/** Takes the pipe's variables out of an environment; every other variable is another program's. */
export function givenVariables(env: Environment): GivenVariables {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const unreadable = new Set<string>();
  const diagnostics: Diagnostic[] = [];

  const refuse = (name: string, problem: Diagnostic): void => {
    unreadable.add(name);
    diagnostics.push(problem);
  };
  const readText = (name: string): void => {
    const value = env[name] ?? '';
    const problem = value === '' ? givenAsList(env, name) : unexpanded(name, value);
    if (problem !== undefined) {
      refuse(name, problem);
    } else if (value !== '') {
      texts.set(name, value);
    }
  };

  for (const name of variableNames) {
    if (!listNames.has(name)) {
      readText(name);
      continue;
    }
    const { items, problems } = readList(env, name);
    for (const problem of problems) {
      refuse(name, problem);
    }
    if (items.length > 0) {
      lists.set(name, items);
    }
  }
  for (const store of lists.get('STORES') ?? []) {
    if (isStoreName(store)) {
      for (const name of storeVariableNames) {
        readText(`${store}_${name}`);
      }
    }
  }
  return { texts, lists, unreadable, diagnostics };
}

export function isStoreName(text: string): boolean {
  return /^[A-Z][A-Z0-9_]{0,63}$/.test(text);
}

export function isMissing({ texts, lists, unreadable }: GivenVariables, name: string): boolean {
  return !texts.has(name) && !lists.has(name) && !unreadable.has(name);
}

interface ReadList {
  /** Those that can be read. */
  readonly items: readonly string[];
  readonly problems: readonly Diagnostic[];
}

/**
 * A list arrives as `X_COUNT`, `X_0`, `X_1`, ... (Bitbucket's form of a YAML list), or as a plain text with one item per
 * line; the names of stores may also be separated by blanks and commas.
 */
function readList(env: Environment, name: string): ReadList {
  const count = env[`${name}_COUNT`];
  if (count === undefined || count === '') {
    const brackets = inBrackets(name, env[name] ?? '');
    if (brackets !== undefined) {
      return { items: [], problems: [brackets] };
    }
    const separator = name === 'STORES' ? /[\s,]+/ : /\r?\n/;
    const items = (env[name] ?? '').split(separator).map((item) => item.trim());
    return limitItems(
      name,
      items.filter((item) => item !== ''),
    );
  }
  const at = { in: 'variable', name: `${name}_COUNT` } as const;
  if (!/^\d{1,4}$/.test(count) || Number(count) > mostItems) {
    const hint = `write ${name} as a YAML list of at most ${mostItems} texts`;
    return {
      items: [],
      problems: [{ severity: 'error', at, message: `${quoted(count)} is not a number of items`, hint }],
    };
  }
  const items = Array.from({ length: Number(count) }, (_, index) => env[`${name}_${index}`] ?? '');
  const empty = items.indexOf('');
  if (empty !== -1) {
    const message = `${count} items are announced, and ${name}_${empty} is missing or empty`;
    const hint = `is a variable in the list ${name} defined?`;
    return { items: [], problems: [{ severity: 'error', at, message, hint }] };
  }
  return limitItems(name, items);
}

/** A YAML list that was copied into a shell. A folder may be called `[id]`, a store may not. */
function inBrackets(name: string, value: string): Diagnostic | undefined {
  if (!/^\s*\[.*\]\s*$/.test(value) || (name !== 'STORES' && !/["',]/.test(value))) {
    return undefined;
  }
  const example = name === 'STORES' ? ', e.g. KIOSK SIGNAGE' : '';
  const hint = `write it without brackets and quotes, one item per line${example}`;
  return { severity: 'error', at: { in: 'variable', name }, message: `${shown(name, value)} is one text`, hint };
}

function limitItems(name: string, items: readonly string[]): ReadList {
  const most = name === 'STORES' ? mostStores : mostItems;
  if (items.length <= most) {
    return readItems(name, items);
  }
  const at = { in: 'variable', name } as const;
  const hint = name === 'STORES' ? 'release to the others in a step of its own' : 'name the folders that they are in';
  const message = `has ${items.length} items, at most ${most} are read`;
  return { items: [], problems: [{ severity: 'error', at, message, hint }] };
}

function readItems(name: string, items: readonly string[]): ReadList {
  return {
    items: items.filter((item) => unexpanded(name, item) === undefined),
    problems: items.flatMap((item) => unexpanded(name, item) ?? []),
  };
}

/** Passed over in silence, `DRY_RUN: ['true']` would publish. */
function givenAsList(env: Environment, name: string): Diagnostic | undefined {
  return env[`${name}_COUNT`]
    ? { severity: 'error', at: { in: 'variable', name }, message: 'is given as a list', hint: 'write it as one text' }
    : undefined;
}

/** A value that is literally `$NAME`: the shell of the step had no such variable to put there. */
function unexpanded(name: string, value: string): Diagnostic | undefined {
  if (!isUnreplaced(value)) {
    return undefined;
  }
  return {
    severity: 'error',
    at: { in: 'variable', name },
    message: `${shown(name, value)} was not replaced by a value`,
    hint: 'is the repository variable defined, and, for a deployment variable, does the step have "deployment:"?',
  };
}

/** How a value is shown in a message: a secret is not, and what may be one in the wrong place is not. */
export function shown(name: string, value: string): string {
  return isSecret(name) || name.endsWith('AWS_ACCESS_KEY_ID') ? 'its value' : quoted(withoutPassword(value));
}

/** `https://user:password@host` without what stands before the last `@`. */
function withoutPassword(value: string): string {
  const start = value.indexOf('//');
  const end = value.lastIndexOf('@');
  return start === -1 || end < start ? value : `${value.slice(0, start + 2)}****${value.slice(end)}`;
}
