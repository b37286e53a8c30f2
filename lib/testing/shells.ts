import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A shell, and the PATH with the tools that belong to it. */
export interface TestedShell extends Disposable {
  readonly name: string;
  readonly shell: readonly [string, ...string[]];
  readonly path: string;
}

export const shellNames = ['dash', 'bash', 'busybox'] as const;

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The POSIX shells that a control node may have as its `sh`; busybox comes with its own tools and no others. */
export function openShell(name: (typeof shellNames)[number]): TestedShell {
  const program = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  const bin = mkdtempSync(join(tmpdir(), `tagship-${name}-`));
  chmodSync(bin, 0o755);
  const tools = name === 'busybox' ? execFileSync(program, ['--list'], { encoding: 'utf8' }).split('\n') : ['sh'];
  for (const tool of tools.filter((one) => one !== '')) {
    symlinkSync(program, join(bin, tool));
  }
  return {
    name,
    shell: [join(bin, 'sh')],
    path: name === 'busybox' ? bin : systemPath,
    [Symbol.dispose]: () => rmSync(bin, { recursive: true, force: true }),
  };
}
