import type { Diagnostic } from '../core/diagnostics.ts';
import { checkValues } from './check-values.ts';
import { givenVariables, storeVariableNames } from './given-variables.ts';
import { readStores } from './read-stores.ts';
import type { Environment } from './secrets.ts';
import type { StoreSettings } from './settings.ts';

export interface ReadStoreSettings {
  /** The names in STORES. */
  readonly names: readonly string[];
  /** Those that can be opened. */
  readonly stores: readonly StoreSettings[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the stores alone out of the pipe's variables, for a program that publishes nothing. All other variables are
 * passed over, right or wrong. Never throws.
 */
export function readStoreSettings(env: Environment): ReadStoreSettings {
  const given = givenVariables(env);
  const { stores, diagnostics } = readStores(given, {
    oidcToken: env['BITBUCKET_STEP_OIDC_TOKEN'] || undefined,
    sessionName: 'tagship',
  });
  const wrong = [...given.diagnostics, ...checkValues(given)].filter(isOfStores);
  return { names: given.lists.get('STORES') ?? [], stores, diagnostics: [...wrong, ...diagnostics] };
}

function isOfStores({ at }: Diagnostic): boolean {
  return (
    at.in === 'variable' &&
    (/^STORES(?:_|$)/.test(at.name) ||
      storeVariableNames.some((name) => at.name === name || at.name.endsWith(`_${name}`)))
  );
}
