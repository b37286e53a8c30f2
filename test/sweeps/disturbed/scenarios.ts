import { randomBytes } from 'node:crypto';
import type { PackageIdentity } from '../../../lib/store/layout.ts';
import type { StoreName } from './sweep-world.ts';

/** A repository, as far as a scenario needs it. */
export interface SweepRepository {
  readonly identity: PackageIdentity;
  /** Committed. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** What is compiled to other bytes in every run, and is not in git. */
  readonly compiledBytes?: number;
  /** REL with a SRC: BIN_NAME of that. */
  readonly binName?: string;
}

/** What a pipeline publishes, on what lies in the stores by then. */
export interface Scenario {
  readonly title: string;
  readonly repository: SweepRepository;
  readonly build: number;
  readonly before: readonly Before[];
  /** Which of its requests are answered with every fault too: those that no other scenario makes. Default: none. */
  readonly faulted?: RegExp;
  /** Whether the stores hold the condition on the completion of a multipart upload, as AWS does. */
  readonly isMultipart?: boolean;
}

/** A release that was made before. */
export interface Before {
  readonly repository: SweepRepository;
  readonly build: number;
  /** Default: all. */
  readonly stores?: readonly StoreName[];
  /** Whether its run ended before the records. */
  readonly isWithoutRecords?: boolean;
}

/** More than is sent from memory by one request; two parts. */
const largeBytes = 9 * 1024 * 1024;

const baseLib: SweepRepository = {
  identity: { kind: 'rel', name: 'BaseLib', folder: '1.2.3', packageName: 'BaseLib' },
  files: {
    'repo-info': 'rel_branch: 1.2.3\nsrc_branch: none\ndepend_list: none\n',
    'deploy.sh': 'echo base\n',
    'upgrade.sh': 'echo base\n',
  },
};

const src: SweepRepository = {
  identity: { kind: 'src', name: 'ModuleX', folder: '1.4.2', packageName: 'modulex-client' },
  files: { 'build/bin/client': 'echo client\n' },
};

const recompiled: SweepRepository = {
  ...src,
  files: { '.gitignore': 'build/\n', 'src/main.c': 'int main(void) { return 0; }\n' },
  compiledBytes: 2000,
};

const large: SweepRepository = { ...recompiled, compiledBytes: largeBytes };

const rel: SweepRepository = {
  identity: { kind: 'rel', name: 'ModuleX', folder: '2.0.0', packageName: 'ModuleX' },
  binName: 'modulex-client',
  files: {
    'repo-info': 'rel_branch: 2.0.0\nsrc_branch: 1.4.2\ndepend_list:\n  BaseLib: 1.2.3\n',
    'deploy.sh': 'aws s3 cp s3://${BUCKET_NAME}/${REPO_NAME}/${SRC_TAG}/${BIN_NAME}.tar.gz .\n',
    'upgrade.sh': './deploy.sh # ${REL_TAG}\n',
    'etc/module.conf': 'mode=server\n',
  },
};

const dist: SweepRepository = {
  identity: { kind: 'dist', name: 'ProjectA', folder: '2.1.0', packageName: 'ProjectA' },
  files: {
    'repo-info': 'rel_branch: 2.1.0\nsub_repo:\n  ModuleX: 2.0.0\nupgrade_list: none\n',
    'install.sh': 'echo ${BUCKET_NAME}\n',
    'upgrade.sh': 'echo ${BUCKET_NAME}\n',
    'images.yaml': 'image:\n  version: 2.1.0\nstatus: building\n',
    'vars.yml': 'upgradable_versions: any\n',
  },
};

const developer = (content: string | Buffer): SweepRepository => ({
  identity: { kind: 'rel', name: 'Nginx', folder: 'developer', packageName: 'Nginx' },
  files: {
    'repo-info': 'rel_branch: developer\nsrc_branch: none\ndepend_list: none\n',
    'deploy.sh': 'echo ${BUCKET_NAME}\n',
    'upgrade.sh': 'echo ${BUCKET_NAME}\n',
    'etc/nginx.conf': content,
  },
});

const modules: readonly Before[] = [
  { repository: src, build: 7 },
  { repository: baseLib, build: 8 },
];

export const scenarios: readonly Scenario[] = [
  { title: 'a REL at a tag, other bytes in each store', repository: rel, build: 41, before: modules, faulted: /./ },
  { title: 'a SRC at a tag that every run compiles anew', repository: recompiled, build: 41, before: [] },
  {
    title: 'a DIST at a tag with its lock',
    repository: dist,
    build: 41,
    before: [...modules, { repository: rel, build: 9 }],
    faulted: /ModuleX\/2\.0\.0|PutObject/,
  },
  {
    title: 'a developer build over an older one',
    repository: developer('worker_processes 2;\n'),
    build: 41,
    faulted: /./,
    before: [{ repository: developer('worker_processes 1;\n'), build: 40 }],
  },
  {
    title: 'a released SRC for a store that came later',
    repository: recompiled,
    build: 41,
    before: [{ repository: recompiled, build: 41, stores: ['PROJECTA', 'PROJECTC'] }],
    faulted: /./,
  },
  {
    title: 'a SRC whose run ended before its records',
    repository: recompiled,
    build: 41,
    before: [{ repository: recompiled, build: 41, stores: ['PROJECTB', 'PROJECTC'], isWithoutRecords: true }],
  },
  { title: 'a SRC of 9 MiB, by one streamed request', repository: large, build: 41, before: [] },
  { title: 'a SRC of 9 MiB, in parts', repository: large, build: 41, before: [], isMultipart: true, faulted: /./ },
  {
    title: 'a developer build of 9 MiB, in parts over an older one',
    repository: developer(randomBytes(largeBytes)),
    build: 41,
    before: [{ repository: developer('worker_processes 1;\n'), build: 40 }],
    isMultipart: true,
  },
];
