import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import { isName } from '../core/names.ts';
import type { RepositoryKind } from '../store/layout.ts';
import { type GivenVariables, isMissing } from './given-variables.ts';

/** What is missing where neither KIND nor the repository's name tells the kind. */
export const kindMissing: Diagnostic = {
  severity: 'error',
  at: { in: 'variable', name: 'KIND' },
  message: "required field, because the repository's name ends in none of .src, .rel, .dist",
  hint: 'write src, rel or dist',
};

const suffix = /\.(?:src|rel|dist)$/i;

/**
 * A released name cannot be taken back. Bitbucket writes a slug in lower case, with "-" for what it does not take, so that
 * letters and digits alone are compared. A repository without suffix may be called as it likes, and so may one whose
 * pipeline writes KIND: it does not take from the repository's name what it is.
 */
export function checkRepositoryName({ texts }: GivenVariables, slug: string): readonly Diagnostic[] {
  const name = texts.get('REPO_NAME');
  if (name === undefined || !isName(name) || suffix.test(name) || !suffix.test(slug) || texts.has('KIND')) {
    return [];
  }
  if (lettersAndDigits(name) === lettersAndDigits(slug.replace(suffix, ''))) {
    return [];
  }
  const message = `${quoted(name)} is not the name of the repository ${isName(slug) ? slug : quoted(slug)}`;
  const hint = 'write it as the repository is called; if another name is meant, write KIND as well';
  return [{ severity: 'warning', at: { in: 'variable', name: 'REPO_NAME' }, message, hint }];
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Checks what the kind asks of the names and of the other variables. */
export function checkNames(kind: RepositoryKind | undefined, given: GivenVariables): readonly Diagnostic[] {
  const { texts } = given;
  const name = texts.get('REPO_NAME');
  const binName = texts.get('BIN_NAME');
  const problems: Diagnostic[] = [];
  const report = (variable: string, message: string, hint: string): void => {
    problems.push({ severity: 'error', at: { in: 'variable', name: variable }, message, hint });
  };
  if (isMissing(given, 'REPO_NAME')) {
    report('REPO_NAME', 'required field', "write the module's or project's name without suffix, e.g. ModuleX");
  } else if (name !== undefined && isName(name) && suffix.test(name)) {
    report('REPO_NAME', `${quoted(name)} has the suffix of a repository`, `write ${name.replace(/\.\w+$/, '')}`);
  }
  if (kind === 'src' && isMissing(given, 'BIN_NAME')) {
    report('BIN_NAME', 'required field', "write the binary's name, e.g. modulex-client");
  }
  if (name !== undefined && name === binName && kind !== 'dist') {
    report(
      'BIN_NAME',
      `${quoted(binName)} is REPO_NAME as well`,
      'both packages share a folder; name the binary otherwise',
    );
  }
  if (kind === 'src' && isMissing(given, 'FILES')) {
    report('FILES', 'required field', "write the files and folders that the build made, e.g. ['build']");
  }
  return problems;
}
