import { nearestWord } from '../lib/core/nearest-word.ts';

const mostShown = 10;

/**
 * What may have been meant by a name that does not exist: the one that is nearly the same, or all that there are. `none`:
 * what is said where there are none.
 */
export function suggestion(
  name: string,
  known: readonly string[],
  whoHas: string,
  none = 'nothing is released yet',
): string {
  const meant = nearestWord(name, known);
  if (meant !== undefined) {
    return `did you mean ${meant}?`;
  }
  if (known.length === 0) {
    return none;
  }
  const more = known.length > mostShown ? ` and ${known.length - mostShown} more` : '';
  return `${whoHas} ${known.slice(0, mostShown).join(', ')}${more}`;
}
