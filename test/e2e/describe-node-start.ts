import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { mapLimited } from '../../lib/core/parallel.ts';
import { publishRelease } from '../../lib/release/publish/publish-release.ts';
import { openS3Store } from '../../lib/store/s3/s3-store.ts';
import { createGitRepository } from '../../lib/testing/git-repository.ts';
import { listenOnLoopback } from '../../lib/testing/listen-on-loopback.ts';
import manifest from '../../package.json' with { type: 'json' };
import type { ProjectServer } from './project-servers.ts';

const builtNode = join(import.meta.dirname, '../../dist/tagship-node.mjs');
const script = join(import.meta.dirname, '../../node/bootstrap/tagship-start.sh');
const binName = `tagship-node-linux-${process.arch}`;

/** What the script says that it needs, beside an S3 client. */
const tools = ['tar', 'gzip', 'sha256sum', 'sed', 'awk', 'grep', 'tr', 'cut', 'sort', 'head', 'wc', 'mktemp', 'find'];
const smallTools = ['mkdir', 'mv', 'rm', 'cat', 'uname', 'sync', 'echo', 'printf', 'ls'];

/** A shell and the programs that a machine has. */
const machines = {
  'dash and curl': { shell: ['dash'], client: 'curl', applets: false },
  'dash and the AWS CLI': { shell: ['dash'], client: 'aws', applets: false },
  'bash and curl': { shell: ['bash'], client: 'curl', applets: false },
  'busybox and curl': { shell: ['busybox', 'sh'], client: 'curl', applets: true },
} as const;

type MachineName = keyof typeof machines;

const machineNames: readonly MachineName[] = [
  'dash and curl',
  'dash and the AWS CLI',
  'bash and curl',
  'busybox and curl',
];

