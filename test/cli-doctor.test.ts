import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeletePublicAccessBlockCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { checkOutExample } from '../lib/testing/example-world.ts';
import { type ProjectStores, startProjectStores } from '../lib/testing/project-stores.ts';
import { connect } from '../lib/testing/s3/sdk-client.ts';
import { type CliResult, runCliProcess } from './cli-process.ts';

const Bucket = 'acme-projecta';
const header =
  'STORE     BUCKET              TRANSPORT  PUBLIC ACCESS  VERSIONING  TAG FOLDERS  CUT-OFF UPLOADS  OWNER';
const src = ['--kind', 'src', '--name', 'ModuleX', '--bin-name', 'modulex-client'];

interface DoctorWorld {
  readonly stores: ProjectStores;
  /** The account's root. */
  readonly admin: S3Client;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
}

/** One store, and a desk with the keys of its root. */
async function startDoctorWorld(): Promise<DoctorWorld> {
  const stores = await startProjectStores(['PROJECTA']);
  const admin = connect(stores.server, stores.account('PROJECTA'));
  onTestFinished(async () => {
    admin.destroy();
    await stores[Symbol.asyncDispose]();
  });
  return {
    stores,
    admin,
    run: async (args, env = {}) => await runCliProcess(['doctor', ...args], { env: { ...stores.variables(), ...env } }),
  };
}

async function makeSafe(admin: S3Client): Promise<void> {
  const Rules = [
    {
      ID: 'abort',
      Status: 'Enabled' as const,
      Filter: { Prefix: '' },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ];
  const Statement = [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ];
  await admin.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  await admin.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
}

test('a store that is protected is safe, and a repository with the rights of examples/iam can do nothing more', async () => {
  const { stores, admin, run } = await startDoctorWorld();
  await makeSafe(admin);

  const { stdout, stderr, status } = await run(src, {
    ...stores.variablesOf('ModuleX.src'),
    EXPECTED_BUCKET_OWNER: stores.account('PROJECTA').id,
  });

  expect(
    stdout,
  ).toBe(`INFO: store PROJECTA: s3://acme-projecta is versioned; make sure that the server honours If-None-Match there (Ceph RGW 16 does not, and then one pipeline can overwrite another's release)
${header}        CREDENTIAL
PROJECTA  s3://acme-projecta  http       blocked        on          kept         removed          as expected  as needed
✔ 1 store: nothing unsafe
`);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

test('a store that nobody has set up is told from head to foot', async () => {
  const { admin, run } = await startDoctorWorld();
  await admin.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await admin.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
  const Rules = [{ ID: 'save money', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 30 } }];
  await admin.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));

  const { stdout, stderr, status } = await run(src);

  expect(
    stdout,
  ).toBe(`WARNING: store PROJECTA: s3://acme-projecta keeps no former versions: versioning is suspended; turn versioning on if the server honours If-None-Match in versioned buckets (Ceph RGW 16 does not)
WARNING: store PROJECTA: uploads that were cut off stay in s3://acme-projecta, unseen and paid for; add a lifecycle rule with AbortIncompleteMultipartUpload for all keys, as examples/bucket/set-up-bucket.sh does
WARNING: store PROJECTA: the policy of s3://acme-projecta does not deny requests without TLS; deny them, as examples/bucket/set-up-bucket.sh does
WARNING: store PROJECTA: the credential can list all of s3://acme-projecta; give its s3:ListBucket the condition that s3:prefix is like ModuleX/*, as examples/iam does
ERROR: store PROJECTA: s3://acme-projecta does not block public access; turn it on, as examples/bucket/set-up-bucket.sh does: one careless policy or ACL would show every package to anybody
ERROR: store PROJECTA: lifecycle rule "save money" of s3://acme-projecta, for keys that begin with "", removes what is released; limit it to a prefix that ends in "/developer/", or let it remove noncurrent versions only
ERROR: store PROJECTA: the credential can write more of s3://acme-projecta than the src of ModuleX needs: ModuleX/developer/ModuleX.tar.gz (the scripts of ModuleX, which nodes run as root), ModuleX/developer/ModuleX.rel.json (the record of ModuleX's scripts), tagship-doctor/developer/tagship-doctor.tar.gz (the package of any module or project), tagship-doctor/developer/tagship-doctor.dist.json (the record of any project); limit s3:PutObject to ModuleX/*/modulex-client.tar.gz and ModuleX/*/modulex-client.src.json, as examples/iam does
${header}       CREDENTIAL
PROJECTA  s3://acme-projecta  http       open           suspended   removed      stay             not pinned  excessive
✖ 3 errors in 1 store
`);
  expect({ stderr, status }).toEqual({ stderr: '', status: 1 });
});

