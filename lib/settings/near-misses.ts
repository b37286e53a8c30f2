import type { Diagnostic } from '../core/diagnostics.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { storeVariableNames, variableNames } from './given-variables.ts';
import type { Environment } from './secrets.ts';

/** Names that are no variable of ours but nearly one, or a store's: they would be passed over in silence. */
export function nearMisses(env: Environment, stores: readonly string[]): readonly Diagnostic[] {
  const known = [...variableNames, ...stores.flatMap((store) => storeVariableNames.map((name) => `${store}_${name}`))];
  const taken = new Set(known);
  return Object.keys(env).flatMap((name): Diagnostic[] => {
    const listName = /^(.+)_(?:COUNT|\d+)$/.exec(name)?.[1];
    if (taken.has(name) || (listName !== undefined && taken.has(listName)) || /^(?:BITBUCKET_|[a-z])/.test(name)) {
      return [];
    }
    const meant = nearestWord(name, known);
    const store = stores.find((candidate) => name.startsWith(`${candidate}_`));
    if (meant === undefined && store === undefined) {
      return [];
    }
    const hint =
      meant === undefined
        ? `store ${store} may have ${storeVariableNames.join(', ')}, each as ${store}_...`
        : `did you mean ${meant}?`;
    // who wants a dry run and misspells it would publish
    const severity = meant === 'DRY_RUN' ? 'error' : 'warning';
    return [{ severity, at: { in: 'variable', name }, message: 'unknown variable', hint }];
  });
}
