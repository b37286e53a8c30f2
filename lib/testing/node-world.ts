import { execFileSync } from 'node:child_process';
import {
  cpSync,
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
import { dirname, join } from 'node:path';
import type { Handoff } from '../../schemas/generated/handoff.ts';
import { bundleFiles } from '../bundle/bundle-files.ts';
import { serializeSha256Sums } from '../bundle/sha256-sums.ts';
import type { FetchModules } from '../fetch/fetch-modules.ts';
import type { LockedModule, ReleaseRecord } from '../release/record.ts';
import { fetchFromFolder, sha256 } from './folder-fetch.ts';

export type Files = Readonly<Record<string, string>>;

export interface ModuleSpec {
  readonly name: string;
  readonly version: string;
  /** The scripts of REL; default: those of `plainScripts`. */
  readonly files?: Files;
  /** The content of the program; a module without it has no SRC. */
  readonly src?: string;
  readonly args?: readonly string[];
  /** From `developer`: the lock has no digests of it. */
  readonly floating?: boolean;
}

export interface BundleSpec {
  readonly release: string;
  readonly modules: readonly ModuleSpec[];
  readonly kind?: 'release' | 'rollback';
  /** The text of vars.yml. */
  readonly gate?: string;
  readonly files?: Files;
  readonly generation?: number;
  /** Default: one that nobody asks. */
  readonly place?: Handoff['store'];
}

/** A store that is a folder, and bundles of what is in it. */
export interface NodeWorld extends Disposable {
  readonly folder: string;
  readonly store: string;
  /** What a node's fetch would bring, copied from the store and verified. */
  readonly fetch: FetchModules;
  /** How many packages were taken from the store and not from the node's own. */
  readonly downloads: readonly string[];
  addModule(spec: ModuleSpec): LockedModule;
  makeBundle(spec: BundleSpec): string;
}

export function createNodeWorld(): NodeWorld {
  const folder = mkdtempSync(join(tmpdir(), 'node-world-'));
  const store = join(folder, 'store');
  const trees = join(folder, 'trees');
  const downloads: string[] = [];
  let bundles = 0;

  const added = new Map<string, LockedModule>();
  const addModule = ({
    name,
    version,
    files = plainScripts,
    src,
    args = [],
    floating = false,
  }: ModuleSpec): LockedModule => {
    const pack = (key: string, content: Files) => {
      const path = join(store, key);
      mkdirSync(dirname(path), { recursive: true });
      const tree = mkdtempSync(join(folder, 'tree-'));
      writeFiles(tree, content);
      const reproducible = ['--format=ustar', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '-I', 'gzip -n'];
      execFileSync('tar', [...reproducible, '-cf', path, '-C', tree, ...readdirSync(tree).toSorted()]);
      const bytes = readFileSync(path);
      const digest = sha256(bytes);
      cpSync(tree, join(trees, digest), { recursive: true });
      rmSync(tree, { recursive: true });
      return { key, size: bytes.length, sha256: digest };
    };
    const packed = pack(`${name}/${version}/${name}.tar.gz`, { 'repo-info': `rel_branch: ${version}\n`, ...files });
    const bin = `${name.toLowerCase()}-client`;
    return {
      name,
      version,
      rel: floating ? { key: packed.key, floating } : packed,
      src: src === undefined ? null : pack(`${name}/s${version}/${bin}.tar.gz`, { [bin]: src }),
      dependsOn: [],
      args: [...args],
      because: `ProjectA -> ${name} ${version}`,
    };
  };

  const world: NodeWorld = {
    folder,
    store,
    downloads,
    fetch: fetchFromFolder(folder, (path, key) => {
      downloads.push(key);
      return readFileSync(path);
    }),
    addModule(spec) {
      const text = JSON.stringify(spec);
      const known = added.get(text) ?? addModule(spec);
      // what is overwritten has to be put again
      if (!spec.floating) {
        added.set(text, known);
      }
      return known;
    },
    makeBundle(spec) {
      bundles += 1;
      const target = join(folder, 'bundles', `${bundles}`);
      writeBundle(target, spec, spec.modules.map(world.addModule));
      return target;
    },
    [Symbol.dispose]() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  }
}

/** Writes a bundle as a hand-off does. */
export function writeBundle(target: string, spec: BundleSpec, modules: readonly LockedModule[]): void {
  const { release, kind = 'release', gate = 'upgradable_versions: any\n', generation } = spec;
  const files: Files = {
    'images.yaml': `image:\n  version: ${release}\nstatus: building\n`,
    'repo-info': `rel_branch: ${release}\n`,
    'vars.yml': gate,
    'install.sh': '#!/bin/sh\nexec tagship-node apply --bundle "$(dirname "$0")" "$@"\n',
    ...spec.files,
  };
  mkdirSync(target, { recursive: true });
  writeFiles(target, files);
  const key = `ProjectA/${release}/ProjectA.tar.gz`;
  const content = sha256(JSON.stringify([files, modules]));
  const source = {
    repository: 'acme/projecta.dist',
    repositoryUuid: '{projecta.dist}',
    commit: 'c'.repeat(40),
    build: 7,
    stepRun: 1,
    url: 'https://bitbucket.org/acme/projecta.dist/pipelines/results/7',
  };
  const record: ReleaseRecord = {
    schema: 1,
    kind: 'dist',
    name: 'ProjectA',
    folder: release,
    package: { key, size: 1, sha256: content, contentSha256: content, etag: 'e', compression: 'gzip' },
    files: Object.entries(files).map(([path, text]) => ({
      path,
      size: Buffer.byteLength(text),
      mode: path.endsWith('.sh') ? '0755' : '0644',
      sha256: sha256(text),
    })),
    placeholders: [],
    lock: { modules: [...modules] },
    source: { ...source, ref: release === 'developer' ? 'branch:developer' : `tag:${release}` },
    published: { at: '2026-11-22T08:00:00Z', by: 'tagship 0.1.0' },
  };
  const handoff: Handoff = {
    schema: 1,
    project: 'ProjectA',
    release,
    ...(generation === undefined ? {} : { generation }),
    kind,
    store: spec.place ?? { bucket: 'acme-projecta', region: 'eu-central-1' },
    source,
    handedOff: { at: '2026-11-22T08:01:00Z', by: 'tagship 0.1.0' },
  };
  writeFileSync(join(target, bundleFiles.record), `${JSON.stringify(record, undefined, 2)}\n`);
  writeFileSync(join(target, bundleFiles.handoff), `${JSON.stringify(handoff, undefined, 2)}\n`);
  signBundle(target, [...Object.keys(files), bundleFiles.record, bundleFiles.handoff]);
}

/** Writes SHA256SUMS over these files as they are now. */
export function signBundle(folder: string, files: readonly string[]): void {
  const sums = new Map(files.map((file) => [file, sha256(readFileSync(join(folder, file)))]));
  writeFileSync(join(folder, bundleFiles.sums), serializeSha256Sums(sums));
}

/**
 * Scripts that do a module's work in two halves, with a trace of when they began and ended. `$ROOT/break/<script>-<MODULE>-<TAG>`
 * makes one fail.
 */
export const plainScripts: Files = {
  'deploy.sh': script('deploy', 'rm -rf "$home" && mkdir -p "$home"'),
  'upgrade.sh': script('upgrade', '[ -f "$home/version" ] || { echo "nothing to upgrade"; exit 3; }'),
  'check.sh': `#!/bin/sh
set -eu
home=$ROOT/opt/$REPO_NAME
[ "$(cat "$home/version")" = "$REL_TAG" ] && [ "$(cat "$home/second")" = "$REL_TAG" ] && [ "$(cat "$home/args")" = "$*" ]
`,
};

export const removeScript: Files = {
  'remove.sh':
    '#!/bin/sh\nset -eu\necho "remove $REPO_NAME $REL_TAG" >> "$ROOT/trace"\nrm -rf "$ROOT/opt/$REPO_NAME"\n',
};

function script(name: string, first: string): string {
  return `#!/bin/sh
set -eu
home=$ROOT/opt/$REPO_NAME
mkdir -p "$ROOT/opt"
echo "start ${name} $REPO_NAME $REL_TAG $TAGSHIP_STEP" >> "$ROOT/trace"
${first}
echo "$REL_TAG" > "$home/version"
[ ! -e "$ROOT/break/${name}-$REPO_NAME-$REL_TAG" ] || { echo "${name} is made to fail" >&2; exit 7; }
[ ! -e "$ROOT/slow" ] || sleep "$(cat "$ROOT/slow")"
echo "$*" > "$home/args"
echo "$REL_TAG" > "$home/second"
echo "end ${name} $REPO_NAME $REL_TAG $TAGSHIP_STEP" >> "$ROOT/trace"
`;
}

/** What is installed below a root: path -> content. */
export function readTree(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) {
    return {};
  }
  const paths = execFileSync('find', [folder, '-type', 'f', '-printf', '%P\\n'], { encoding: 'utf8' });
  return Object.fromEntries(
    paths
      .split('\n')
      .filter((path) => path !== '' && statSync(join(folder, path)).isFile())
      .toSorted()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}
