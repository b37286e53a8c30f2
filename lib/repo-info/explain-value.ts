import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import { developerFolder, isTag, none, tagProblem } from '../core/names.ts';
import type { YamlNode, YamlStep } from './yaml-tree.ts';

/** The kinds of repository that have a repo-info (R36). */
export type FileKind = 'rel' | 'dist';

export const nameHint =
  'a name is at most 128 letters, digits and "._-" that begins with a letter or digit, e.g. ModuleX';
const modulesHint = 'write none, or below it a line for each module, e.g. "BaseLib: 1.2.3"';
const tagHint = 'write a tag, e.g. 1.2.3';

/** What a place in repo-info takes. */
interface Place {
  readonly takes: 'keys' | 'modules' | 'version' | 'entry' | 'args' | 'arg';
  readonly hint: string;
}

/** What is wrong with a value that does not fit its place, and what to write there; undefined for a missing value. */
export function explainValue(
  node: YamlNode | undefined,
  path: readonly YamlStep[],
  kind: FileKind,
): Required<Pick<Diagnostic, 'message' | 'hint'>> {
  const { takes, hint } = placeOf(path, kind);
  switch (node?.kind) {
    case 'list':
      return { message: 'is a list', hint };
    case 'map': {
      const upgradeHint =
        path[0] === 'upgrade_list' && path.length === 2 ? `${tagHint}; arguments stand in sub_repo` : hint;
      return { message: node.entries.size === 0 ? 'is empty' : 'is a map', hint: upgradeHint };
    }
    case 'scalar':
      if (node.isNull) {
        return { message: node.text === '' ? 'is empty' : `${node.text} is no value`, hint };
      }
      return explainText(node.text, takes, hint);
    default:
      return { message: 'is missing', hint };
  }
}

function explainText(
  text: string,
  takes: Place['takes'],
  hint: string,
): Required<Pick<Diagnostic, 'message' | 'hint'>> {
  switch (takes) {
    case 'keys':
      return { message: `${quoted(text)} is no map of keys and values`, hint };
    case 'modules':
      return { message: `${quoted(text)} is neither none nor a map of modules`, hint };
    case 'args':
      return { message: `${quoted(text)} is no list`, hint };
    case 'arg':
      return { message: `${quoted(text)} holds the character NUL`, hint: 'take it out' };
    case 'version':
    case 'entry': {
      const problem = tagProblem(text);
      const isReserved = isTag(text) || text === none || text === developerFolder;
      const message = problem?.message ?? `${quoted(text)} cannot stand here`;
      return { message, hint: isReserved ? hint : (problem?.hint ?? hint) };
    }
  }
}

function placeOf(path: readonly YamlStep[], kind: FileKind): Place {
  const [field, , part, item] = path;
  switch (path.length) {
    case 0:
      return { takes: 'keys', hint: `write lines like "rel_branch: 1.2.3" (${kind.toUpperCase()})` };
    case 1:
      return placeOfField(String(field));
    case 2:
      return field === 'sub_repo'
        ? { takes: 'entry', hint: 'write a tag, e.g. 1.2.3, or {version: 1.2.3, args: ["--flag"]}' }
        : { takes: 'version', hint: tagHint };
    default:
      if (part !== 'args') {
        return { takes: 'version', hint: tagHint };
      }
      return item === undefined
        ? { takes: 'args', hint: 'write a list of texts, e.g. ["--cluster", "eu"]' }
        : { takes: 'arg', hint: 'write a text, in quotes, e.g. "eu"' };
  }
}

function placeOfField(field: string): Place {
  switch (field) {
    case 'rel_branch':
      return { takes: 'version', hint: 'write a tag, e.g. 1.2.3, or developer' };
    case 'src_branch':
      return { takes: 'version', hint: 'write a tag of the SRC repository, e.g. 1.2.3, or developer, or none' };
    default:
      return { takes: 'modules', hint: modulesHint };
  }
}
