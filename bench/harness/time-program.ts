import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run of a program that somebody else has started. */
export interface TimedCall {
  readonly seconds: number;
  readonly firstArgument: string;
  readonly lastArgument: string;
}

export interface TimedProgram {
  /** For PATH, in front. */
  readonly folder: string;
  /** The calls since the last time, in the order in which they ended. */
  take(): readonly TimedCall[];
}

/**
 * Puts a script in a program's place that notes when each call begins and ends. Its own start, some milliseconds, is no
 * part of the call.
 * @param path of folders in which the program itself is found
 * @throws Error where it is in none of them
 */
export function timeProgram(name: string, path: string, folder: string): TimedProgram {
  const program = execFileSync('sh', ['-c', 'command -v "$1"', 'sh', name], {
    env: { PATH: path },
    encoding: 'utf8',
  }).trim();
  mkdirSync(folder, { recursive: true });
  const notes = join(folder, `${name}.calls`);
  const script = `#!/bin/sh
for last; do :; done
began=$(date +%s.%N)
'${program}' "$@"
status=$?
echo "$began $(date +%s.%N) $1 $last" >> '${notes}'
exit "$status"
`;
  writeFileSync(join(folder, name), script, { mode: 0o755 });
  return {
    folder,
    take: () => {
      const lines = existsSync(notes) ? readFileSync(notes, 'utf8').trimEnd().split('\n') : [];
      rmSync(notes, { force: true });
      return lines.map((line) => {
        const [began, ended, firstArgument = '', lastArgument = ''] = line.split(' ');
        return { seconds: Number(ended) - Number(began), firstArgument, lastArgument };
      });
    },
  };
}
