/** `2026-11-22 08:00:00`, in UTC, from a record's time; a text that is no time stays as it is. */
export function formatTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString().slice(0, 19).replace('T', ' ');
}
