import { mapLimited } from '../../core/parallel.ts';
import { type PackageIdentity, packageKey, type RepositoryKind, recordKey } from '../../store/layout.ts';
import type { WriteProbe } from '../../store/protection.ts';
import type { Store } from '../../store/store.ts';
import type { Hazard } from './hazard.ts';

/** A repository whose credential is looked at. */
export interface Publisher {
  readonly kind: RepositoryKind;
  /** REPO_NAME */
  readonly name: string;
  readonly binName?: string | undefined;
  /** Modules that it refers to: it reads them, and must not write them. */
  readonly refersTo?: readonly string[];
  /** The folder in which it is tried out what the credential may write. */
  readonly folder: string;
}

/** A key that a repository has no business to write. */
interface ForeignKey {
  readonly key: string;
  readonly what: string;
}

const probesAtOnce = 4;
/** Of the modules that a project installs: a credential that can write any of them can as a rule write them all. */
const mostModules = 10;
/** No module and no project: only who may write anywhere may write here. */
const stranger = 'tagship-doctor';

/**
 * Whether a SRC's credential can write the REL package beside its own: a developer's pipeline could then put a script on
 * every node, where it is run as root (R8). One question; of other repositories none is asked.
 */
export async function probeRelPackage(store: Store, publisher: Publisher): Promise<readonly Hazard[]> {
  return publisher.kind === 'src' ? await probeKeys(store, publisher, [relPackage(publisher)]) : [];
}

/** A repository's own package, and whether its credential may write it. */
export interface OwnProbe {
  readonly key: string;
  readonly probe: WriteProbe;
}

/** Tries out, as a publication does, whether the credential may do what it is for. */
export async function probeOwnPackage(store: Store, publisher: Publisher): Promise<OwnProbe> {
  const key = packageKey(ownPackage(publisher, publisher.folder));
  return { key, probe: await store.guard.probeWrite(key) };
}

/** Tries out all that a repository's credential may not need. Every refusal can be seen in the server's audit log. */
export async function probeCredential(store: Store, publisher: Publisher): Promise<readonly Hazard[]> {
  return [
    ...(await probeKeys(store, publisher, foreignKeys(publisher))),
    // what a DIST installs can be any module of its project
    ...(publisher.kind === 'dist' ? [] : await probeListing(store, publisher)),
  ];
}

async function probeKeys(store: Store, publisher: Publisher, keys: readonly ForeignKey[]): Promise<readonly Hazard[]> {
  const probed = await mapLimited(keys, probesAtOnce, async ({ key, what }) => ({
    key,
    what,
    probe: await store.guard.probeWrite(key),
  }));
  const writable = probed.filter(({ probe }) => probe !== 'denied');
  if (writable.length === 0) {
    return [];
  }
  const listed = writable.map(({ key, what, probe }) => {
    return `${key} (${what}${probe === 'left' ? '; an unfinished upload was left there' : ''})`;
  });
  const { kind, name } = publisher;
  return [
    {
      about: 'credential',
      grade: 'unsafe',
      message: `the credential can write more of ${store.url} than the ${kind} of ${name} needs: ${listed.join(', ')}`,
      hint: `limit s3:PutObject to ${ownKeys(publisher).join(' and ')}, as examples/iam does`,
    },
  ];
}

async function probeListing(store: Store, { name }: Publisher): Promise<readonly Hazard[]> {
  if ((await store.guard.probeListing()) === 'denied') {
    return [];
  }
  return [
    {
      about: 'credential',
      // names of modules and versions, no bytes
      grade: 'advice',
      message: `the credential can list all of ${store.url}`,
      hint: `give its s3:ListBucket the condition that s3:prefix is like ${name}/*, as examples/iam does`,
    },
  ];
}

function foreignKeys(publisher: Publisher): readonly ForeignKey[] {
  const { kind, name, binName, folder, refersTo = [] } = publisher;
  const beside: readonly ForeignKey[] =
    kind === 'src'
      ? [relPackage(publisher), { key: recordKey(relOf(name, folder)), what: `the record of ${name}'s scripts` }]
      : kind === 'rel' && binName !== undefined
        ? [{ key: packageKey({ kind: 'src', name, folder, packageName: binName }), what: `the program of ${name}` }]
        : [];
  return [
    ...beside,
    ...refersTo.slice(0, mostModules).map((module) => relPackage({ name: module, folder })),
    { key: packageKey(relOf(stranger, folder)), what: 'the package of any module or project' },
    { key: recordKey({ ...relOf(stranger, folder), kind: 'dist' }), what: 'the record of any project' },
  ];
}

function relPackage({ name, folder }: Pick<Publisher, 'name' | 'folder'>): ForeignKey {
  return { key: packageKey(relOf(name, folder)), what: `the scripts of ${name}, which nodes run as root` };
}

function relOf(name: string, folder: string) {
  return { kind: 'rel', name, folder, packageName: name } as const;
}

function ownKeys(publisher: Publisher): readonly string[] {
  const identity = ownPackage(publisher, '*');
  return [packageKey(identity), recordKey(identity)];
}

function ownPackage({ kind, name, binName }: Publisher, folder: string): PackageIdentity {
  return { kind, name, folder, packageName: kind === 'src' ? (binName ?? name) : name };
}
