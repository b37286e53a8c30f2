const units = ['kB', 'MB', 'GB', 'TB'];

/** `48.2 kB`, `1.2 MB`: powers of 1000, as storage is sold. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) {
    return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  }
  // in tenths, so that what is rounded up to 1000 takes the next unit
  let tenths = Math.round(bytes / 100);
  let unit = 0;
  for (let left = bytes / 1000; tenths >= 10_000 && unit < units.length - 1; unit += 1) {
    left /= 1000;
    tenths = Math.round(left * 10);
  }
  return `${(tenths / 10).toFixed(1)} ${units[unit]}`;
}
