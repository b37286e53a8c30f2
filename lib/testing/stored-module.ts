import { createHash } from 'node:crypto';
import { packageBytes, packRoot, type Tree, writeTree } from '../archive/test-package.ts';
import { toObjectMetadata } from '../release/package-metadata.ts';
import type { LockedModule } from '../release/record.ts';
import type { S3Server } from './s3/server.ts';

/** Packages of a module that lie in the bucket `projecta` of a loopback server, and the lock's entry for them. */
export interface StoredModule {
  readonly module: LockedModule;
  readonly rel: Buffer;
  readonly src: Buffer | undefined;
}

export const relTree: Tree = {
  'deploy.sh': { content: '#!/bin/sh\n', mode: 0o755 },
  'etc/x.conf': 'x',
  link: { link: 'etc' },
};

export async function packTree(tree: Tree): Promise<Buffer> {
  return await packageBytes(await packRoot(writeTree(tree)));
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface ModuleParts {
  readonly name?: string;
  readonly folder?: string;
  readonly rel?: Buffer;
  readonly src?: Buffer;
}

/** Puts a module into the store as tagship does. */
export async function putModule(server: S3Server, parts: ModuleParts = {}): Promise<StoredModule> {
  const { name = 'ModuleX', folder = '2.0.0', src } = parts;
  const { rel = await packTree(relTree) } = parts;
  const isFloating = folder === 'developer';
  const put = (kind: 'rel' | 'src', file: string, content: Buffer): LockedModule['rel'] => {
    const key = `${name}/${folder}/${file}.tar.gz`;
    server.put('projecta', key, content, metadataOf(kind, content));
    return isFloating ? { key, floating: true } : { key, size: content.length, sha256: sha256Of(content) };
  };
  return {
    rel,
    src,
    module: {
      name,
      version: folder,
      rel: put('rel', name, rel),
      src: src === undefined ? null : put('src', `${name.toLowerCase()}-client`, src),
      dependsOn: [],
      args: [],
      because: `ProjectA 1.0.0 -> ${name} ${folder}`,
    },
  };
}

/** What tagship writes beside a package. */
export function metadataOf(kind: 'rel' | 'src', content: Buffer): Record<string, string> {
  const sha256 = sha256Of(content);
  const build = {
    repository: 'acme/modulex',
    repositoryUuid: '{x}',
    commit: 'c'.repeat(40),
    ref: 'tag:1',
    build: 1,
    stepRun: 1,
    url: '',
    runId: 'run',
  };
  return toObjectMetadata(kind, { sha256, contentSha256: sha256 }, build);
}