test('nothing is left behind by trying out what a credential may write', async () => {
  const { stores, run } = await startDoctorWorld();

  await run(src);

  const tried = stores.server.calls.filter(({ operation }) => operation === 'CreateMultipartUpload');
  expect(tried.map(({ key }) => key)).toHaveLength(5);
  expect(stores.server.unfinishedUploads(Bucket)).toEqual([]);
  expect(stores.server.objects(Bucket)).toEqual([]);
  expect(stores.server.calls.filter(({ operation }) => /^(?:Put|Delete)/.test(operation ?? ''))).toEqual([]);
});

test('what several stores have alike is told once', async () => {
  await using stores = await startProjectStores();

  const env = stores.variables();
  const { stdout, status } = await runCliProcess(['doctor'], { env });

  const findings = stdout.split('\n').filter((line) => line.startsWith('WARNING'));
  expect(findings).toEqual([
    'WARNING: stores PROJECTA, PROJECTB: uploads that were cut off stay in the bucket, unseen and paid for; add a lifecycle rule with AbortIncompleteMultipartUpload for all keys, as examples/bucket/set-up-bucket.sh does',
    'WARNING: stores PROJECTA, PROJECTB: the policy of the bucket does not deny requests without TLS; deny them, as examples/bucket/set-up-bucket.sh does',
  ]);
  expect(stdout).toMatch(/\n✔ 2 stores: nothing unsafe; 2 things could be better\n$/);
  expect(status).toBe(0);
});

test('an upload that cannot be aborted is told', async () => {
  const { stores, run } = await startDoctorWorld();
  stores.server.deny({ action: 's3:AbortMultipartUpload' });

  const { stdout } = await run(src);

  expect(stdout).toContain(
    'WARNING: store PROJECTA: an unfinished upload was left at ModuleX/developer/modulex-client.tar.gz: the credential may not abort it; ',
  );
  expect(stdout).toContain(
    'ModuleX/developer/ModuleX.tar.gz (the scripts of ModuleX, which nodes run as root; an unfinished upload was left there)',
  );
});

test('without a repository no credential is tried out, and that is said', async () => {
  const { stores, run } = await startDoctorWorld();

  const { stdout, status } = await run([]);

  expect(stdout).toContain('INFO: what the credentials may do was not tried out: that takes a repository ');
  expect(stores.server.calls.filter(({ operation }) => operation === 'CreateMultipartUpload')).toEqual([]);
  expect(status).toBe(0);
});

test.each<[string, { readonly role: string; readonly args: readonly string[] }]>([
  ['a SRC', { role: 'ModuleX.src', args: src }],
  ['a REL', { role: 'ModuleX.rel', args: ['--kind', 'rel', '--name', 'ModuleX', '--bin-name', 'modulex-client'] }],
  ['a DIST', { role: 'ProjectA.dist', args: ['--kind', 'dist', '--name', 'ProjectA'] }],
])("%s is told of what another repository's role can do in its place", async (_, { role, args }) => {
  const { stores, run } = await startDoctorWorld();
  const other = role === 'ModuleX.src' ? 'ModuleX.rel' : 'ModuleX.src';

  const own = await run(args, stores.variablesOf(role));
  const foreign = await run(args, stores.variablesOf(other));

  expect(own.stdout).not.toContain('the credential can write');
  // a module's program and scripts lie side by side; a project's folder neither of them may write
  expect(foreign.stdout.includes('the credential can write')).toBe(role !== 'ProjectA.dist');
});

