import type { Diagnostic } from '../lib/core/diagnostics.ts';
import type { StoreHealth } from '../lib/release/protection/examine-store.ts';
import type { Store } from '../lib/store/store.ts';

/**
 * The findings of all stores. One that several stores have alike, but for their own names in it, is put into words that
 * are the same for each: printed, it is one line.
 */
export function joinAlike(examined: readonly StoreHealth[]): readonly Diagnostic[] {
  const found = examined.flatMap(({ store, diagnostics }) => {
    return diagnostics.map((finding) => ({ finding, common: inCommonWords(finding, store) }));
  });
  const keys = found.map(({ common }) => keyOf(common));
  return found.map(({ finding, common }) => {
    const key = keyOf(common);
    return keys.indexOf(key) === keys.lastIndexOf(key) ? finding : common;
  });
}

function inCommonWords(finding: Diagnostic, { name, url, guard }: Store): Diagnostic {
  const { bucket, endpoint, expectedOwner } = guard.variables;
  const replaced = (text: string): string => {
    const variables = [bucket, endpoint, expectedOwner].filter((variable) => variable.startsWith(`${name}_`));
    return variables.reduce(
      (result, variable) => result.replaceAll(variable, `<STORE>${variable.slice(name.length)}`),
      text.replaceAll(url, 'the bucket'),
    );
  };
  const { message, hint } = finding;
  return { ...finding, message: replaced(message), ...(hint !== undefined && { hint: replaced(hint) }) };
}

function keyOf({ severity, message, hint }: Diagnostic): string {
  return JSON.stringify([severity, message, hint]);
}
