import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openS3Store } from '../lib/store/s3/s3-store.ts';
import type { Store } from '../lib/store/store.ts';
import { exampleRepositories, readExamplePolicy } from '../lib/testing/example-policies.ts';
import { examplesFolder } from '../lib/testing/example-world.ts';
import type { PolicyDocument } from '../lib/testing/s3/iam/policy.ts';
import { connect, outcome } from '../lib/testing/s3/sdk-client.ts';
import { type S3Server, startS3Server } from '../lib/testing/s3/server.ts';
import type { S3Account } from '../lib/testing/s3/signature.ts';
import { type SampleRelease, sampleDist, sampleRel, sampleSrc } from '../lib/testing/sample-releases.ts';

const bucket = 'acme-projecta';
const repositories = exampleRepositories().filter((name) => name !== 'ProjectB.dist');
const root: S3Account = { name: 'root', id: '111122223333', accessKeyId: 'AKIDROOT', secretAccessKey: 'root-secret' };

/** The releases of the example world in small, each after those that it refers to; or all of them of one folder. */
function sampleWorld(folder?: string): ReadonlyMap<string, SampleRelease> {
  const dependList = { BaseLib: '1.2.3' };
  const subRepo = { ...dependList, ModuleX: '2.0.0', Nginx: '1.24.0' };
  return new Map([
    ['BaseLib.rel', sampleRel({ name: 'BaseLib', tag: folder ?? '1.2.3' })],
    ['ModuleX.src', sampleSrc('ModuleX', folder ?? '1.4.2')],
    ['ModuleX.rel', sampleRel({ name: 'ModuleX', tag: folder ?? '2.0.0', srcBranch: '1.4.2', dependList })],
    ['Nginx.rel', sampleRel({ name: 'Nginx', tag: folder ?? '1.24.0' })],
    ['ProjectA.dist', sampleDist('ProjectA', folder ?? '2.1.0', subRepo)],
  ]);
}

/** What a repository's role for its test builds publishes: the developer branch, which refers to releases here. */
function sampleTestBuild(repository: string): SampleRelease | undefined {
  const release = sampleWorld('developer').get(repository);
  return (
    release && {
      ...release,
      publish: async (stores, changes) => await release.publish(stores, { target: { on: 'developer' }, ...changes }),
    }
  );
}

async function start(users: Readonly<Record<string, PolicyDocument>>): Promise<S3Server> {
  const accounts = Object.entries(users).map(([name, policy]) => userOf(name, [policy]));
  const server = await startS3Server({
    accounts: [root, ...accounts],
    buckets: [{ name: bucket, owner: 'root' }],
  });
  onTestFinished(async () => await server.close());
  return server;
}

function userOf(name: string, policies?: readonly PolicyDocument[]): S3Account {
  const { id } = root;
  return { name, id, accessKeyId: `AKID${name}`, secretAccessKey: `secret of ${name}`, ...(policies && { policies }) };
}

function open({ endpoint }: S3Server, { accessKeyId, secretAccessKey }: S3Account): Store {
  const credentials = { kind: 'keys', accessKeyId, secretAccessKey } as const;
  const store = openS3Store({ name: 'PROJECTA', bucket, region: 'us-east-1', endpoint, credentials });
  onTestFinished(() => {
    store.close();
  });
  return store;
}

/** Does all that a pipeline does with a credential. Resolves to `right`, or to the first thing that was not. */
async function exercise(server: S3Server, role: string, release: SampleRelease): Promise<string> {
  const store = open(server, userOf(role));
  for (const expected of ['uploaded', 'unchanged']) {
    const { status, diagnostics, outcomes = [] } = await release.publish([store]);
    const arrivals = outcomes.map((one) => ('arrival' in one ? one.arrival : one.status)).join();
    if (status !== 'published' || diagnostics.length > 0 || arrivals !== expected) {
      return `${status} ${arrivals} ${diagnostics.map(({ message }) => message).join()}`;
    }
  }
  for (const key of missingKeys.get(repositoryOf(role)) ?? []) {
    const seen = await store.readSmall(key, 1).catch((error: unknown) => error);
    if (seen !== undefined) {
      return `${key} is not said to be missing`;
    }
  }
  const facets = [...Object.values(await store.guard.readProtection()), await store.guard.readPolicy()];
  return facets.every(({ known }) => known) ? 'right' : 'not all of the protection can be read';
}

/** What a repository refers to and asks for before it is there: that has to be told from what it may not read. */
const missingKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['ModuleX.rel', ['ModuleX/9.9.9/modulex-client.src.json', 'BaseLib/9.9.9/BaseLib.rel.json']],
  ['ProjectA.dist', ['BaseLib/9.9.9/BaseLib.rel.json']],
]);

