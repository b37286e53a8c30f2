import type { Diagnostic } from '../core/diagnostics.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { storeVariableNames, variableNames } from './given-variables.ts';
import type { Environment } from './secrets.ts';

/** A name that is no variable of ours but nearly one: it would be passed over in silence. */
export function nearMisses(env: Environment, stores: readonly string[]): readonly Diagnostic[] {
  const known = [...variableNames, ...stores.flatMap((store) => storeVariableNames.map((name) => `${store}_${name}`))];
  const taken = new Set(known);
  return Object.keys(env).flatMap((name): Diagnostic[] => {
    const listName = /^(.+)_(?:COUNT|\d+)$/.exec(name)?.[1];
    if (taken.has(name) || (listName !== undefined && taken.has(listName)) || /^(?:BITBUCKET_|[a-z])/.test(name)) {
      return [];
    }
    const meant = nearestWord(name, known);
    return meant === undefined
      ? []
      : [
          {
            // who wants a dry run and misspells it would publish
            severity: meant === 'DRY_RUN' ? 'error' : 'warning',
            at: { in: 'variable', name },
            message: 'unknown variable',
            hint: `did you mean ${meant}?`,
          },
        ];
  });
}
