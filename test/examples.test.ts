import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkOutExample,
  type ExampleRelease,
  examplesFolder,
  readExampleReleases,
  readRepoInfo,
  readYaml,
} from '../lib/testing/example-world.ts';

const releases = readExampleReleases();
const bucket = 'acme-projecta';
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

let temp: string;

beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'tagship examples '));
});

afterEach(() => {
  rmSync(temp, { recursive: true, force: true });
});

describe('the world', () => {
  test('every repository and every overlay is a release in world.yaml, and nothing else is', () => {
    const first = new Set<string>();
    const expected = releases.map(({ repository, tag }) => {
      const folder = first.has(repository) ? `${repository}@${tag}` : repository;
      first.add(repository);
      return folder;
    });

    const folders = readdirSync(examplesFolder).filter((name) => /\.(src|rel|dist)(@|$)/.test(name));

    expect(folders.toSorted()).toEqual(expected.toSorted());
  });

  test.each(releases)('$repository $tag names itself $tag everywhere', (release) => {
    const folder = checkedOut(release);

    expect(/^## (.*)$/m.exec(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'))?.[1]).toBe(release.tag);
    if (release.repository.endsWith('.src')) {
      expect(readFileSync(join(folder, 'VERSION'), 'utf8')).toBe(`${release.tag}\n`);
      expect(existsSync(join(folder, 'repo-info'))).toBe(false);
    } else {
      expect(readRepoInfo(folder).ownVersion).toBe(release.tag);
    }
    if (release.repository.endsWith('.dist')) {
      expect(readYaml(join(folder, 'images.yaml'))).toEqual({ image: { version: release.tag }, status: 'building' });
      expect(readYaml(join(folder, 'vars.yml'))).toHaveProperty('upgradable_versions');
    }
  });

  test.each(releases.filter(({ repository }) => !repository.endsWith('.src')))(
    '$repository $tag refers only to releases made before it',
    (release) => {
      const info = readRepoInfo(checkedOut(release));
      const earlier = releases.slice(0, releases.indexOf(release)).map(({ repository, tag }) => `${repository} ${tag}`);

      const wanted = [...info.modules].map(([module, version]) => `${module}.rel ${version}`);
      if (info.srcBranch !== undefined && info.srcBranch !== 'none') {
        wanted.push(`${basename(release.repository, '.rel')}.src ${info.srcBranch}`);
      }

      expect(earlier).toEqual(expect.arrayContaining(wanted));
      expect([...info.modules]).toEqual(expect.arrayContaining([...info.upgrades]));
    },
  );
});

describe('shell scripts', () => {
  // those in invalid/ are wrong on purpose; test/invalid-examples.test.ts runs them
  const scripts = readdirSync(examplesFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('invalid/'))
    .filter(isShellScript);

  if (!hasShellcheck) {
    console.warn(`shellcheck is not installed: ${scripts.length} scripts in examples/ were only parsed, not linted`);
  }

  test.each(scripts)('%s is valid and takes no tag from ${BITBUCKET_TAG}', (script) => {
    const file = join(examplesFolder, script);

    expect(run('sh', ['-n', file])).toEqual({ status: 0, output: '' });
    if (readFileSync(file, 'utf8').startsWith('#!')) {
      expect(statSync(file).mode & 0o100, 'may be run by its owner').toBe(0o100);
    }
    expect(readFileSync(file, 'utf8')).not.toContain('${BITBUCKET_TAG}');
  });

  test.skipIf(!hasShellcheck)('shellcheck finds nothing in any of them', () => {
    const result = run(
      'shellcheck',
      scripts.map((script) => join(examplesFolder, script)),
    );

    expect(result).toEqual({ status: 0, output: '' });
  });
});

describe('ModuleX.src', () => {
  test.each(releases.filter(({ repository }) => repository === 'ModuleX.src'))(
    'build.sh builds a program that says it is $tag',
    (release) => {
      const folder = checkedOut(release);

      expect(run(join(folder, 'build.sh'))).toEqual({
        status: 0,
        output: `build.sh: built modulex-client ${release.tag}\n`,
      });

      const version = run(join(folder, 'build/bin/modulex-client'), ['--version']);
      expect(version).toEqual({ status: 0, output: `modulex-client ${release.tag}\n` });
    },
  );

  test('build.sh refuses a tag that VERSION contradicts', () => {
    const folder = checkedOut({ repository: 'ModuleX.src', tag: '1.4.2' });

    const result = run(join(folder, 'build.sh'), [], { BITBUCKET_TAG: '1.4.3' });

    expect(result).toEqual({ status: 1, output: 'build.sh: the tag is 1.4.3 but VERSION says 1.4.2\n' });
    expect(existsSync(join(folder, 'build'))).toBe(false);
  });
});

describe('install scripts', () => {
  beforeEach(() => {
    mkdirSync(join(temp, 'commands'));
    // Stands for the AWS CLI: a bucket is a folder.
    command('aws', '[ "$1 $2" = "s3 cp" ] && cp "$STORES/${3#s3://}" "$4"');
  });

  test.each(releases.filter(({ repository }) => repository.endsWith('.rel')))(
    '$repository $tag installs and upgrades, each as often as one likes, and its check passes',
    (release) => {
      const module = published(release);
      for (const [name, tag] of readRepoInfo(checkedOut(release)).modules) {
        expect(published({ repository: `${name}.rel`, tag }).run('deploy.sh')).toMatchObject({ status: 0 });
      }

      expect(module.run('check.sh')).toMatchObject({ status: 1 });
      for (const script of ['deploy.sh', 'deploy.sh', 'check.sh', 'upgrade.sh', 'upgrade.sh', 'check.sh']) {
        expect(module.run(script), script).toMatchObject({ status: 0 });
      }
      expect(leftovers()).toEqual([]);
    },
  );

  test.each(releases.filter(({ repository }) => repository.endsWith('.rel')))(
    '$repository $tag says so when there is nothing to upgrade',
    (release) => {
      const result = published(release).run('upgrade.sh');

      expect(result.status).toBe(1);
      expect(result.output).toMatch(/: nothing to upgrade, .* is missing; run deploy\.sh\n$/);
    },
  );

  test('an upgrade of ProjectA brings the new program and keeps the old one and the old settings', () => {
    for (const release of [baseLib('1.2.3'), moduleX('2.0.0')]) {
      published(release).run('deploy.sh');
    }

    for (const release of [baseLib('1.3.0'), moduleX('2.1.0')]) {
      expect(published(release).run('upgrade.sh')).toMatchObject({ status: 0 });
      expect(published(release).run('check.sh')).toMatchObject({ status: 0 });
    }

    const home = join(temp, 'node', 'opt/modulex');
    expect(run(join(home, 'bin/modulex-client'), ['json']).output).toMatch(/^{"host":".*","cpus":"\d+"}\n$/);
    expect(run(join(home, 'bin/modulex-client.previous'), ['--version']).output).toBe('modulex-client 1.4.2\n');
    expect(readFileSync(join(home, 'etc/modulex-client.conf.previous'), 'utf8')).toContain(
      'log_file=log/modulex-client.log',
    );
    expect(readFileSync(join(home, 'RELEASE'), 'utf8')).toBe(`s3://${bucket}/ModuleX/2.1.0/ModuleX.tar.gz\n`);
  });

  test('a package that is handed over is used, and the store is not asked', () => {
    published(baseLib('1.2.3')).run('deploy.sh');
    const module = published(moduleX('2.0.0'));
    command('aws', 'echo "aws was called" >&2; exit 1');
    const BIN_PACKAGE = join(temp, 'stores', bucket, 'ModuleX/1.4.2/modulex-client.tar.gz');

    for (const script of ['deploy.sh', 'upgrade.sh']) {
      expect(module.run(script, { BIN_PACKAGE })).toMatchObject({ status: 0 });
      expect(module.run(script)).toEqual({ status: 1, output: 'aws was called\n' });
    }
  });

  test("ModuleX's check fails beside a BaseLib that is too old for it", () => {
    for (const release of [baseLib('1.2.3'), moduleX('2.1.0')]) {
      published(release).run('deploy.sh');
    }

    const result = published(moduleX('2.1.0')).run('check.sh');

    expect(result).toEqual({ status: 1, output: 'modulex-client: BaseLib is older than 1.3.0\n' });
  });

  test("ModuleX's check fails when another release of it is installed", () => {
    for (const release of [baseLib('1.2.3'), moduleX('2.0.0')]) {
      published(release).run('deploy.sh');
    }

    const result = published(moduleX('2.1.0')).run('check.sh');

    expect(result.status).toBe(1);
    expect(result.output).toBe(`ModuleX: installed from s3://${bucket}/ModuleX/2.0.0/ModuleX.tar.gz, not 2.1.0\n`);
  });

  test('settings that Nginx refuses do not replace settings that work', () => {
    const module = published({ repository: 'Nginx.rel', tag: '1.24.0' });
    module.run('deploy.sh');
    writeFileSync(join(module.folder, 'etc/nginx.conf'), 'http {\n');

    expect(module.run('upgrade.sh')).toMatchObject({ status: 1 });

    expect(module.run('check.sh')).toMatchObject({ status: 0 });
  });

  test('remove.sh takes Nginx away and leaves the other modules', () => {
    const module = published({ repository: 'Nginx.rel', tag: '1.24.0' });
    published(baseLib('1.2.3')).run('deploy.sh');
    module.run('deploy.sh');

    expect(module.run('remove.sh')).toMatchObject({ status: 0 });

    expect(readdirSync(join(temp, 'node/opt'))).toEqual(['baselib']);
  });

  test.each(['ProjectA.dist', 'ProjectB.dist'])('%s leaves installing and upgrading to tagship-node', (repository) => {
    command('tagship-node', 'echo "$@"');

    for (const script of ['install.sh', 'upgrade.sh']) {
      const result = run(join(examplesFolder, repository, script), ['--dry-run']);
      expect(result).toEqual({ status: 0, output: `apply --bundle ${join(examplesFolder, repository)} --dry-run\n` });
    }
  });
});

/** A REL as a node gets it from the store: placeholders filled in, its binary in the bucket. */
function published(release: ExampleRelease) {
  const folder = checkedOut(release);
  const name = basename(release.repository, '.rel');
  const srcTag = readRepoInfo(folder).srcBranch ?? 'none';
  const names: Record<string, string> = { BUCKET_NAME: bucket, REPO_NAME: name, REL_TAG: release.tag };
  if (srcTag !== 'none') {
    Object.assign(names, { BIN_NAME: 'modulex-client', SRC_TAG: srcTag });
    publishBinary(srcTag);
  }
  for (const script of ['deploy.sh', 'upgrade.sh']) {
    const source = readFileSync(join(folder, script), 'utf8');
    const rendered = Object.entries(names).reduce((text, [key, value]) => text.replaceAll(`\${${key}}`, value), source);
    expect(rendered).not.toMatch(/\$\{(BUCKET_NAME|REPO_NAME|BIN_NAME|SRC_TAG|REL_TAG)\}/);
    writeFileSync(join(folder, script), rendered);
  }
  const environment = { ROOT: join(temp, 'node'), STORES: join(temp, 'stores'), TMPDIR: join(temp, 'scratch') };
  mkdirSync(environment.TMPDIR, { recursive: true });
  return {
    folder,
    // The names are not in the environment of deploy.sh and upgrade.sh: only rendering can have put them there.
    run: (script: string, extra: Record<string, string> = {}) =>
      run(join(folder, script), [], { ...environment, ...(script === 'check.sh' ? names : {}), ...extra }),
  };
}

/** Packs what the pipeline's FILES names, and puts it where the REL looks for it. */
function publishBinary(tag: string): void {
  const folder = checkedOut({ repository: 'ModuleX.src', tag });
  const target = join(temp, 'stores', bucket, 'ModuleX', tag);
  mkdirSync(target, { recursive: true });
  expect(run(join(folder, 'build.sh'))).toMatchObject({ status: 0 });
  const archive = join(target, 'modulex-client.tar.gz');
  expect(run('tar', ['-czf', archive, '-C', folder, ...packedFiles(folder)])).toEqual({ status: 0, output: '' });
}

function packedFiles(folder: string): string[] {
  const pipeline = readFileSync(join(folder, 'bitbucket-pipelines.yml'), 'utf8');
  const files = /^ +FILES: \[(.*)\]$/m.exec(pipeline)?.[1];
  return (files ?? '').split(', ').map((file) => file.replaceAll("'", ''));
}

/** A fresh copy of the repository at that tag. */
function checkedOut(release: ExampleRelease): string {
  const folder = mkdtempSync(join(temp, `${release.repository} ${release.tag} `));
  checkOutExample(release, folder);
  return folder;
}

/** What the scripts should have cleaned up: temporary folders, half-written files. */
function leftovers(): string[] {
  const installed = readdirSync(join(temp, 'node'), { recursive: true, encoding: 'utf8' });
  return [...readdirSync(join(temp, 'scratch')), ...installed.filter((path) => path.endsWith('.new'))];
}

function command(name: string, body: string): void {
  writeFileSync(join(temp, 'commands', name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

function run(program: string, args: readonly string[] = [], environment: Record<string, string> = {}) {
  const PATH = `${join(temp, 'commands')}:${process.env['PATH']}`;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: { ...environment, PATH },
    encoding: 'utf8',
  });
  if (error !== undefined) {
    throw error;
  }
  return { status, output: stdout + stderr };
}

function isShellScript(path: string): boolean {
  const file = join(examplesFolder, path);
  return statSync(file).isFile() && (path.endsWith('.sh') || readFileSync(file, 'utf8').startsWith('#!/bin/sh'));
}

function baseLib(tag: string): ExampleRelease {
  return { repository: 'BaseLib.rel', tag };
}

function moduleX(tag: string): ExampleRelease {
  return { repository: 'ModuleX.rel', tag };
}