/** Every policy that lacks one action, one resource, one prefix or one whole statement of this one. */
function weakerPolicies(
  policy: PolicyDocument,
): readonly { readonly without: string; readonly policy: PolicyDocument }[] {
  const places = (value: unknown, path: readonly string[]): readonly string[][] =>
    Array.isArray(value)
      ? value.map((_, index) => [...path, String(index)])
      : typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, inner]) => places(inner, [...path, name]))
        : [];
  return policy.Statement.flatMap((statement, index) => {
    const listed = places(statement, []).map((path) => ({
      without: `${statement.Sid} ${path.join('.')}`,
      policy: { ...policy, Statement: policy.Statement.with(index, withoutPlace(statement, path)) },
    }));
    const whole = {
      without: String(statement.Sid),
      policy: { ...policy, Statement: policy.Statement.toSpliced(index, 1) },
    };
    return listed.length === 0 ? [whole] : listed;
  });
}

function withoutPlace<T>(value: T, path: readonly string[]): T {
  const copy = structuredClone(value);
  const [last = '', ...parents] = path.toReversed();
  const list = parents.toReversed().reduce<unknown>((inner, name) => Object(inner)[name], copy);
  if (!Array.isArray(list)) {
    throw new TypeError(`${path.join('.')} is in no list`);
  }
  list.splice(Number(last), 1);
  return copy;
}

/** Of a role for test builds too: `ModuleX.rel.developer` is one of ModuleX.rel. */
function repositoryOf(role: string): string {
  return role.replace(/\.developer$/, '');
}

describe('the rights of a repository', () => {
  // Nginx.rel is like BaseLib.rel; below
  test.each(repositories.flatMap((name) => (name === 'Nginx.rel' ? [] : [name, `${name}.developer`])))(
    '%s publishes with them, needs every one of them, and is warned of nothing',
    { timeout: 180_000 },
    async (name) => {
      const policy = readExamplePolicy(bucket, name);
      const weaker = weakerPolicies(policy);
      const world = sampleWorld();
      const repository = repositoryOf(name);
      const before = [...world].slice(0, [...world.keys()].indexOf(repository)).map(([, release]) => release);
      const release = name === repository ? world.get(name) : sampleTestBuild(repository);
      const exerciseWith = async (chosen: PolicyDocument): Promise<string> => {
        const server = await start({ [name]: chosen });
        for (const { key, body, metadata } of stored.objects(bucket)) {
          server.put(bucket, key, body(), metadata);
        }
        return release === undefined ? 'there is no such release' : await exercise(server, name, release);
      };
      const stored = await start({});
      for (const release of before) {
        await release.publish([open(stored, root)]);
      }

      const whole = await exerciseWith(policy);
      const needless: string[] = [];
      for (const { without, policy: less } of weaker) {
        if ((await exerciseWith(less)) === 'right') {
          needless.push(without);
        }
      }

      expect(whole).toBe('right');
      expect(needless).toEqual([]);
      expect(weaker.length).toBeGreaterThan(8);
    },
  );

  test('of two modules without a SRC are the same, up to the name', () => {
    const rights = (module: string): readonly string[] =>
      [`${module}.rel`, `${module}.rel.developer`].map((name) => JSON.stringify(readExamplePolicy(bucket, name)));

    expect(rights('Nginx')).toEqual(rights('BaseLib').map((text) => text.replaceAll('BaseLib', 'Nginx')));
  });

  test('are the same in both projects, up to the bucket and the account', () => {
    const files = (project: string): readonly string[] =>
      readdirSync(join(examplesFolder, 'iam', project), { recursive: true, encoding: 'utf8' }).filter((path) =>
        path.endsWith('.json'),
      );
    const read = (project: string, path: string): string =>
      readFileSync(join(examplesFolder, 'iam', project, path), 'utf8');
    const modules = files(bucket).filter((path) => !path.includes('Project'));

    const translated = modules.map((path) =>
      read(bucket, path).replaceAll(bucket, 'acme-projectb').replaceAll('111122223333', '444455556666'),
    );

    expect(translated).toEqual(modules.map((path) => read('acme-projectb', path)));
    expect(files('acme-projectb')).toEqual(files(bucket).map((path) => path.replace('ProjectA', 'ProjectB')));
    for (const suffix of ['', '.developer']) {
      expect(read('acme-projectb', `ProjectB.dist${suffix}.json`)).toBe(
        read(bucket, `ProjectA.dist${suffix}.json`)
          .replaceAll(bucket, 'acme-projectb')
          .replaceAll('ProjectA', 'ProjectB'),
      );
    }
  });

  test.each(repositories)('%s: only its own pipelines can have its roles, and each in one environment only', (name) => {
    const subjectsOf = (role: string): readonly string[] => {
      const trust = readFileSync(join(examplesFolder, 'iam', bucket, 'trust', `${role}.json`), 'utf8');
      return [...trust.matchAll(/"(\{.*)"/g)].map((match) => match[1] ?? '');
    };
    const others = repositories.filter((other) => other !== name);

    const [released = [], tested = []] = [name, `${name}.developer`].map(subjectsOf);

    const [repository, ...environments] = [...released, ...tested].flatMap((subject, index) =>
      subject.split(':').slice(index === 0 ? 0 : 1, 2),
    );
    const subjects = environments.map((environment) => `${repository}:${environment}:*`);
    expect([...released, ...tested]).toEqual(subjects);
    expect(subjects).toEqual(
      Array.from({ length: 2 }, () => expect.stringMatching(/^\{[0-9a-f-]{36}\}:\{[0-9a-f-]{36}\}:\*$/)),
    );
    expect(new Set(subjects).size).toBe(2);
    for (const other of others) {
      expect(subjectsOf(other)[0]).not.toContain(repository);
    }
  });
});

