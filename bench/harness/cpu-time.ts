import { readFileSync } from 'node:fs';

/** USER_HZ, which Linux has fixed for what it tells to programs. */
const ticksInSecond = 100;

/**
 * The processor's time of all children of this process that have ended, and of theirs that they waited for (proc(5),
 * `/proc/pid/stat`, cutime and cstime).
 */
export function cpuSecondsOfChildren(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // behind the name, which may have blanks in it, stands the third field
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / ticksInSecond;
}
