import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startTrial, type Trial } from './trial.ts';

const mebibyte = 1024 ** 2;
const isRoot = process.getuid?.() === 0;

/** Root may read and write everything: without these rights it may do what modes allow, like anybody. */
const asAnybody = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-machine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Mounts a file system of 2 MiB, or says that this machine does not let it. */
function mountSmall(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  return true;
}

test('a disk that is full while packing is told with its folder, and is as empty afterwards as it was', async () => {
  const folder = temporaryFolder();
  const isMounted = mountSmall(folder);
  if (!isMounted) {
    process.stderr.write('nothing can be mounted here: a limit for files stands in for a full disk\n');
  }
  const limited = isMounted ? [] : ['sh', '-c', 'ulimit -f 2048; exec "$@"', 'sh'];
  const trial = await startTrial({ 'etc/big': randomBytes(4 * mebibyte) });

  const found = await trial.refused({ through: limited, variables: { BITBUCKET_PIPE_STORAGE_DIR: folder } });

  expect(found.replace(/tagship-\w+" /, 'tagship-..." ').split('\n')).toEqual([
    `ERROR: no space left in "${folder}/tagship-..." (${isMounted ? 'ENOSPC' : 'EFBIG'}); the compressed package has to fit there; give the step more disk, or pack less`,
    '✖ ended during pack; nothing was written to any store',
    '',
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder for temporary files that may not be written to is told before anything is sent', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o500);
  const trial = await startTrial();

  const found = await trial.refused({ through: asAnybody, variables: { BITBUCKET_PIPE_STORAGE_DIR: folder } });

  expect(found).toBe(
    `ERROR: no temporary folder can be made in "${folder}" (EACCES); packing needs a folder that can be written to\n✖ ended; nothing was written to any store\n`,
  );
});

test.each([
  ['that is killed, as when the memory is full', '#!/bin/sh\nkill -9 $$\n', 0o755, 'ended by SIGKILL'],
  ['that may not be run', '#!/bin/sh\n', 0o644, 'EACCES'],
])('a git %s is told, and is no bug of tagship', async (_what, program, mode, why) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'git'), program, { mode });
  const trial = await startTrial();

  const found = await trial.refused({ variables: { PATH: folder } });

  expect(found).toBe(
    `ERROR: git rev-list failed (${why}); run the step again; if it fails again, look at the git of the image, and at its memory\n✖ ended during source; nothing was written to any store\n`,
  );
});

describe('a clone that changes between the check and the packing', () => {
  /** Changes the clone when the last store has shown that it may be written to. */
  function changeAfterPreflight({ stores, clone }: Trial, change: (path: (name: string) => string) => void): void {
    let proved = 0;
    stores.server.setHooks({
      after: ({ operation }) => {
        proved += operation === 'AbortMultipartUpload' ? 1 : 0;
        if (proved === 2) {
          proved = 0;
          change((name) => join(clone.directory, name));
        }
      },
    });
  }

  test.each<[string, (path: (name: string) => string) => void, string]>([
    ['content of the same size', (path) => writeFileSync(path('etc/module.conf'), 'y\n'), 'etc/module.conf'],
    ['a file that grows', (path) => appendFileSync(path('etc/module.conf'), 'more'), 'etc/module.conf'],
    ['a file that is truncated', (path) => truncateSync(path('etc/module.conf'), 1), 'etc/module.conf'],
    [
      'a file that a symlink takes the place of',
      (path) => {
        symlinkSync('/etc/passwd', path('etc/link'));
        renameSync(path('etc/link'), path('etc/module.conf'));
      },
      'etc/module.conf',
    ],
    ['a file that is removed', (path) => rmSync(path('etc/module.conf')), 'etc/module.conf'],
    [
      'a file that a FIFO takes the place of',
      (path) => {
        rmSync(path('etc/module.conf'));
        execFileSync('mkfifo', [path('etc/module.conf')]);
      },
      'etc/module.conf',
    ],
    ['a script with placeholders', (path) => appendFileSync(path('deploy.sh'), 'rm -rf /\n'), 'deploy.sh'],
    ['a folder that gains a file', (path) => writeFileSync(path('etc/late.conf'), 'x'), 'etc'],
    ['a folder that is removed', (path) => rmSync(path('etc'), { recursive: true }), 'etc/module.conf'],
  ])('%s', async (_what, change, named) => {
    const trial = await startTrial();
    changeAfterPreflight(trial, change);

    const { stdout, stderr, exitCode } = await trial.run();

    const lines = stdout.trimEnd().split('\n');
    expect({ stderr, exitCode, last: lines.slice(-2) }).toEqual({
      stderr: '',
      exitCode: 1,
      last: [
        `ERROR: "${named}" changed while it was being packed; let whatever writes to the clone dir end first, then run the step again`,
        '✖ ended during pack; nothing was written to any store',
      ],
    });
    expect(trial.stores.server.calls.filter(({ operation }) => operation === 'PutObject')).toEqual([]);
  });
});