interface StartRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A node's beginning, against a store that a server holds. */
export function describeNodeStart(start: () => Promise<ProjectServer>): void {
  describe("a node's beginning", () => {
    let server: ProjectServer;
    let folder: string;
    let home: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tagship start '));
      server = await start();
      await publish('1.9.0', fakeNode('1.9.0'));
    });
    afterAll(async () => {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(() => {
      home = mkdtempSync(join(folder, 'machine '));
    });

    const key = (version: string, suffix: string): string => `TagshipNode/${version}/${binName}${suffix}`;

    async function publish(tag: string, program: (target: string) => void): Promise<void> {
      using repository = createGitRepository();
      const commit = repository.commit({ 'README.md': tag });
      program(join(repository.directory, 'tagship-node'));
      const { bucket, account } = server.projects.PROJECTA;
      const { accessKeyId, secretAccessKey } = account;
      const store = openS3Store({
        name: 'PROJECTA',
        bucket,
        region: 'us-east-1',
        endpoint: server.endpoint,
        credentials: { kind: 'keys', accessKeyId, secretAccessKey },
      });
      const { status, diagnostics } = await publishRelease({
        kind: 'src',
        name: 'TagshipNode',
        binName,
        files: ['tagship-node'],
        target: { on: 'tag', tag },
        cloneDir: repository.directory,
        stores: [store],
        build: { repository: 'acme/tagshipnode.src', repositoryUuid: '{t}', commit, build: 1 },
      });
      store.close();
      expect({ status, diagnostics: diagnostics.filter(({ severity }) => severity === 'error') }).toEqual({
        status: 'published',
        diagnostics: [],
      });
    }

    /** Removes a version again, so that the next test finds what it expects. */
    async function publishForThisTest(tag: string, program: (target: string) => void): Promise<void> {
      await publish(tag, program);
      onTestFinished(async () => {
        for (const suffix of ['.src.json', '.tar.gz']) {
          await remove(key(tag, suffix));
        }
      });
    }

    async function remove(Key: string): Promise<void> {
      const { bucket: Bucket, client } = server.projects.PROJECTA;
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    }

    /** Runs the script on a machine that has nothing but what it needs, with the rights of a node. */
    async function run(
      machine: MachineName,
      args: readonly string[] = ['status'],
      changes: Readonly<Record<string, string>> = {},
    ): Promise<StartRun> {
      const { shell, client, applets } = machines[machine];
      const { accessKeyId, secretAccessKey } = server.user('PROJECTA', 'node');
      const bin = createBin(join(home, 'bin'), client, applets);
      const env = {
        PATH: bin,
        HOME: home,
        TAGSHIP_CONF: join(home, 'none.conf'),
        TAGSHIP_BUCKET: server.projects.PROJECTA.bucket,
        TAGSHIP_ENDPOINT: server.endpoint,
        TAGSHIP_HOME: join(home, 'opt'),
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        ...changes,
      };
      const [program, ...before] = shell;
      try {
        const ran = await promisify(execFile)(`/usr/bin/${program}`, [...before, script, ...args], { env });
        return { exitCode: 0, ...ran };
      } catch (error) {
        if (error instanceof Error && 'code' in error && 'stdout' in error && 'stderr' in error) {
          return { exitCode: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) };
        }
        throw error;
      }
    }

    const kept = (): readonly string[] =>
      existsSync(join(home, 'opt/releases')) ? readdirSync(join(home, 'opt/releases')).toSorted() : [];

    test.each(machineNames)(
      'on an empty machine with %s it brings the newest version and calls it with the arguments',
      async (machine) => {
        await publishForThisTest('1.10.0', fakeNode('1.10.0'));

        const first = await run(machine, ['apply', '--bundle', 'a folder', '']);
        const second = await run(machine, ['status']);

        expect(first).toEqual({
          exitCode: 0,
          stdout: '1.10.0 <apply> <--bundle> <a folder> <>\n',
          stderr: 'tagship-start: tagship-node 1.10.0 is here\n',
        });
        expect(second).toEqual({ exitCode: 0, stdout: '1.10.0 <status>\n', stderr: '' });
        expect(kept()).toEqual(['1.10.0']);
      },
    );

    test.each(machineNames)('with %s a newer version takes the place of the old one', async (machine) => {
      await run(machine);
      await publishForThisTest('1.9.1', fakeNode('1.9.1'));
      await run(machine);
      await publishForThisTest('2.0.0', fakeNode('2.0.0'));

      const { stdout, stderr } = await run(machine);

      expect({ stdout, stderr }).toEqual({
        stdout: '2.0.0 <status>\n',
        stderr: 'tagship-start: tagship-node 2.0.0 is here\n',
      });
      expect(kept()).toEqual(['1.9.1', '2.0.0']);
    });

    test('what is here is never replaced by an older one', async () => {
      await publish('3.0.0', fakeNode('3.0.0'));
      await run('dash and curl');
      await remove(key('3.0.0', '.src.json'));
      await remove(key('3.0.0', '.tar.gz'));

      const { stdout, stderr } = await run('dash and curl');

      expect({ stdout, stderr }).toEqual({ stdout: '3.0.0 <status>\n', stderr: '' });
    });

    test('a version that is named is used, an older one too', async () => {
      await publishForThisTest('2.0.0', fakeNode('2.0.0'));
      await run('dash and curl');

      const { stdout } = await run('dash and curl', ['status'], { TAGSHIP_VERSION: '1.9.0' });

      expect(stdout).toBe('1.9.0 <status>\n');
    });

    test('settings may stand in a file, which wins', async () => {
      writeFileSync(join(home, 'start.conf'), `TAGSHIP_HOME='${join(home, 'other')}'\n`);

      const { stdout } = await run('dash and curl', ['status'], { TAGSHIP_CONF: join(home, 'start.conf') });

      expect(stdout).toBe('1.9.0 <status>\n');
      expect(readFileSync(join(home, 'other/current'), 'utf8')).toBe('1.9.0\n');
    });

    const clients: readonly MachineName[] = ['dash and curl', 'dash and the AWS CLI'];
    const down = { TAGSHIP_ENDPOINT: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };

    test.each(clients)('with %s, while the store is down, what is here is used', async (machine) => {
      await run(machine);

      const { exitCode, stdout, stderr } = await run(machine, ['status'], down);

      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1.9.0 <status>\n' });
      expect(stderr).toContain('tagship-start: going on with tagship-node 1.9.0, which is here\n');
    });

    test.each(clients)('with %s, while the store is down, an empty machine ends with 1', async (machine) => {
      const { exitCode, stdout, stderr } = await run(machine, ['status'], down);

      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(/tagship-start: there is no tagship-node on this machine, and none could be brought\n$/);
      expect(kept()).toEqual([]);
    });

    describe('what a power cut leaves', () => {
      const current = (): string => join(home, 'opt/current');

      test.each(machineNames)(
        'with %s, where nothing says what is in use and the store is down, the newest that is whole is used',
        async (machine) => {
          await publishForThisTest('1.10.0', fakeNode('1.10.0'));
          await run(machine, ['status'], { TAGSHIP_VERSION: '1.9.0' });
          await run(machine);
          mkdirSync(join(home, 'opt/releases/2.0.0/tagship-node'), { recursive: true });
          for (const content of ['', '\0\0\0\0\0\0\0', '2.0.0\n', '../../x\n']) {
            writeFileSync(current(), content);

            const { exitCode, stdout } = await run(machine, ['status'], down);

            expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1.10.0 <status>\n' });
          }
          const pinned = await run(machine, ['status'], { ...down, TAGSHIP_VERSION: '1.9.0' });

          expect(pinned.stdout).toBe('1.9.0 <status>\n');
        },
      );

      test.each(['node', 'tagship-node.mjs'])('an empty %s is not used, and is brought again', async (file) => {
        await run('dash and curl');
        writeFileSync(join(home, 'opt/releases/1.9.0/tagship-node', file), '');

        const whileDown = await run('dash and curl', ['status'], down);
        const again = await run('dash and curl');

        expect({ exitCode: whileDown.exitCode, stdout: whileDown.stdout }).toEqual({ exitCode: 1, stdout: '' });
        expect(again.stdout).toBe('1.9.0 <status>\n');
        expect(readFileSync(join(home, 'opt/releases/1.9.0/tagship-node', file), 'utf8')).not.toBe('');
        expect(kept()).toEqual(['1.9.0']);
      });

      test('the new name is on the disk before it is in use', async () => {
        const order = join(home, 'order');
        createBin(join(home, 'bin'), 'curl', false);
        for (const tool of ['sync', 'mv']) {
          rmSync(join(home, 'bin', tool));
          const lines = ['#!/bin/sh', `echo "${tool}" $(printf '%s' "$*" | grep -o '[^/]*$') >>'${order}'`];
          writeFileSync(join(home, 'bin', tool), [...lines, `exec /usr/bin/${tool} "$@"`, ''].join('\n'), {
            mode: 0o755,
          });
        }

        await run('dash and curl');

        expect(readFileSync(order, 'utf8').split('\n')).toEqual(['sync', 'mv 1.9.0', 'sync', 'mv current', 'sync', '']);
      });
    });

    test.each<[string, (content: Buffer) => Buffer]>([
      ['one other bit', (content) => Buffer.from(content.map((byte, index) => (index === 40 ? byte ^ 1 : byte)))],
      ['a byte less', (content) => content.subarray(1)],
      ['more', (content) => Buffer.concat([content, Buffer.alloc(1_000_000)])],
    ])('a package with %s than its record says is not used', async (_, change) => {
      await run('dash and curl');
      await publishForThisTest('2.0.0', fakeNode('2.0.0'));
      const { bucket: Bucket, client } = server.projects.PROJECTA;
      const Key = key('2.0.0', '.tar.gz');
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
      await client.send(new PutObjectCommand({ Bucket, Key, Body: change(content) }));

      const { exitCode, stdout, stderr } = await run('dash and curl');

      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1.9.0 <status>\n' });
      expect(stderr).toMatch(/is not what its record says; nothing of it was used|cannot be fetched/);
      expect(kept()).toEqual(['1.9.0']);
    });

    test('a release whose record is not there yet is passed over', async () => {
      await publishForThisTest('2.0.0', fakeNode('2.0.0'));
      await remove(key('2.0.0', '.src.json'));

      const { stdout } = await run('dash and curl');

      expect(stdout).toBe('1.9.0 <status>\n');
    });

    test('a record of something else is not believed', async () => {
      await publishForThisTest('2.0.0', fakeNode('2.0.0'));
      const { bucket: Bucket, client } = server.projects.PROJECTA;
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key('1.9.0', '.src.json') }));
      const record = (await Body?.transformToString()) ?? '';
      await client.send(new PutObjectCommand({ Bucket, Key: key('2.0.0', '.src.json'), Body: record }));

      const { exitCode, stderr } = await run('dash and curl');

      expect(exitCode).toBe(1);
      expect(stderr).toContain(`the record of ${binName} 2.0.0 is not one that can be read`);
    });

    test('a program that does not run on this machine takes the place of none', async () => {
      await run('dash and curl');
      await publishForThisTest('2.0.0', (target) => {
        mkdirSync(target);
        writeFileSync(join(target, 'node'), '\x7fELF of another machine', { mode: 0o755 });
        writeFileSync(join(target, 'tagship-node.mjs'), '// a program\n');
      });

      const { stdout, stderr } = await run('dash and curl');

      expect(stdout).toBe('1.9.0 <status>\n');
      expect(stderr).toContain('tagship-node 2.0.0 does not run on this machine');
      expect(kept()).toEqual(['1.9.0']);
    });

    /** Puts other bytes in the place of a package, and what they are into its record. */
    async function replacePackage(tag: string, content: Buffer): Promise<void> {
      const { bucket: Bucket, client } = server.projects.PROJECTA;
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key(tag, '.src.json') }));
      const record = JSON.parse((await Body?.transformToString()) ?? '');
      const sha256 = createHash('sha256').update(content).digest('hex');
      const changed = { ...record, package: { ...record.package, sha256, size: content.length } };
      await client.send(new PutObjectCommand({ Bucket, Key: key(tag, '.tar.gz'), Body: content }));
      const text = JSON.stringify(changed, null, 2);
      await client.send(new PutObjectCommand({ Bucket, Key: key(tag, '.src.json'), Body: text }));
    }

    /** A package as it is made by tar, and not by tagship. */
    function tarOf(program: (target: string) => void, options: readonly string[] = []): Buffer {
      const source = mkdtempSync(join(folder, 'source '));
      program(join(source, 'tagship-node'));
      return execFileSync('tar', ['-cz', ...options, '-C', source, 'tagship-node']);
    }

    test.each(machineNames)(
      'with %s a package that is far greater inside than outside fills no disk',
      async (machine) => {
        await publishForThisTest('2.0.0', fakeNode('2.0.0'));
        const bomb = (target: string): void => {
          fakeNode('2.0.0')(target);
          for (const name of ['first', 'second', 'third']) {
            writeFileSync(join(target, name), Buffer.alloc(10 * 1024 * 1024));
          }
        };
        await replacePackage('2.0.0', tarOf(bomb));

        const { exitCode, stderr } = await run(machine);

        expect(exitCode).toBe(1);
        expect(stderr).toContain(`${key('2.0.0', '.tar.gz')} cannot be unpacked`);
        expect(kept()).toEqual([]);
      },
    );

    test.skipIf(process.getuid?.() !== 0).each(machineNames)(
      'with %s what root unpacks is owned by root, whatever the package says',
      async (machine) => {
        await publishForThisTest('2.0.0', fakeNode('2.0.0'));
        await replacePackage('2.0.0', tarOf(fakeNode('2.0.0'), ['--owner=1234', '--group=1234', '--numeric-owner']));

        const { stdout } = await run(machine);

        expect(stdout).toBe('2.0.0 <status>\n');
        const { uid, gid } = statSync(join(home, 'opt/releases/2.0.0/tagship-node/node'));
        expect({ uid, gid }).toEqual({ uid: 0, gid: 0 });
      },
    );

    test.each(machineNames)('with %s the newest version is found behind a thousand others', async (machine) => {
      const { bucket: Bucket, client } = server.projects.PROJECTA;
      const keys = Array.from({ length: 1_001 }, (_, index) => `TagshipNode/0.0.${index}/x`);
      await mapLimited(keys, 20, async (Key) => await client.send(new PutObjectCommand({ Bucket, Key, Body: '' })));
      onTestFinished(async () => {
        await mapLimited(keys, 20, remove);
      });

      const { stdout } = await run(machine);

      expect(stdout).toBe('1.9.0 <status>\n');
    });

    test('no proxy is asked for the keys of the role', async () => {
      const proxied: string[] = [];
      const asked: string[] = [];
      const proxy = await startListener(proxied);
      const metadata = await startListener(asked);

      await run('dash and curl', ['status'], {
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata,
        http_proxy: proxy,
      });

      expect(asked).toContain('PUT /latest/api/token');
      expect(proxied.filter((line) => line.includes('/latest/'))).toEqual([]);
    });

    test("without keys those of the instance's role are used", async () => {
      const { accessKeyId, secretAccessKey } = server.user('PROJECTA', 'node');
      const asked: string[] = [];
      const metadata = createServer(({ method, url = '', headers }, response) => {
        asked.push(`${method} ${url}`);
        const isToken = method === 'PUT' && url === '/latest/api/token';
        const hasToken = headers['x-aws-ec2-metadata-token'] === 'session';
        response.statusCode = isToken || hasToken ? 200 : 401;
        const isRole = url.endsWith('/security-credentials/node-role');
        const keys = JSON.stringify(
          { Code: 'Success', AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey },
          null,
          2,
        );
        response.end(isToken ? 'session' : isRole ? keys : 'node-role');
      });
      const address = await listenOnLoopback(metadata);
      onTestFinished(() => {
        metadata.close();
      });

      const { stdout } = await run('dash and curl', ['status'], {
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://${address}`,
      });

      expect(stdout).toBe('1.9.0 <status>\n');
      expect(asked[0]).toBe('PUT /latest/api/token');
    });

    test('a machine without keys and without a role is told so', async () => {
      const { exitCode, stderr } = await run('dash and curl', ['status'], {
        AWS_ACCESS_KEY_ID: '',
        AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9',
      });

      expect(exitCode).toBe(1);
      expect(stderr).toContain('this machine has no role, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
    });

    test('a pinned version that is no release is refused before it is part of a path', async () => {
      const { exitCode, stderr } = await run('dash and curl', ['status'], { TAGSHIP_VERSION: '../../1.0.0' });

      expect(exitCode).toBe(1);
      expect(stderr).toContain('TAGSHIP_VERSION is no release: ../../1.0.0');
    });

    test('ten at once on an empty machine all end well, and leave one version', async () => {
      const runs = await Promise.all(Array.from({ length: 10 }, async () => await run('dash and curl')));

      expect(runs.map(({ exitCode, stdout }) => `${exitCode} ${stdout}`)).toEqual(runs.map(() => '0 1.9.0 <status>\n'));
      expect(kept()).toEqual(['1.9.0']);
      expect(readdirSync(join(home, 'opt/releases/1.9.0'))).toEqual(['tagship-node']);
    });

    test('two that bring the same version at the same moment leave one', async () => {
      createBin(join(home, 'bin'), 'curl', false);
      const releases = join(home, 'opt/releases');
      rmSync(join(home, 'bin/mv'));
      // the other one is a moment faster
      const faster = `case $2 in '${releases}'/1.9.0) mkdir "$2"; cp -R "$1/tagship-node" "$2" ;; esac`;
      writeFileSync(join(home, 'bin/mv'), ['#!/bin/sh', faster, 'exec /usr/bin/mv "$@"', ''].join('\n'), {
        mode: 0o755,
      });
      symlinkSync('/usr/bin/cp', join(home, 'bin/cp'));

      const { exitCode, stdout } = await run('dash and curl');

      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1.9.0 <status>\n' });
      expect(readdirSync(join(releases, '1.9.0'))).toEqual(['tagship-node']);
    });

    test('what a pipeline of TagshipNode.src publishes is what a machine then has', { timeout: 120_000 }, async () => {
      await publishForThisTest('2.0.0', (target) => {
        mkdirSync(target);
        copyFileSync(process.execPath, join(target, 'node'));
        chmodSync(join(target, 'node'), 0o755);
        copyFileSync(builtNode, join(target, 'tagship-node.mjs'));
      });

      const version = await run('dash and curl', ['--version']);
      const status = await run('dash and curl', ['status', '--root', home, '--project', 'ProjectA', '--json']);

      expect(version).toMatchObject({ exitCode: 0, stdout: `tagship-node ${manifest.version}\n` });
      expect(JSON.parse(status.stdout)).toMatchObject({ project: 'ProjectA' });
    });
  });
}

/** A server that notes what it is asked, and has nothing. */
async function startListener(asked: string[]): Promise<string> {
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.writeHead(404).end();
  });
  onTestFinished(() => {
    server.close();
  });
  return `http://${await listenOnLoopback(server)}`;
}

/** A `node` that says which version it is of, and what it was called with. */
function fakeNode(version: string): (target: string) => void {
  return (target) => {
    mkdirSync(target);
    const lines = ['#!/bin/sh', 'shift', `printf '${version}'`, `for arg; do printf ' <%s>' "$arg"; done`, 'echo', ''];
    writeFileSync(join(target, 'node'), lines.join('\n'), { mode: 0o755 });
    writeFileSync(join(target, 'tagship-node.mjs'), '// a program\n');
  };
}

/** A PATH that has what the script says that it needs, and nothing else. */
function createBin(folder: string, client: string, applets: boolean): string {
  if (!existsSync(folder)) {
    mkdirSync(folder);
    for (const tool of [...tools, ...smallTools]) {
      symlinkSync(applets ? '/usr/bin/busybox' : `/usr/bin/${tool}`, join(folder, tool));
    }
    symlinkSync(`/usr/bin/${client}`, join(folder, client));
  }
  return folder;
}