const [srcPackage, srcRecord] = ['ModuleX/1.4.2/modulex-client.tar.gz', 'ModuleX/1.4.2/modulex-client.src.json'];
const [relPackage, relRecord] = ['ModuleX/2.0.0/ModuleX.tar.gz', 'ModuleX/2.0.0/ModuleX.rel.json'];
const [otherPackage, otherRecord] = ['BaseLib/1.2.3/BaseLib.tar.gz', 'BaseLib/1.2.3/BaseLib.rel.json'];
const [distPackage, distRecord] = ['ProjectA/2.1.0/ProjectA.tar.gz', 'ProjectA/2.1.0/ProjectA.dist.json'];
const everything = [
  srcPackage,
  srcRecord,
  relPackage,
  relRecord,
  otherPackage,
  otherRecord,
  distPackage,
  distRecord,
  'ModuleX/1.4.2/ModuleX.tar.gz',
  'ModuleX/1.4.2/ModuleX.rel.json',
  'ModuleX/developer/ModuleX.tar.gz',
  'ModuleX/developer/ModuleX.rel.json',
  'ModuleX/developer/modulex-client.tar.gz',
  'ModuleX/developer/modulex-client.src.json',
  'BaseLib/developer/BaseLib.tar.gz',
  'BaseLib/developer/BaseLib.rel.json',
  'ProjectA/developer/ProjectA.tar.gz',
  'ProjectA/developer/ProjectA.dist.json',
];
/** Those that are overwritten by newer test builds, and so are a developer's to write. */
const testBuilds = (...names: readonly string[]): readonly string[] =>
  everything.filter((key) => names.some((name) => key.includes(`/developer/${name}.`)));

describe('by hand', () => {
  test.each<[string, readonly string[]]>([
    ['ModuleX.src', [srcPackage, srcRecord, ...testBuilds('modulex-client')]],
    [
      'ModuleX.rel',
      [
        relPackage,
        relRecord,
        'ModuleX/1.4.2/ModuleX.tar.gz',
        'ModuleX/1.4.2/ModuleX.rel.json',
        ...testBuilds('ModuleX'),
      ],
    ],
    ['BaseLib.rel', [otherPackage, otherRecord, ...testBuilds('BaseLib')]],
    ['ProjectA.dist', [distPackage, distRecord, ...testBuilds('ProjectA')]],
    ['ModuleX.src.developer', testBuilds('modulex-client')],
    ['ModuleX.rel.developer', testBuilds('ModuleX')],
    ['BaseLib.rel.developer', testBuilds('BaseLib')],
    ['ProjectA.dist.developer', testBuilds('ProjectA')],
    ['node', []],
  ])('%s can write its own keys, remove none, and write none of anybody else', async (name, own) => {
    const server = await start({ [name]: readExamplePolicy(bucket, name) });
    const client = connect(server, userOf(name));
    onTestFinished(() => client.destroy());
    const can = async (Key: string): Promise<string> =>
      [
        await outcome(client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }))),
        await outcome(client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }))),
        await outcome(client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))),
      ].join();

    const seen = new Map<string, string>();
    for (const key of everything) {
      seen.set(key, await can(key));
    }

    const denied = '403 AccessDenied';
    expect(seen).toEqual(
      new Map(
        everything.map((key) => [key, own.includes(key) ? `200,200,${denied}` : `${denied},${denied},${denied}`]),
      ),
    );
  });

  test('a node reads every package and lists nothing but the versions of its own program', async () => {
    const server = await start({ node: readExamplePolicy(bucket, 'node') });
    server.put(bucket, relPackage, 'x');
    const client = connect(server, userOf('node'));
    onTestFinished(() => client.destroy());

    const read = await outcome(client.send(new GetObjectCommand({ Bucket: bucket, Key: relPackage })));
    const list = async (Prefix: string): Promise<string> =>
      await outcome(client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, Delimiter: '/' })));

    expect({ read, list: await list('ModuleX/'), all: await list(''), own: await list('TagshipNode/') }).toEqual({
      read: '200',
      list: '403 AccessDenied',
      all: '403 AccessDenied',
      own: '200',
    });
  });

  test('a module does not see what other modules there are', async () => {
    const server = await start({ 'ModuleX.src': readExamplePolicy(bucket, 'ModuleX.src') });
    const client = connect(server, userOf('ModuleX.src'));
    onTestFinished(() => client.destroy());
    const list = async (Prefix?: string): Promise<string> =>
      await outcome(client.send(new ListObjectsV2Command({ Bucket: bucket, ...(Prefix !== undefined && { Prefix }) })));

    expect(await Promise.all([list('ModuleX/1.4.2/'), list('BaseLib/'), list(''), list()])).toEqual([
      '200',
      '403 AccessDenied',
      '403 AccessDenied',
      '403 AccessDenied',
    ]);
  });
});

