import { type Diagnostic, quoted } from './diagnostics.ts';

const namePattern = /^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/;
const versionPattern = /^[0-9A-Za-z][0-9A-Za-z._+-]{0,127}$/;

/** The folder of the newest test build; it is overwritten (R27). */
export const developerFolder = 'developer';

/** What stands in repo-info for "there is none" (R40, R45, R47). */
export const none = 'none';

/** How many modules one list may name, and one release install with all that they depend on. */
export const mostModules = 2000;

/** The name of a module, project or binary: safe as one segment of a key and as a file name (design.md, section 4). */
export function isName(text: string): boolean {
  return namePattern.test(text);
}

/** Text that can stand where a version is asked for: a tag, or one of the reserved words. */
export function isVersion(text: string): boolean {
  return versionPattern.test(text);
}

/** A tag name that is safe as one segment of a key and that is no reserved word (design.md, section 5). */
export function isTag(text: string): boolean {
  return isVersion(text) && text !== none && text !== developerFolder;
}

/** What a look-alike is told by, e.g. a Cyrillic letter: ` (character 2 is U+043E)`; nothing where there is none. */
export function lookAlike(text: string): string {
  const at = text.search(/[^\u0000-\u007f]/);
  const code = text.codePointAt(at)?.toString(16).toUpperCase().padStart(4, '0');
  return code === undefined ? '' : ` (character ${at + 1} is U+${code})`;
}

/** What is wrong with a text that should be a tag, with what to write instead; undefined when it is one. */
export function tagProblem(text: string): Pick<Diagnostic, 'message' | 'hint'> | undefined {
  if (isTag(text)) {
    return undefined;
  }
  if (text === developerFolder || text === none) {
    return { message: `${quoted(text)} is not a release`, hint: 'write a tag, e.g. 1.2.3' };
  }
  return {
    message: `${quoted(text)} cannot be a version${lookAlike(text)}`,
    hint: 'a version is a tag name of at most 128 letters, digits and "._+-" that begins with a letter or digit, e.g. 1.2.3',
  };
}