test('a file that may not be read any more when it is packed is told, and is no bug of tagship', async () => {
  const trial = await startTrial();
  trial.stores.server.setHooks({
    before: ({ operation }) => {
      if (operation === 'CreateMultipartUpload') {
        chmodSync(join(trial.clone.directory, 'etc/module.conf'), 0);
      }
    },
  });

  const { stdout, stderr, exitCode } = await trial.run({ through: asAnybody });

  expect({ stderr, exitCode, last: stdout.split('\n').slice(-3) }).toEqual({
    stderr: '',
    exitCode: 1,
    last: [
      'ERROR: "etc/module.conf" cannot be read (EACCES); look at its mode and at the disk of the step, then run the step again',
      '✖ ended during pack; nothing was written to any store',
      '',
    ],
  });
});

describe('SIGTERM', () => {
  test('while the clone is read ends the run, and the git that it waits for', async () => {
    const folder = temporaryFolder();
    const started = join(folder, 'started');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'git'), `#!/bin/sh\n: > ${started}\nexec sleep 60\n`, { mode: 0o755 });
    const trial = await startTrial();
    const stop = new AbortController();
    const watcher = watch(folder, () => {
      if (existsSync(started)) {
        stop.abort();
      }
    });
    onTestFinished(() => {
      watcher.close();
    });

    const found = await trial.refused({ stop: stop.signal, variables: { PATH: `${folder}/bin:/usr/bin:/bin` } });

    expect(found).toBe('ERROR: stopped by SIGTERM\n✖ ended during source; nothing was written to any store\n');
    expect(trial.stores.server.calls).toEqual([]);
  });

  test('a second time does not keep the first one from being said and tidied up', async () => {
    const trial = await startTrial();
    const { server } = trial.stores;
    let pid: number | undefined;
    const stop = new AbortController();
    server.setHooks({
      before: ({ operation }) => {
        if (operation === 'CreateMultipartUpload') {
          stop.abort();
          return { kind: 'stall' };
        }
        if (stop.signal.aborted && pid !== undefined) {
          process.kill(pid, 'SIGTERM');
        }
        return undefined;
      },
    });
    const again = setInterval(() => {
      if (stop.signal.aborted && pid !== undefined) {
        process.kill(pid, 'SIGTERM');
      }
    }, 5);
    onTestFinished(() => {
      clearInterval(again);
    });

    const { stdout, stderr, exitCode } = await trial.run({
      stop: stop.signal,
      onStart: (processId) => {
        pid = processId;
      },
    });
    clearInterval(again);

    expect({ stderr, exitCode, last: stdout.split('\n').slice(-3) }).toEqual({
      stderr: '',
      exitCode: 1,
      last: ['ERROR: stopped by SIGTERM', '✖ ended during preflight; nothing was written to any store', ''],
    });
  });

  test('while a package is packed leaves nothing of it', async () => {
    const folder = temporaryFolder();
    const trial = await startTrial();
    writeFileSync(join(trial.clone.directory, 'etc/sparse'), '');
    truncateSync(join(trial.clone.directory, 'etc/sparse'), 32 * 1024 * mebibyte);
    const stop = new AbortController();
    let stoppedAtMs = 0;
    const watcher = watch(folder, () => {
      stoppedAtMs ||= performance.now();
      stop.abort();
    });
    onTestFinished(() => {
      watcher.close();
    });

    const found = await trial.refused({ stop: stop.signal, variables: { BITBUCKET_PIPE_STORAGE_DIR: folder } });

    expect(found).toBe('ERROR: stopped by SIGTERM\n✖ ended during pack; nothing was written to any store\n');
    expect(performance.now() - stoppedAtMs).toBeLessThan(15_000);
    expect(readdirSync(folder)).toEqual([]);
  });
});
