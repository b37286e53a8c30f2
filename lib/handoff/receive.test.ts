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

function asGeneration(generation: number): (entry: Entry) => Entry {
  return (entry) => ({
    ...entry,
    content: (entry.content ?? '').replace('"generation": 1,', `"generation": ${generation},`),
  });
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

/** As the pipe writes it, in the order of the schema. */
const historyFields = {
  schema: 1,
  generation: 1,
  release: '2.0.0',
  kind: 'release',
  contentSha256: 'c'.repeat(64),
  recordBuild: 10,
  build: 10,
  highestBuild: 10,
  repositoryUuid: '{projecta.dist}',
  commit: 'a'.repeat(40),
  at: '2026-11-26T23:00:00.000Z',
  by: 'tagship "1" of J\u00f6rg \\ \t',
};

function historyLine(changes: Readonly<Record<string, unknown>> = {}): string {
  return `history ${JSON.stringify({ ...historyFields, ...changes })}`;
}

const line = historyLine();

/** Current is generation 42 of build 9, and its hand-off was killed before the history had its line. */
function standAt42(): void {
  const generation = join(folder, 'generations/000042');
  mkdirSync(generation, { recursive: true });
  const facts = { release: '1.9.0', generation: 42, kind: 'release', source: { commit: 'a', build: 9, url: 'u' } };
  writeFileSync(join(generation, 'handoff.json'), `${JSON.stringify(facts, undefined, 2)}\n`);
  writeFileSync(join(generation, 'release.json'), '{}\n');
  symlinkSync('generations/000042', join(folder, 'current'));
}

const line42 = historyLine({ generation: 42, release: '1.9.0', recordBuild: 9, build: 9, highestBuild: 9 });
const line43 = historyLine({ generation: 43 });

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
      lines = [line],
    }: {
      readonly args?: readonly string[];
      readonly begin?: string;
      readonly env?: Readonly<Record<string, string>>;
      readonly generation?: string;
      readonly uid?: number;
      readonly lines?: readonly string[];
    } = {},
  ): Received {
    const [command, ...options] = shell.shell;
    const all = [...options, '-c', receiveScript, 'receive.sh', '--root', root, '--project', 'ProjectA', ...args];
    const { status, stdout, stderr } = spawnSync(command, all, {
      env: { PATH: shell.path, ...env },
      input: Buffer.concat([Buffer.from(`${[begin, ...lines, `bundle ${generation}`].join('\n')}\n`), bundle]),
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
      '@tagship received',
      '@tagship checked',
      '@tagship durable',
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

  test.each([
    [
      'before anything is switched',
      1,
      /^the bundle could not be written through to the disk of .*; nothing was changed$/,
    ],
    ['before current is switched', 2, /^generation 000001 could not be written through .*; it is not in use$/],
  ])('a disk that tells only at sync that it is full ends it %s', (_when, failing, told) => {
    const bin = join(root, 'bin');
    mkdirSync(bin);
    const sync = `#!/bin/sh\necho x >>${root}/syncs\n[ "$(wc -l <${root}/syncs)" -ne ${failing} ] ||\n  { echo "sync: error syncing '$2': No space left on device" >&2; exit 1; }\n`;
    writeFileSync(join(bin, 'sync'), sync, { mode: 0o755 });
    // busybox runs its own sync before one of the PATH, unless it is called by its path: a function stands before both
    const [command, ...options] = shell.shell;
    const script = `sync() { "${bin}/sync" "$@"; }\n${receiveScript}`;
    const { status, stderr } = spawnSync(
      command,
      [...options, '-c', script, 'receive.sh', '--root', root, '--project', 'ProjectA'],
      {
        env: { PATH: shell.path },
        input: Buffer.concat([
          Buffer.from(`begin 1 2.0.0 10 acme/projecta.dist:10\n${line}\nbundle 000001\n`),
          whole(ownFiles),
        ]),
        encoding: 'utf8',
      },
    );
    const standingThen = standing();
    const again = receive(whole(ownFiles.map(asGeneration(failing))), {
      generation: `00000${failing}`,
      lines: [historyLine({ generation: failing })],
    });

    expect(status).toBe(1);
    expect(stderr.trimEnd()).toMatch(told);
    expect(stderr).toContain("(sync: error syncing '");
    expect(standingThen).not.toContain('current');
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(readlinkSync(join(folder, 'current'))).toBe(`generations/00000${failing}`);
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

  describe('after generation 42', () => {
    const bundle43 = (): Buffer => whole(replaced('handoff.json', ': 1,\n  "kind"', ': 43,\n  "kind"'));

    it.each(['000000', '000007', '000042', '000044', '0000043', '999999999', '1000000000', '123456789012', '43', '4x'])(
      'refuses %s, which does not follow it',
      (generation) => {
        standAt42();
        const value = Number(generation);
        const bundle = whole(replaced('handoff.json', ': 1,\n  "kind"', `: ${value},\n  "kind"`));

        const { status, stderr } = receive(bundle, { generation, lines: [historyLine({ generation: value })] });

        expect(stderr).toMatch(/does not follow generation 000042|is not the number of a generation/);
        expect(status).toBe(1);
        expect(readlinkSync(join(folder, 'current'))).toBe('generations/000042');
        expect(readdirSync(join(folder, 'generations'))).toEqual(['000042']);
      },
    );

    it('goes on behind the last line of the history where its generation is gone', () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'history'), `${line42.replace('history ', '')}\n`);

      expect(receive(whole(ownFiles)).stderr).toContain('generation 000001 does not follow generation 42');
      expect(receive(bundle43(), { generation: '000043', lines: [line43] })).toMatchObject({ status: 0, stderr: '' });
    });

    const wrongLines: readonly (readonly [what: string, lines: readonly string[]])[] = [
      ['no line', []],
      ['a line of other fields', ['history {"x":1}']],
      ['a line with one field more', [historyLine({ generation: 43, x: 1 })]],
      ['a line that says a thing twice', [line43.replace('"build":', '"build":1,"build":')]],
      ['a line without its end', [`${line43.slice(0, -2)}}`]],
      ['two lines of this generation', [line43, line43]],
      ['a line of a later generation', [line43, historyLine({ generation: 44 })]],
      ['a line of an earlier generation', [historyLine({ generation: 41 }), line43]],
      ['a line of another release', [historyLine({ generation: 43, release: '2.0.1' })]],
      ['a line of another build', [historyLine({ generation: 43, build: 9 })]],
      ['a highest build that never was', [historyLine({ generation: 43, highestBuild: 999_999 })]],
      ['a line of current of another release', [line42.replace('1.9.0', '1.9.1'), line43]],
      ['a line of current of another build', [line42.replaceAll(':9,', ':99,'), line43]],
      [
        'a line of current with a highest build that never was',
        [line42.replace('highestBuild":9', 'highestBuild":99'), line43],
      ],
    ];

    it.each(wrongLines)('refuses %s for the history', (_what, lines) => {
      standAt42();

      const { status, stderr } = receive(bundle43(), { generation: '000043', lines });

      expect(stderr).toContain('nothing was changed');
      expect(stderr).toContain('history');
      expect(status).toBe(1);
      expect(readlinkSync(join(folder, 'current'))).toBe('generations/000042');
      expect(existsSync(join(folder, 'history'))).toBe(false);
    });

    it('takes the line that the history lacks, once', () => {
      standAt42();

      expect(receive(bundle43(), { generation: '000043', lines: [line42, line43] })).toMatchObject({ status: 0 });
      expect(readFileSync(join(folder, 'history'), 'utf8')).toBe(
        `${[line42, line43].join('\n').replaceAll('history ', '')}\n`,
      );
      const again = [historyLine({ generation: 43 }), historyLine({ generation: 44 })];
      expect(receive(bundle43(), { generation: '000044', lines: again }).stderr).toContain('nothing was changed');
    });

    it('takes the highest build of the history, with a build that is lower', () => {
      standAt42();
      writeFileSync(
        join(folder, 'history'),
        `${line42.replace('history ', '').replace('highestBuild":9', 'highestBuild":30')}\n`,
      );

      expect(
        receive(bundle43(), { generation: '000043', lines: [historyLine({ generation: 43, highestBuild: 30 })] }),
      ).toMatchObject({ status: 0 });
    });
  });

  it.each([
    ['where no folder can be made', '/proc/nope'],
    ['below a file', '/proc/version'],
  ])('finds in a dry run too that nothing can be written %s', (_what, place) => {
    const { status, stdout, stderr } = receive(Buffer.alloc(0), {
      args: ['--root', place],
      begin: 'look 1 2.0.0 10 x',
    });

    expect(stderr).toMatch(new RegExp(`^${place}/ProjectA cannot be made or written to by \\w+ \\(mkdir: .*\\)\\n$`));
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

    /** A step with some tools of its own, each a piece of a shell script in the place of the tool. */
    function startWith(tools: Readonly<Record<string, string>>, args: readonly string[] = []) {
      const bin = mkdtempSync(join(root, 'bin-'));
      for (const [tool, text] of Object.entries(tools)) {
        const real = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
        writeFileSync(join(bin, tool), `#!/bin/sh\n${text}\nexec ${real} "$@"\n`, { mode: 0o755 });
      }
      const [command, ...options] = shell.shell;
      const all = [...options, '-c', receiveScript, 'receive.sh', '--root', root, '--project', 'ProjectA', ...args];
      const child = spawn(command, all, { env: { PATH: `${bin}:${shell.path}` }, stdio: 'pipe' });
      child.stdin.on('error', () => undefined);
      child.stdin.end(Buffer.concat([Buffer.from(`begin 1 2.0.0 10 x:1\n${line}\nbundle 000001\n`), whole(ownFiles)]));
      let told = '';
      child.stderr.on('data', (text: Buffer) => {
        told += text.toString();
      });
      child.stdout.resume();
      const ended = new Promise<{ readonly status: number | null; readonly told: string }>((resolve) => {
        child.once('close', (status) => resolve({ status, told }));
      });
      return { ended };
    }

    async function untilThere(file: string): Promise<void> {
      for (let tries = 0; !existsSync(file) && tries < 1200; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(existsSync(file)).toBe(true);
    }

    it('that was taken over leaves no part of a generation, whenever its former holder goes on', async () => {
      const at = join(root, 'at');
      const go = join(root, 'go');
      const slow = startWith({
        mv: `case "$*" in *"/bundle generations/"*) : >${at}; until [ -e ${go} ]; do sleep 0.05; done ;; esac`,
      });
      await untilThere(at);
      const other = startWith(
        {
          rm: `for f; do if [ -f "$f/bundle/SHA256SUMS" ] && [ ! -e ${go} ]; then echo >"$f/bundle/install.sh"; : >${go}; sleep 1; fi; done`,
        },
        ['--stale-after', '1'],
      );

      expect(await slow.ended).toMatchObject({ status: 1 });
      expect(await other.ended).toMatchObject({ status: 0 });
      expect(readFileSync(join(folder, 'generations/000001/install.sh'), 'utf8')).toBe('exit 0\n');
      expect(standing().toSorted()).toEqual(['current', 'generations', 'history']);
    });

    it('is not taken over from a holder whose disk is slow', async () => {
      const at = join(root, 'at');
      const slow = startWith({ sync: `if [ ! -e ${at} ]; then : >${at}; sleep 5; fi` }, ['--stale-after', '2']);
      await untilThere(at);
      const other = startWith({}, ['--stale-after', '2']);

      expect(await slow.ended).toMatchObject({ status: 0 });
      expect((await other.ended).told).not.toContain('took over');
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
