import { randomBytes } from 'node:crypto';

const form = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{6}$/;

/**
 * A name for a run: when it began, to the second, and behind the names of the runs before it, whatever the clock says. With
 * one that was set back the newest logs would else be the first to go.
 */
export function nextRunId(now: Date, before: readonly string[]): string {
  const last = before
    .filter((name) => form.test(name))
    .toSorted()
    .at(-1);
  const lastMs = last === undefined ? 0 : Date.parse(last.replace(form, '$1-$2-$3T$4:$5:$6Z'));
  const at = new Date(Math.max(now.getTime(), lastMs + 1000));
  return `${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;
}
