import type { Diagnostic } from '../core/diagnostics.ts';
import { isError } from '../core/diagnostics.ts';
import { checkRules, type RuleOptions } from './check-rules.ts';
import { checkShape } from './check-shape.ts';
import type { FileKind } from './explain-value.ts';
import { maximumFileBytes, tooLarge } from './file-limit.ts';
import { asDiagnostics, type Finding } from './finding.ts';
import { type ModulePlaces, modulePlaces } from './module-places.ts';
import { toRepoInfo } from './normal-form.ts';
import { readYaml } from './read-yaml.ts';
import { type ReadablePart, readablePart } from './readable-part.ts';
import type { RepoInfo } from './repo-info.ts';

export interface ParseOptions extends RuleOptions {
  /** The file's name, for diagnostics. */
  readonly file: string;
}

export interface ParsedRepoInfo {
  /** Undefined if and only if an error was found; warnings leave it usable. */
  readonly repoInfo: RepoInfo | undefined;
  /** What can be looked up in a store, errors or not; undefined for what is no YAML. */
  readonly readable: ReadablePart | undefined;
  /** Empty for a file that could not be read. */
  readonly places: ModulePlaces;
  /** Every finding at once, in the order of the lines. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads and judges a repo-info file (design.md, section 5). Never throws for what stands in it. */
export function parseRepoInfo(bytes: Uint8Array, options: ParseOptions): ParsedRepoInfo {
  const { file, kind } = options;
  if (bytes.length > maximumFileBytes) {
    return failedRepoInfo([tooLarge(file, bytes.length)]);
  }
  const { root, slips } = readYaml(bytes, 'plain');
  const syntax = slips.map((slip): Finding => ({ severity: 'error', path: [], ...slip }));
  if (root === undefined) {
    const findings = syntax.length > 0 ? syntax : [emptyFile(kind)];
    return failedRepoInfo(asDiagnostics(file, findings));
  }
  const findings = [...checkShape(root, kind), ...checkRules(root, options)];
  const diagnostics = asDiagnostics(file, [...syntax, ...findings]);
  const repoInfo = diagnostics.some(isError) ? undefined : toRepoInfo(root, kind);
  // where the parser stumbled, a module may seem to stand where it does not
  const readable = syntax.length > 0 ? undefined : readablePart(root, kind, findings);
  return { repoInfo, readable, places: modulePlaces(file, root), diagnostics };
}

/** What is known of a file that could not be read at all. */
export function failedRepoInfo(diagnostics: readonly Diagnostic[]): ParsedRepoInfo {
  return { repoInfo: undefined, readable: undefined, places: new Map(), diagnostics };
}

function emptyFile(kind: FileKind): Finding {
  const keys = kind === 'rel' ? 'rel_branch, src_branch and depend_list' : 'rel_branch, sub_repo and upgrade_list';
  return {
    severity: 'error',
    at: { line: 1, column: 1 },
    path: [],
    message: 'the file is empty',
    hint: `write ${keys}`,
  };
}
