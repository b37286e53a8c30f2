import { randomBytes } from 'node:crypto';

const form = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{6}$/;

/**
 * A name for a run: when it began, to the second, and behind the names of the runs before it, whatever the clock says. With
 * one that was set back the newest logs would else be the first to go.
 */
export function nextRunId(now: Date, before: readonly string[]): string {
  const times = before
    .filter((name) => form.test(name))
    .map((name) => Date.parse(name.replace(form, '$1-$2-$3T$4:$5:$6Z')));
  const lastMs = Math.max(0, ...times.filter((ms) => Number.isFinite(ms)));
  const at = new Date(Math.max(now.getTime(), lastMs + 1000));
  return `${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;
}