test('with a clone the modules that it refers to are tried out too', async () => {
  const { stores, run } = await startDoctorWorld();
  const temporary = mkdtempSync(join(tmpdir(), 'tagship-doctor-'));
  onTestFinished(() => {
    rmSync(temporary, { recursive: true, force: true });
  });
  const [project, module] = [join(temporary, 'ProjectA.dist'), join(temporary, 'ModuleX.rel')];
  checkOutExample({ repository: 'ProjectA.dist', tag: '2.1.0' }, project);
  checkOutExample({ repository: 'ModuleX.rel', tag: '2.0.0' }, module);

  const dist = await run([project, '--name', 'ProjectA']);
  const names = ['--name', 'ModuleX', '--bin-name', 'modulex-client'];
  const rel = await run([module, ...names], stores.variablesOf('BaseLib.rel'));

  for (const name of ['BaseLib', 'ModuleX', 'Nginx']) {
    expect(dist.stdout).toMatch(new RegExp(`${name}/\\S+/${name}\\.tar\\.gz \\(the scripts of ${name}, which`));
  }
  expect(rel.stdout).toContain('BaseLib.tar.gz (the scripts of BaseLib, which nodes run as root)');
});

test('what the credential may not read is a warning, with what it takes, and --strict takes it for an error', async () => {
  const { stores, run } = await startDoctorWorld();
  stores.server.deny({ action: 's3:GetBucketVersioning' });
  stores.server.deny({ action: 's3:GetLifecycleConfiguration' });

  const { stdout, status } = await run([]);
  const strict = await run(['--strict']);

  expect(stdout).toContain(
    'WARNING: store PROJECTA: not everything of s3://acme-projecta could be read; allow s3:GetBucketVersioning, s3:GetLifecycleConfiguration on it to have it checked\n',
  );
  expect(stdout).toContain(
    'PROJECTA  s3://acme-projecta  http       blocked        ?           ?            ?                not pinned  ?\n',
  );
  expect(stdout).toMatch(/\n✔ 1 store: nothing unsafe; 1 thing could be better; 2 of 6 things could not be seen\n$/);
  expect(strict.stdout).toMatch(/\n✖ 2 errors in 1 store; 2 of 6 things could not be seen\n$/);
  expect([status, strict.status]).toEqual([0, 1]);
});

test('a store of which nothing can be read is an error, and a credential that may do nothing fits nothing', async () => {
  const { stores, run } = await startDoctorWorld();
  stores.server.deny({});

  const { stdout, status } = await run(src);

  expect(
    stdout,
  ).toBe(`WARNING: store PROJECTA: the credential may not write ModuleX/developer/modulex-client.tar.gz, which it is for: whether it may do too much is not shown; sign in with the repository's own credential, or give it its rights, as examples/iam does
ERROR: store PROJECTA: nothing of s3://acme-projecta could be read (AccessDenied): how safe it is, is not known; allow s3:GetBucketVersioning, s3:GetBucketPublicAccessBlock, s3:GetBucketPolicyStatus, s3:GetLifecycleConfiguration, s3:GetBucketPolicy on it, or sign in as somebody who may
${header}       CREDENTIAL
PROJECTA  s3://acme-projecta  http       ?              ?           ?            ?                not pinned  ?
✖ 1 error in 1 store; 6 of 7 things could not be seen
`);
  expect(status).toBe(1);
});

test("another account's bucket is named as such, and nothing else is said of it", async () => {
  const { run } = await startDoctorWorld();

  const { stdout, status } = await run(src, { EXPECTED_BUCKET_OWNER: '999999999999' });

  expect(
    stdout,
  ).toBe(`ERROR: store PROJECTA: s3://acme-projecta belongs to another account than 999999999999 (EXPECTED_BUCKET_OWNER); check PROJECTA_BUCKET_NAME: somebody else may have made a bucket of that name
${header}    CREDENTIAL
PROJECTA  s3://acme-projecta  http       ?              ?           ?            ?                another  ?
✖ 1 error in 1 store
`);
  expect(status).toBe(1);
});

