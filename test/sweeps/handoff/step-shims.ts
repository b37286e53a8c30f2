import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that the receive step calls: all that it changes, it changes by one of these. */
const tools = 'tar sha256sum mv ln readlink sync find grep sed tail sort uniq cat ls rm mkdir date uname id'.split(' ');

/** A receive step that is killed at one of its steps. */
export interface KilledStep extends Disposable {
  /** To be used as the shell of a local control node. */
  readonly shell: readonly [string, ...string[]];
  /** The steps that were begun, each by the tool that was called. */
  readonly steps: () => readonly string[];
}

/** `at`: the step, from 1; 0 for none. `when`: before the tool runs, or after it has. */
export function killAtStep(at: number, when: 'before' | 'after' = 'before'): KilledStep {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-steps-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const tool of tools) {
    const real = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
    const kill = `kill -KILL "$(cat ${folder}/pid)"`;
    const isDue = `[ ${at} -gt 0 ] && [ "$n" -ge ${at} ]`;
    writeFileSync(
      join(bin, tool),
      `#!/bin/sh
PATH=/usr/bin:/bin
echo ${tool} >>${folder}/steps
n=$(wc -l <${folder}/steps)
${when === 'before' ? `if ${isDue}; then ${kill}; exit 1; fi\nexec ${real} "$@"` : `${real} "$@"\nstatus=$?\nif ${isDue}; then ${kill}; fi\nexit $status`}
`,
    );
    chmodSync(join(bin, tool), 0o755);
  }
  const wrapper = join(folder, 'wrapper.sh');
  writeFileSync(wrapper, `echo $$ >${folder}/pid\nPATH=${bin}:$PATH exec sh "$@"\n`);
  return {
    shell: ['sh', wrapper],
    steps: () =>
      existsSync(join(folder, 'steps')) ? readFileSync(join(folder, 'steps'), 'utf8').trimEnd().split('\n') : [],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
