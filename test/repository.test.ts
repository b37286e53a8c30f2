import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../lib/version.ts';
import manifest from '../package.json' with { type: 'json' };
import lock from '../package-lock.json' with { type: 'json' };

/** What a repository of a pipe has beside pipe.yml and README.md, which have tests of their own. */

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

test('the version of package.json is that of the lock, of the library and of the changelog', () => {
  const [, newest] = /^## (\S+)$/m.exec(read('CHANGELOG.md')) ?? [];

  expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect([lock.version, lock.packages[''].version, version, newest]).toEqual(
    Array.from({ length: 4 }, () => manifest.version),
  );
});

test('every page and every pipeline uses the pipe in the version of package.json', () => {
  const files = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const texts = ['README.md', 'pipe.yml', ...files.filter((file) => /\.(?:md|yml)$/.test(file))].map(read);

  const used = texts.flatMap((text) => [...text.matchAll(/tagship-pipe:(\d[^\s'"`]*)/g)].map(([, name]) => name));

  expect(used.length).toBeGreaterThan(10);
  expect(new Set(used)).toEqual(new Set([manifest.version]));
});

test('the changelog has the form of official pipes, newest version first', () => {
  const [title, note, ...rest] = read('CHANGELOG.md').split('\n');
  const lines = rest.filter((line) => line !== '');
  const versions = lines.flatMap((line) => /^## (.*)$/.exec(line)?.[1] ?? []);

  expect([title, note]).toEqual([
    '# Changelog',
    'Note: version releases in the 0.x.y range may introduce breaking changes.',
  ]);
  expect(lines[0]).toMatch(/^## /);
  expect(lines.filter((line) => !/^(?:## \d+\.\d+\.\d+|- (?:major|minor|patch): \S.*)$/.test(line))).toEqual([]);
  expect(versions).toEqual(versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })));
});

test('LICENSE is that of package.json, and CONTRIBUTING.md says how a change is made and released', () => {
  expect(manifest.license).toBe('Apache-2.0');
  expect(read('LICENSE')).toContain('Apache License\n                           Version 2.0, January 2004');
  expect(read('CONTRIBUTING.md')).toMatch(/^## A change\n.*\.changes\/next-release.*^## A release\n/ms);
});

describe('the Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => line.split(/\s+/));
  const named = (name: string): readonly string[] =>
    instructions.filter(([instruction]) => instruction === name).map(([, ...words]) => words.join(' '));

  test('builds on an exact version of the Node that package.json brings, and on nothing else', () => {
    expect(named('ARG')).toEqual([`NODE_IMAGE=node:${manifest.devDependencies.node}-bookworm-slim`]);
    expect(named('FROM')).toEqual(['${NODE_IMAGE}']);
  });

  test('has what official pipes have at /, starts without a shell, and as root', () => {
    expect(named('COPY')).toEqual(['LICENSE README.md pipe.yml /', 'dist/tagship-pipe.mjs /opt/tagship/']);
    expect(named('ENTRYPOINT')).toEqual(['["node", "/opt/tagship/tagship-pipe.mjs"]']);
    expect(named('USER')).toEqual([]);
  });

  test('gets a context of what it copies, and no more', () => {
    const copied = named('COPY').flatMap((words) => words.split(' ').slice(0, -1));

    expect(read('.dockerignore').trim().split('\n')).toEqual(['*', ...copied.map((file) => `!${file}`)]);
    expect(existsSync(join(root, 'Dockerfile.dockerignore'))).toBe(false);
  });
});
