import { type Diagnostic, quoted } from '../../core/diagnostics.ts';
import { isName, lookAlike, tagProblem } from '../../core/names.ts';
import type { BuildTarget } from '../../repo-info/build-target.ts';
import type { RepositoryKind } from '../../store/layout.ts';

export interface CheckedIdentity {
  readonly kind: RepositoryKind;
  readonly name: string;
  readonly binName?: string | undefined;
  readonly target: BuildTarget;
}

/**
 * What is wrong with the names and the tag that a release's keys are made of. While there is anything, no store is asked
 * about a key of the release: it would be another's, or none.
 */
export function checkIdentity({ kind, name, binName, target }: CheckedIdentity): readonly Diagnostic[] {
  const tag = target.on === 'tag' ? tagProblem(target.tag) : undefined;
  return [
    ...(isName(name) ? [] : [problemWith('REPO_NAME', notAName(name))]),
    ...(kind === 'dist' ? [] : checkBinName(kind, name, binName)),
    ...(tag === undefined ? [] : [problemWith('TAG', tag)]),
  ];
}

function checkBinName(kind: 'src' | 'rel', name: string, binName: string | undefined): readonly Diagnostic[] {
  if (binName === undefined) {
    const wanted = { message: 'required field', hint: "write the binary's name, e.g. modulex-client" };
    return kind === 'src' ? [problemWith('BIN_NAME', wanted)] : [];
  }
  if (binName === name) {
    const message = `${quoted(binName)} is REPO_NAME as well`;
    return [problemWith('BIN_NAME', { message, hint: 'both packages share a folder; name the binary otherwise' })];
  }
  return isName(binName) ? [] : [problemWith('BIN_NAME', notAName(binName))];
}

function notAName(text: string): Pick<Diagnostic, 'message' | 'hint'> {
  const hint = 'write a name of at most 128 letters, digits and "._-" that begins with a letter or digit, e.g. ModuleX';
  return { message: `${quoted(text)} cannot be used${lookAlike(text)}`, hint };
}

function problemWith(variable: string, problem: Pick<Diagnostic, 'message' | 'hint'>): Diagnostic {
  return { severity: 'error', at: { in: 'variable', name: variable }, ...problem };
}