test.each([
  [
    'half a public access block',
    'blocks public access in part only (off: RestrictPublicBuckets)',
    async (admin: S3Client) => {
      const PublicAccessBlockConfiguration = {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: false,
      };
      await admin.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    },
  ],
  [
    'a public policy',
    'the policy of s3://acme-projecta lets anybody in',
    async (admin: S3Client) => {
      await admin.send(new DeletePublicAccessBlockCommand({ Bucket }));
      const Statement = [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
      ];
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await admin.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    },
  ],
] as const)('%s is unsafe', async (_, message, misconfigure) => {
  const { admin, run } = await startDoctorWorld();
  await misconfigure(admin);

  const { stdout, status } = await run([]);

  expect(stdout).toContain(message);
  expect(status).toBe(1);
});

test('an endpoint without TLS is unsafe, unless it is this machine', async () => {
  const { stores, run } = await startDoctorWorld();
  const endpoint = stores.server.endpoint.replace('127.0.0.1', '0.0.0.0');

  const { stdout, status } = await run([], { S3_ENDPOINT: endpoint });

  expect(stdout).toContain(`ERROR: store PROJECTA: ${endpoint} has no TLS: `);
  expect(status).toBe(1);
});

test('--strict takes advice for an error', async () => {
  const { run } = await startDoctorWorld();

  const lenient = await run([]);
  const strict = await run(['--strict']);

  expect(lenient.stdout).toMatch(/\n✔ 1 store: nothing unsafe; 2 things could be better\n$/);
  expect(strict.stdout).toMatch(/\n✖ 2 errors in 1 store\n$/);
  expect(strict.status).toBe(1);
});

test('--json has what was seen and every hazard', async () => {
  const { admin, run } = await startDoctorWorld();
  await makeSafe(admin);
  await admin.send(new DeletePublicAccessBlockCommand({ Bucket }));

  const { stdout, status } = await run(['--json', '--kind', 'rel', '--name', 'BaseLib']);

  const { publisher, stores, findings, notes } = JSON.parse(stdout);
  expect(publisher).toEqual({ kind: 'rel', name: 'BaseLib', refersTo: [], folder: 'developer' });
  expect(stores).toEqual([
    {
      store: 'PROJECTA',
      url: 's3://acme-projecta',
      seen: {
        transport: 'http',
        publicAccess: 'open',
        versioning: 'on',
        tagFolders: 'kept',
        uploads: 'removed',
        owner: 'not pinned',
        credential: 'excessive',
      },
      hazards: [
        expect.objectContaining({ about: 'public-access', grade: 'unsafe' }),
        expect.objectContaining({ about: 'credential', grade: 'unsafe' }),
        expect.objectContaining({ about: 'credential', grade: 'advice' }),
      ],
    },
  ]);
  expect(findings).toHaveLength(3);
  expect(notes).toHaveLength(1);
  expect(status).toBe(1);
});

test('a store that does not answer, or does not know the keys, is one error', async () => {
  const { run } = await startDoctorWorld();

  const wrong = await run([], { PROJECTA_AWS_SECRET_ACCESS_KEY: 'wrong' });
  const away = await run([], { S3_ENDPOINT: 'http://127.0.0.1:1' });

  expect(wrong.stdout).toMatch(
    /^ERROR: store PROJECTA: Get\w+ s3:\/\/acme-projecta was refused \(403 SignatureDoesNotMatch\)/m,
  );
  expect(wrong.stdout).toMatch(/\n✖ 1 error in 1 store\n$/);
  expect(away.stdout).toMatch(/^ERROR: store PROJECTA: s3:\/\/acme-projecta did not answer what was asked by s3:/m);
  expect(away.stdout).toMatch(/\n✖ 1 error in 1 store; 5 of 6 things could not be seen\n$/);
});