describe('the policy of examples/bucket', () => {
  const Policy = readFileSync(join(examplesFolder, 'bucket', 'policy.json'), 'utf8');

  async function startProtected(seemsSecure = true): Promise<S3Server> {
    const server = await startS3Server({
      accounts: [root, ...repositories.map((name) => userOf(name, [readExamplePolicy(bucket, name)]))],
      buckets: [{ name: bucket, owner: 'root' }],
      seemsSecure,
    });
    onTestFinished(async () => await server.close());
    await connect(server, root).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    return server;
  }

  test('lets every repository publish, a large package in parts too', async () => {
    const server = await startProtected();
    const world = sampleWorld();

    const statuses: string[] = [];
    for (const [name, release] of world) {
      const { status } = await release.publish([open(server, userOf(name))]);
      statuses.push(status);
    }
    const large = sampleRel({
      name: 'BaseLib',
      tag: '1.3.0',
      files: { 'etc/large': randomBytes(10 * 1024 ** 2).toString('base64') },
    });
    const { accessKeyId, secretAccessKey } = userOf('BaseLib.rel');
    const inParts = openS3Store({
      name: 'PROJECTA',
      bucket,
      region: 'us-east-1',
      endpoint: server.endpoint,
      credentials: { kind: 'keys', accessKeyId, secretAccessKey },
      conditionalMultipart: true,
    });
    onTestFinished(() => inParts.close());
    const { status } = await large.publish([inParts]);

    expect([...statuses, status]).toEqual(Array.from({ length: 6 }, () => 'published'));
    expect(server.calls.filter(({ operation }) => operation === 'CompleteMultipartUpload')).toHaveLength(1);
  });

  test.each([relRecord, relPackage])(
    'keeps even the root of the account from overwriting or removing %s',
    async (Key) => {
      const server = await startProtected();
      server.put(bucket, Key, 'released');
      const client = connect(server, root);
      onTestFinished(() => client.destroy());
      const target = { Bucket: bucket, Key };

      const overwritten = await outcome(client.send(new PutObjectCommand({ ...target, Body: 'x' })));
      const replaced = await outcome(client.send(new PutObjectCommand({ ...target, Body: 'x', IfMatch: '*' })));
      const created = await outcome(client.send(new PutObjectCommand({ ...target, Body: 'x', IfNoneMatch: '*' })));
      const removed = await outcome(client.send(new DeleteObjectCommand(target)));

      expect({ overwritten, replaced, created, removed }).toEqual({
        overwritten: '403 AccessDenied',
        replaced: '403 AccessDenied',
        created: '412 PreconditionFailed',
        removed: '403 AccessDenied',
      });
      expect(server.object(bucket, Key)?.body().toString()).toBe('released');
    },
  );

  test('leaves test builds to be overwritten and removed', async () => {
    const server = await startProtected();
    const client = connect(server, root);
    onTestFinished(() => client.destroy());
    const target = { Bucket: bucket, Key: 'ModuleX/developer/ModuleX.rel.json' };

    const twice = [
      await outcome(client.send(new PutObjectCommand({ ...target, Body: 'x' }))),
      await outcome(client.send(new PutObjectCommand({ ...target, Body: 'y' }))),
      await outcome(client.send(new DeleteObjectCommand(target))),
    ];

    expect(twice).toEqual(['200', '200', '204']);
  });

  test('denies everything without TLS', async () => {
    const server = await startProtected(false);
    server.put(bucket, relPackage, 'x');
    const client = connect(server, root);
    onTestFinished(() => client.destroy());

    const read = await outcome(client.send(new GetObjectCommand({ Bucket: bucket, Key: relPackage })));

    expect(read).toBe('403 AccessDenied');
  });
});
