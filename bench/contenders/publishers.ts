import { join } from 'node:path';
import { contextVariables } from '../../lib/testing/pipe-process.ts';
import { builtPipe } from '../harness/bench.ts';
import { moduleName, releaseTag } from '../inputs/create-clone.ts';
import type { BenchStore } from '../servers/target.ts';
import type { Publisher } from './publisher.ts';

const scriptOf = (name: string): string => join(import.meta.dirname, name);
const cdkAssets = join(import.meta.dirname, '..', 'node_modules', 'cdk-assets', 'bin', 'cdk-assets');
const keyStem = `${moduleName}/${releaseTag}/${moduleName}`;
const untar = (archive: string, folder: string) => ['tar', 'xzf', archive, '-C', folder];

export const tagship: Publisher = {
  name: 'tagship',
  commands: '`tagship-pipe.mjs` once for all stores: check, pack, upload, verify, record',
  packageKey: `${keyStem}.tar.gz`,
  unpack: untar,
  hasRecord: true,
  leastRounds: 3,
  command: ({ clone, target, stores }) => ({
    command: [process.execPath, builtPipe],
    env: {
      NO_COLOR: '1',
      ...contextVariables({
        cloneDir: clone.directory,
        slug: 'modulex.rel',
        commit: clone.commit,
        build: 1,
        tag: releaseTag,
      }),
      REPO_NAME: moduleName,
      S3_ENDPOINT: target.endpoint,
      ...storeVariables(stores),
    },
  }),
};

/** STORES, and for each its bucket and credentials. */
export function storeVariables(stores: readonly BenchStore[]): Readonly<Record<string, string>> {
  return {
    STORES: stores.map(({ name }) => name).join(' '),
    ...Object.fromEntries(
      stores.flatMap(({ name, bucket, accessKeyId, secretAccessKey }) => [
        [`${name}_BUCKET_NAME`, bucket],
        [`${name}_AWS_ACCESS_KEY_ID`, accessKeyId],
        [`${name}_AWS_SECRET_ACCESS_KEY`, secretAccessKey],
      ]),
    ),
  };
}

function scripted(name: string, commands: string, pack: 'gzip' | 'pigz', upload: 'aws' | 'rclone'): Publisher {
  return {
    name,
    commands,
    packageKey: `${keyStem}.tar.gz`,
    unpack: untar,
    hasRecord: false,
    leastRounds: 1,
    command: ({ clone, target, stores }) => ({
      command: [scriptOf('documented-way.sh'), clone.directory, moduleName, releaseTag, target.endpoint, pack, upload],
      input: linesOf(stores),
    }),
  };
}

function linesOf(stores: readonly BenchStore[]): string {
  return stores
    .map(({ bucket, accessKeyId, secretAccessKey }) => `${bucket} ${accessKeyId} ${secretAccessKey}\n`)
    .join('');
}

export const documentedWay: Publisher = scripted(
  'documented way',
  'per store `sed -i`, `tar czf`, `aws s3 cp`',
  'gzip',
  'aws',
);

export const publishers: readonly Publisher[] = [
  tagship,
  documentedWay,
  scripted('with pigz', 'per store `sed -i`, `tar -I pigz -cf`, `aws s3 cp`', 'pigz', 'aws'),
  scripted('pigz and rclone', 'per store `sed -i`, `tar -I pigz -cf`, `rclone copyto`', 'pigz', 'rclone'),
  {
    name: 'cdk-assets',
    commands: 'per store `sed -i`, `cdk-assets publish` (a zip, since it makes no tar)',
    packageKey: `${keyStem}.zip`,
    unpack: (archive, folder) => ['python3', '-m', 'zipfile', '-e', archive, folder],
    hasRecord: false,
    leastRounds: 1,
    command: ({ clone, target, stores, stsEndpoint }) => ({
      command: [
        scriptOf('cdk-assets.sh'),
        clone.directory,
        moduleName,
        releaseTag,
        target.endpoint,
        stsEndpoint,
        process.execPath,
        cdkAssets,
      ],
      input: linesOf(stores),
    }),
  },
];
