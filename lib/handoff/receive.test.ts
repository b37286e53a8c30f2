import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Header } from 'tar';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { serializeSha256Sums } from '../bundle/sha256-sums.ts';
import { openShell, shellNames, type TestedShell } from '../testing/shells.ts';
import { receiveScript } from './receive-script.ts';

type Entry = {
  readonly path: string;
  readonly content?: string;
  readonly type?: 'File' | 'SymbolicLink' | 'Link' | 'FIFO' | 'CharacterDevice';
  readonly linkpath?: string;
  readonly mode?: number;
};

const handoffJson = `{
  "schema": 1,
  "project": "ProjectA",
  "release": "2.0.0",
  "generation": 1,
  "kind": "release",
  "store": {
    "bucket": "acme-projecta"
  }
}
`;
const releaseJson = '{\n  "schema": 1,\n  "kind": "dist",\n  "name": "ProjectA",\n  "folder": "2.0.0",\n  "x": 1\n}\n';
const ownFiles: readonly Entry[] = [
  { path: 'install.sh', content: 'exit 0\n', mode: 0o755 },
  { path: 'plays/a file.yml', content: '- hosts: all\n' },
  { path: 'release.json', content: releaseJson },
  { path: 'handoff.json', content: handoffJson },
];

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tagship-receive-'));
  folder = join(root, 'ProjectA');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ path, content = '', type = 'File', linkpath = '', mode = 0o644 }) => {
    const body = Buffer.from(content);
    const block = Buffer.alloc(512);
    new Header({ path, type, linkpath, mode, size: body.length, mtime: new Date(0), uid: 0, gid: 0 }).encode(block);
    return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function sumsOf(entries: readonly Entry[]): Entry {
  const sums = entries.map(
    ({ path, content = '' }) => [path, createHash('sha256').update(content).digest('hex')] as const,
  );
  return { path: 'SHA256SUMS', content: serializeSha256Sums(new Map(sums)) };
}

function whole(entries: readonly Entry[]): Buffer {
  return tarOf([...entries, sumsOf(entries)]);
}

/** The files of a good bundle with another text in one of them; what it lists is what it has. */
function replaced(path: string, from: string, to: string): readonly Entry[] {
  return ownFiles.map((file) =>
    file.path === path ? { ...file, content: (file.content ?? '').replace(from, to) } : file,
  );
}

const line = 'history {"generation":1,"release":"2.0.0","build":10,"x":1}';

interface Received {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe.each(shellNames)('the receive step under %s', (name) => {
  let shell: TestedShell;

  beforeAll(() => {
    shell = openShell(name);
  });

  afterAll(() => {
    shell[Symbol.dispose]();
  });

  function receive(
    bundle: Buffer,
    {
      args = [],
      begin = 'begin 1 2.0.0 10 acme/projecta.dist:10',
      env = {},
      generation = '000001',
      uid,
    }: {
      readonly args?: readonly string[];
      readonly begin?: string;
      readonly env?: Readonly<Record<string, string>>;
      readonly generation?: string;
      readonly uid?: number;
    } = {},
  ): Received {
    const [command, ...options] = shell.shell;
    const all = [...options, '-c', receiveScript, 'receive.sh', '--root', root, '--project', 'ProjectA', ...args];
    const { status, stdout, stderr } = spawnSync(command, all, {
      env: { PATH: shell.path, ...env },
      input: Buffer.concat([Buffer.from(`${begin}\n${line}\nbundle ${generation}\n`), bundle]),
      encoding: 'utf8',
      ...(uid !== undefined && { uid, gid: uid }),
    });
    return { status, stdout, stderr };
  }

  /** What lies in the project's folder, without what is empty. */
  function standing(): readonly string[] {
    return existsSync(folder)
      ? readdirSync(folder).filter((entry) => entry !== 'generations' || readdirSync(join(folder, entry)).length > 0)
      : [];
  }

  test('a whole bundle becomes the current generation, with its modes', () => {
    const { status, stdout, stderr } = receive(whole(ownFiles));

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      '@tagship hello 1 ProjectA any',
      `@tagship root ${root}`,
      '@tagship current none',
      '@tagship highest ',
      '@tagship ready',
      '@tagship switched 000001',
      '@tagship done 000001',
      '',
    ]);
    expect(readlinkSync(join(folder, 'current'))).toBe('generations/000001');
    expect(
      execFileSync('find', ['.', '-printf', '%m %P\n'], { cwd: join(folder, 'current'), encoding: 'utf8' })
        .split('\n')
        .toSorted(),
    ).toEqual([
      '',
      '644 SHA256SUMS',
      '644 handoff.json',
      '644 plays/a file.yml',
      '644 release.json',
      '755 ',
      '755 install.sh',
      '755 plays',
    ]);
    expect(readFileSync(join(folder, 'history'), 'utf8')).toBe(`${line.replace('history ', '')}\n`);
    expect(standing().toSorted()).toEqual(['current', 'generations', 'history']);
  });

  const badBundles: readonly (readonly [what: string, bundle: () => Buffer, told: string])[] = [
    [
      'with a file that was altered by one bit',
      () =>
        tarOf([
          ...ownFiles.map((file) => (file.path === 'install.sh' ? { ...file, content: 'exit 1\n' } : file)),
          sumsOf(ownFiles),
        ]),
      'install.sh: FAILED',
    ],
    [
      'with a file that is not listed',
      () => tarOf([...ownFiles, { path: 'more', content: 'x' }, sumsOf(ownFiles)]),
      'does not list every file',
    ],
    ['that lacks a file', () => tarOf([...ownFiles.slice(1), sumsOf(ownFiles)]), 'does not list every file'],
    ['that lacks SHA256SUMS', () => tarOf(ownFiles), 'it has no SHA256SUMS'],
    ['that was cut off in a file', () => whole(ownFiles).subarray(0, 700), 'nothing was changed'],
    ['that was cut off between two files', () => whole(ownFiles).subarray(0, 1024), 'it has no SHA256SUMS'],
    ['that never came', () => Buffer.alloc(0), 'nothing was changed'],
    ['that is no archive', () => Buffer.from('x'.repeat(4096)), 'nothing was changed'],
    ['with a path that leads out', () => whole([...ownFiles, { path: '../out', content: 'x' }]), 'leads out'],
    [
      'with a path that leads out in its middle',
      () => whole([...ownFiles, { path: 'plays/../../out', content: 'x' }]),
      'leads out',
    ],
    [
      'with an absolute path',
      () => whole([...ownFiles, { path: join(tmpdir(), 'tagship-out'), content: 'x' }]),
      'leads out',
    ],
    [
      'with the same path twice',
      () => whole([...ownFiles, { path: 'install.sh', content: 'exit 0\n', mode: 0o755 }]),
      'the same path twice',
    ],
    [
      'with a symbolic link',
      () => tarOf([...ownFiles, { path: 'l', type: 'SymbolicLink', linkpath: '/etc' }, sumsOf(ownFiles)]),
      'no plain file',
    ],
    [
      'with a hard link',
      () => tarOf([...ownFiles, { path: 'l', type: 'Link', linkpath: 'install.sh' }, sumsOf(ownFiles)]),
      'nothing was changed',
    ],
    ['with a pipe', () => tarOf([...ownFiles, { path: 'p', type: 'FIFO' }, sumsOf(ownFiles)]), 'no plain file'],
    [
      'with a device',
      () => tarOf([...ownFiles, { path: 'd', type: 'CharacterDevice' }, sumsOf(ownFiles)]),
      'no plain file',
    ],
    ['with a setuid bit', () => whole([...ownFiles, { path: 's', content: 'x', mode: 0o4755 }]), 'no plain file'],
    [
      'that says it is of another project',
      () => whole(replaced('handoff.json', 'ProjectA', 'ProjectB')),
      'is not of ProjectA 2.0.0',
    ],
    [
      'that says it is another release',
      () => whole(replaced('handoff.json', '2.0.0', '2.0.1')),
      'is not of ProjectA 2.0.0',
    ],
    [
      'that says it is another generation',
      () => whole(replaced('handoff.json', ': 1,\n  "kind"', ': 2,\n  "kind"')),
      'in generation 000001',
    ],
    [
      'whose record is of another release',
      () => whole(replaced('release.json', '2.0.0', '2.0.1')),
      'is not of ProjectA 2.0.0',
    ],
    [
      'that says two things at once',
      () => whole(replaced('handoff.json', '"store": {', '"release": "developer",\n  "store": {')),
      'is not of ProjectA 2.0.0',
    ],
    [
      'that says a second thing in other letters',
      () => whole(replaced('handoff.json', '"store": {', '"\\u0072elease": "developer",\n  "store": {')),
      'is not of ProjectA 2.0.0',
    ],
  ];

  it.each(badBundles)('refuses a bundle %s, and changes nothing', (_what, bundle, told) => {
    const { status, stdout, stderr } = receive(bundle());

    expect(stderr).toContain(told);
    expect({ status, isSwitched: stdout.includes('switched') }).toEqual({ status: 1, isSwitched: false });
    expect(standing()).toEqual([]);
    expect(readdirSync(root)).toEqual(['ProjectA']);
    expect(existsSync(join(tmpdir(), 'tagship-out'))).toBe(false);
  });

  it('takes of a pinned key what it is for, and nothing of what the other side asks to be run', () => {
    const env = { SSH_ORIGINAL_COMMAND: `touch ${root}/pwned; $(touch ${root}/pwned)` };

    expect(receive(whole(ownFiles), { args: ['--accept', 'developer'], env })).toMatchObject({
      status: 1,
      stderr: 'this key hands over developer builds only, and this is 2.0.0\n',
    });
    expect(receive(Buffer.alloc(0), { args: ['--accept', 'tags'], begin: 'begin 1 developer 10 x', env }).stderr).toBe(
      'this key hands over tags only, and this is the developer build\n',
    );
    expect(receive(whole(ownFiles), { args: ['--accept', 'tags'], env })).toMatchObject({ status: 0 });
    expect(readdirSync(root)).toEqual(['ProjectA']);
  });

  it.each([
    ['another protocol', 'begin 2 2.0.0 10 x', 'the pipe speaks another protocol than 1'],
    ['a shell in the release', 'begin 1 $(id) 10 x', 'the pipe named no release'],
    ['a path in the release', 'begin 1 ../x 10 x', 'the pipe named no release'],
    ['no build', 'begin 1 2.0.0 ten x', 'the pipe named no build'],
    ['a shell in the name', 'begin 1 2.0.0 10 `id`', 'the pipe named nobody'],
  ])('refuses %s', (_what, begin, told) => {
    const { status, stderr } = receive(whole(ownFiles), { begin });

    expect(stderr).toContain(told);
    expect(status).toBe(1);
    expect(standing()).toEqual([]);
  });

  it.each([
    ['--root', ['--root', 'relative']],
    ['--project', ['--project', '../x']],
    ['--accept', ['--accept', 'all']],
    ['--wait', ['--wait', '1; id']],
    ['--more', ['--more', 'x']],
  ])('refuses a wrong %s in a forced command', (option, args) => {
    const { status, stderr } = receive(whole(ownFiles), { args });

    expect(stderr).toContain(option);
    expect(status).toBe(1);
  });

  it('refuses a generation that is there already', () => {
    mkdirSync(join(folder, 'generations/000001/x'), { recursive: true });

    expect(receive(whole(ownFiles)).stderr).toContain('generation 000001 is there already; nothing was changed');
    expect(standing()).toEqual(['generations']);
  });

  it.each([
    ['where no folder can be made', '/proc/nope'],
    ['below a file', '/proc/version'],
  ])('finds in a dry run too that nothing can be written %s', (_what, place) => {
    const { status, stdout, stderr } = receive(Buffer.alloc(0), {
      args: ['--root', place],
      begin: 'look 1 2.0.0 10 x',
    });

    expect(stderr).toMatch(new RegExp(`\\n${place}/ProjectA cannot be made or written to by \\w+\\n$`));
    expect({ status, isReady: stdout.includes('ready') }).toEqual({ status: 1, isReady: false });
  });

  it('leaves in a dry run nothing behind, whether the folder is there or not', () => {
    const look = () => receive(Buffer.alloc(0), { begin: 'look 1 2.0.0 10 x' });

    expect(look()).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(root)).toEqual([]);
    receive(whole(ownFiles));

    expect(look()).toMatchObject({ status: 0, stderr: '' });
    expect(standing().toSorted()).toEqual(['current', 'generations', 'history']);
  });

  describe.runIf(process.getuid?.() === 0)('a folder of another user', () => {
    const nobody = 65_534;

    it.each(['begin', 'look'])(
      'is told whose it is, and how to go on with it, before anything is made (%s)',
      (verb) => {
        receive(whole(ownFiles));
        chmodSync(root, 0o755);

        const { status, stderr } = receive(whole(ownFiles), { begin: `${verb} 1 2.0.0 10 x`, uid: nobody });

        expect(stderr).toBe(
          `${folder} belongs to root, and nobody cannot write to it; hand over as root, or give it to nobody: chown -R nobody ${folder}\n`,
        );
        expect(status).toBe(1);
      },
    );

    it.each([
      ['the folder of all projects', () => root],
      ['the folder of the project', () => folder],
      ['its generations', () => join(folder, 'generations')],
    ])('is not written to by root (%s)', (_what, place) => {
      if (place() !== root) {
        mkdirSync(join(folder, 'generations'), { recursive: true });
      }
      chownSync(place(), nobody, nobody);

      const { status, stderr } = receive(whole(ownFiles));

      expect(stderr).toBe(
        `${place()} belongs to nobody, and what root makes there nobody cannot go on with; hand over as nobody\n`,
      );
      expect(status).toBe(1);
      expect(standing()).toEqual([]);
    });

    it('is written to where that user may', () => {
      mkdirSync(folder);
      chmodSync(root, 0o755);
      chmodSync(folder, 0o777);

      expect(receive(whole(ownFiles), { uid: nobody })).toMatchObject({ status: 0, stderr: '' });
    });
  });

  describe('a lock', () => {
    function lockOf(pid: number, changes: Readonly<Record<string, string>> = {}): string {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
      const start = stat.split(') ').at(-1)?.split(' ')[19] ?? '1';
      const host = execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim();
      const fields = {
        in: 'incoming.other',
        host,
        boot,
        pid: String(pid),
        start,
        since: 'then',
        by: 'x:1',
        ...changes,
      };
      return Object.entries(fields)
        .map(([field, value]) => `${field}=${value}`)
        .join(' ');
    }

    beforeEach(() => {
      mkdirSync(join(folder, 'incoming.other'), { recursive: true });
    });

    it.each([
      ['whose holder is gone', () => lockOf(999_999_999)],
      ['whose holder was another process of that number', () => lockOf(process.pid, { start: '1' })],
      ['that is of another boot', () => lockOf(process.pid, { boot: 'another' })],
    ])('%s is taken over, and that is said', (_what, lock) => {
      symlinkSync(lock(), join(folder, 'lock'));

      const { status, stderr } = receive(whole(ownFiles));

      expect(stderr).toContain('its holder is gone');
      expect(status).toBe(0);
      expect(standing().toSorted()).toEqual(['current', 'generations', 'history']);
    });

    it('that is held is waited for, and not for ever', () => {
      symlinkSync(lockOf(process.pid), join(folder, 'lock'));

      const { status, stderr } = receive(whole(ownFiles), { args: ['--wait', '2'] });

      expect(stderr).toMatch(
        /^waits for the lock of in=incoming\.other .*\nthe lock is held by .* gave up after 2 s\n$/,
      );
      expect(status).toBe(1);
      expect(standing().toSorted()).toEqual(['incoming.other', 'lock']);
    });

    it('of a holder that does nothing any more is taken over, on another machine too', () => {
      symlinkSync(lockOf(process.pid, { host: 'elsewhere', boot: 'another' }), join(folder, 'lock'));

      const { status, stderr } = receive(whole(ownFiles), { args: ['--stale-after', '2'] });

      expect(stderr).toContain('nothing came of it for 2 s');
      expect(status).toBe(0);
      expect(standing().toSorted()).toEqual(['current', 'generations', 'history']);
    });

    it('that was taken over keeps its former holder from changing anything', async () => {
      const [command, ...options] = shell.shell;
      const args = [...options, '-c', receiveScript, 'receive.sh', '--root', root, '--project', 'ProjectA'];
      const slow = spawn(command, args, { env: { PATH: shell.path }, stdio: 'pipe' });
      slow.stdin.write(`begin 1 2.0.0 10 slow:1\n${line}\nbundle 000001\n`);
      await new Promise((resolve) => {
        slow.stdout.on('data', (text: Buffer) => text.includes('ready') && resolve(undefined));
      });

      expect(receive(whole(ownFiles), { args: ['--stale-after', '1'] })).toMatchObject({ status: 0 });
      slow.stdin.end(whole(ownFiles));

      expect(await new Promise((resolve) => slow.once('close', resolve))).toBe(1);
      expect(readdirSync(join(folder, 'generations'))).toEqual(['000001']);
      expect(readFileSync(join(folder, 'history'), 'utf8').split('\n')).toHaveLength(2);
      expect(standing().toSorted()).toEqual(['current', 'generations', 'history']);
    });
  });
});

test('a control node that lacks a tool is told by its name, before anything is made', () => {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const tool of [
    'sh',
    'tar',
    'mv',
    'ln',
    'readlink',
    'sync',
    'find',
    'grep',
    'sed',
    'tail',
    'sort',
    'uniq',
    'cat',
  ]) {
    symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(bin, tool));
  }

  const { status, stderr } = spawnSync(
    join(bin, 'sh'),
    ['-c', receiveScript, 'x', '--root', root, '--project', 'ProjectA'],
    {
      env: { PATH: bin },
      encoding: 'utf8',
    },
  );

  expect(stderr).toBe('there is no sha256sum on the control node; the receive step needs it\n');
  expect(status).toBe(1);
  expect(existsSync(folder)).toBe(false);
});

test('the script is clean to shellcheck', () => {
  writeFileSync(join(root, 'receive.sh'), receiveScript);

  expect(spawnSync('shellcheck', ['--shell=sh', join(root, 'receive.sh')], { encoding: 'utf8' })).toMatchObject({
    stdout: '',
    status: 0,
  });
});
