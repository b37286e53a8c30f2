import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExampleRelease, readExampleReleases } from '../lib/testing/example-world.ts';

const program = join(import.meta.dirname, '..', 'demo', 'main.ts');
const buckets = ['acme-projecta', 'acme-projectb'] as const;
/** Far above what it takes: it runs pipelines and Ansible, on a machine that may be busy. */
const timeLimitMs = 600_000;

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let temporary: string;

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'tagship demo '));
});

afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
});

describe('npm run demo', () => {
  let demo: Ended;
  let kept: string;
  let scratch: string;

  beforeAll(async () => {
    kept = join(temporary, 'kept');
    scratch = newFolder('scratch');
    demo = await startDemo(scratch, '--keep', kept).ended();
  }, timeLimitMs);

  test('ends well, and every claim that it makes holds', () => {
    expect(demo).toMatchObject({ exitCode: 0, stderr: '' });
    expect(demo.stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^✔ \d+ pipelines ran in [\d.]+ s; all \d+ claims hold\.$/,
    );
    expect(demo.stdout).not.toMatch(/^ {2}✖/m);
  });

  test('is not longer than a person reads', () => {
    expect(demo.stdout.split('\n').length).toBeLessThan(260);
  });

  test('rolls out with the Ansible of this machine and shows what Slack gets, or says how to install it', () => {
    const [, part = ''] = demo.stdout.split('9. The same with Ansible, and somebody is told\n');
    const hasAnsible = ['/usr/local/bin', '/usr/bin', '/bin'].some((folder) =>
      existsSync(join(folder, 'ansible-playbook')),
    );

    expect(part).toMatch(
      hasAnsible
        ? /What Slack gets:\n.*install or upgrade failed on 1 host\n.*Time: .*\n.*Host: edge-2\n.*Ansible status: failed\n.*Node status: failure\n/
        : /apt-get install --no-install-recommends ansible-core\n/,
    );
    expect(part.match(/^ {2}✔ .*(?:told|repeat it|told once)$/gm)?.length ?? 0).toBe(hasAnsible ? 3 : 0);
  });

  test.each(readExampleReleases())(
    'shows $repository $tag as a pipeline on developer, and as one on the tag',
    (release) => {
      const { repository, tag } = release;
      const name = basename(repository, extname(repository));

      expect(demo.stdout).toMatch(
        new RegExp(`^ {2}${repository} +developer +build \\d+ +✔ ${name} developer is `, 'm'),
      );
      expect(demo.stdout).toMatch(
        new RegExp(`^ {2}${repository} +tag ${tag} +build \\d+ +✔ ${name} ${tag} is released`, 'm'),
      );
    },
  );

  test.each(readExampleReleases())('its tree has $repository $tag', (release) => {
    const line = new RegExp(
      `^ {4}${release.tag}/ +${stemOf(release)}\\.\\{tar\\.gz,${kindOf(release)}\\.json\\} `,
      'm',
    );

    expect(demo.stdout).toMatch(line);
  });

  test.each(buckets)('%s has the objects of world.yaml, one more release, and nothing else', (bucket) => {
    const releases = readExampleReleases().filter((release) => bucketsOf(release).includes(bucket));
    const folders = [...releases, ...releases.map((release) => ({ ...release, tag: 'developer' }))];
    const expected = folders.flatMap((release) => {
      const start = `${basename(release.repository, extname(release.repository))}/${release.tag}/${stemOf(release)}`;
      return [`${start}.tar.gz`, `${start}.${kindOf(release)}.json`];
    });

    const keys = filesIn(join(kept, bucket));

    expect(keys.filter((key) => !key.includes('-hotfix/'))).toEqual([...new Set(expected)].toSorted());
    expect(keys.filter((key) => key.includes('-hotfix/'))).toHaveLength(2);
  });

  test.each([
    ['acme-projecta', /projectb/i],
    ['acme-projectb', /projecta/i],
  ])('no line of any file in %s, unpacked, mentions the other project', (bucket, other) => {
    const folder = newFolder('unpacked');
    const archives = filesIn(join(kept, bucket)).filter((key) => key.endsWith('.tar.gz'));
    for (const [index, key] of archives.entries()) {
      const target = join(folder, String(index));
      mkdirSync(target);
      execFileSync('tar', ['-xzf', join(kept, bucket, key), '-C', target]);
    }
    const records = filesIn(join(kept, bucket)).filter((key) => key.endsWith('.json'));
    const files = [
      ...filesIn(folder).map((file) => join(folder, file)),
      ...records.map((file) => join(kept, bucket, file)),
    ];

    const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));

    expect(lines.filter((line) => line.includes(`s3://${bucket}/`)).length).toBeGreaterThan(archives.length);
    expect(lines.filter((line) => other.test(line))).toEqual([]);
  });

  test('shows the line of deploy.sh that each store has', () => {
    for (const bucket of buckets) {
      expect(demo.stdout).toContain(`  ${bucket}  aws s3 cp "s3://${bucket}/ModuleX/1.4.2/modulex-client.tar.gz"`);
    }
  });

  test('shows the lock of every release of a project, in the order of its repo-info', () => {
    const rows = [...demo.stdout.matchAll(/^ {2}(Project[AB] \S+|) +\d\. {5}(\w+) +(\S+) .* -> (\w+ \S+)$/gm)];

    expect(rows.map(([, release, module, version]) => [release, module, version])).toEqual([
      ['ProjectA 2.1.0', 'BaseLib', '1.2.3'],
      ['', 'ModuleX', '2.0.0'],
      ['', 'Nginx', '1.24.0'],
      ['ProjectA 2.2.0', 'BaseLib', '1.3.0'],
      ['', 'ModuleX', '2.1.0'],
      ['', 'Nginx', '1.24.0'],
      ['ProjectB 1.0.0', 'BaseLib', '1.3.0'],
      ['', 'ModuleX', '2.1.0'],
    ]);
  });

  test('ends with three nodes that were installed, upgraded but for one, and brought back', () => {
    const rows = [...demo.stdout.matchAll(/^ {2}(node-\d) +(\S+) +(\w+) +(.*)$/gm)].map(([, ...row]) => row.join(' '));

    const [installed, upgraded, back] = [
      'installed: BaseLib deploy.sh, ModuleX deploy.sh, Nginx deploy.sh',
      'upgraded: BaseLib upgrade.sh, ModuleX upgrade.sh',
      'rolled-back: BaseLib upgrade.sh, ModuleX upgrade.sh',
    ];
    expect(rows).toEqual([
      ...[1, 2, 3].map((node) => `node-${node} 2.1.0 active ${installed}`),
      ...[1, 2].map((node) => `node-${node} 2.2.0 active ${upgraded}`),
      'node-3 2.2.0 failure upgrade.sh of ModuleX 2.1.0 exited with 1',
      ...[1, 2, 3].map((node) => `node-${node} 2.1.0 active ${back}`),
    ]);
    // a long path breaks the line
    expect(demo.stdout.replaceAll(/\n {2}│ +/g, ' ')).toContain('generation 3, a rollback (before: 2.2.0)');
  });

  test('leaves no temporary file behind', () => {
    expect(readdirSync(scratch)).toEqual([]);
  });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the demo at once, and nothing is left behind', async (signal) => {
  const scratch = newFolder('interrupted');
  const { child, ended } = startDemo(scratch);
  await once(child.stdout, 'data');

  child.kill(signal);
  const { exitCode, stderr } = await ended();

  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `Error: stopped by ${signal}\n` });
  expect(readdirSync(scratch)).toEqual([]);
});

function startDemo(scratch: string, ...options: readonly string[]) {
  const child = spawn(process.execPath, [program, ...options], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', TMPDIR: scratch },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimitMs,
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const pieces: string[] = [];
    stream.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
    return pieces;
  });
  const close = once(child, 'close');
  return {
    child,
    ended: async (): Promise<Ended> => {
      await close;
      return { exitCode: child.exitCode, stdout: stdout?.join('') ?? '', stderr: stderr?.join('') ?? '' };
    },
  };
}

function newFolder(name: string): string {
  return mkdtempSync(join(temporary, `${name} `));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();
}

/** src, rel or dist */
function kindOf({ repository }: ExampleRelease): string {
  return extname(repository).slice(1);
}

/** What the names of a package and of its record begin with. */
function stemOf({ repository }: ExampleRelease): string {
  return repository === 'ModuleX.src' ? 'modulex-client' : basename(repository, extname(repository));
}

/** A project's own bucket; of a module those of all projects. */
function bucketsOf({ repository }: ExampleRelease): readonly string[] {
  return repository.endsWith('.dist') ? [`acme-${basename(repository, '.dist').toLowerCase()}`] : buckets;
}
