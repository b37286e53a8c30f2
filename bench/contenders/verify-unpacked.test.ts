import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { folderDigests } from '../inputs/folder-digests.ts';
import type { ModuleInStore } from '../inputs/put-modules.ts';
import { verifyUnpacked } from './verify-unpacked.ts';

let folder: string;
let modules: readonly ModuleInStore[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tagship-unpacked-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'A', 'files'), { recursive: true });
  writeFileSync(join(folder, 'A', 'deploy.sh'), '#!/bin/sh\n');
  writeFileSync(join(folder, 'A', 'files', '0'), 'content');
  const rel = { key: 'A/1.0.0/A.tar.gz', size: 1, sha256: '0'.repeat(64) };
  const locked = { name: 'A', version: '1.0.0', rel, src: null, dependsOn: [], args: [], because: 'listed' };
  modules = [{ locked, files: folderDigests(join(folder, 'A'), ['.']) }];
});

test('a module that is unpacked as it was packed is right, with its package beside it or without', () => {
  expect(() => verifyUnpacked(folder, modules)).not.toThrow();
  writeFileSync(join(folder, 'A', 'A.tar.gz'), 'package');
  expect(() => verifyUnpacked(folder, modules)).not.toThrow();
});

test('a file with other bytes is named', () => {
  writeFileSync(join(folder, 'A', 'files', '0'), 'CONTENT');
  expect(() => verifyUnpacked(folder, modules)).toThrow('has 2 files of 2; wrong: files/0');
});

test('a file too many is found', () => {
  writeFileSync(join(folder, 'A', 'files', '1'), '');
  expect(() => verifyUnpacked(folder, modules)).toThrow('has 3 files of 2');
});

test('a module that is missing is found', () => {
  rmSync(join(folder, 'A'), { recursive: true });
  expect(() => verifyUnpacked(folder, modules)).toThrow('has 0 files of 2; wrong: ');
});
