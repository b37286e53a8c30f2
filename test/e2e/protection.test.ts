import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { examplesFolder } from '../../lib/testing/example-world.ts';
import { connect, outcome } from '../../lib/testing/s3/sdk-client.ts';
import { type CliResult, runCliProcess } from '../cli-process.ts';
import {
  createCephProjects,
  type ProjectName,
  type ProjectServer,
  startLoopbackProjects,
  storeVariables,
} from './project-servers.ts';
import { awsEnvironment, hasAwsCli } from './real-s3/aws-cli.ts';

const cephEndpoint = inject('cephEndpoint');
const denied = '403 AccessDenied';

describe.skipIf(!hasAwsCli())('on the loopback server', () => {
  describeProtection(startLoopbackProjects, { isAws: true });
});

describe.skipIf(cephEndpoint === null || !hasAwsCli())('on Ceph RGW', () => {
  const start = async (): Promise<ProjectServer> => await createCephProjects(cephEndpoint ?? '', { withRights: true });
  describeProtection(start, { isAws: false });

  test('a versioned bucket does not honour If-None-Match: why versioning is not asked of such servers', async () => {
    await using server = await createCephProjects(cephEndpoint ?? '');
    const { client, bucket: Bucket } = server.projects.PROJECTA;
    const create = async (Key: string): Promise<string> =>
      await outcome(client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', IfNoneMatch: '*' })));

    const before = [await create('before'), await create('before')];
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const after = [await create('after'), await create('after')];

    expect({ before, after }).toEqual({ before: ['200', '412 PreconditionFailed'], after: ['200', '200'] });
  });
});

/** Tries out the example rights and the example bucket on a server. `isAws`: whether it knows all that AWS knows. */
function describeProtection(start: () => Promise<ProjectServer>, { isAws }: { readonly isAws: boolean }): void {
  let server: ProjectServer;

  beforeAll(async () => {
    server = await start();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  const clientOf = (role: string): S3Client => {
    const client = connect(server, server.user('PROJECTA', role));
    onTestFinished(() => {
      client.destroy();
    });
    return client;
  };
  const doctor = async (args: readonly string[], role?: string): Promise<CliResult> =>
    await runCliProcess(['doctor', '--store', 'PROJECTA', ...args], {
      env: { STORES: 'PROJECTA PROJECTB', ...storeVariables(server, server.endpoint, role) },
    });

  const keys = {
    'ModuleX.src': ['ModuleX/1.4.2/modulex-client.tar.gz', 'ModuleX/1.4.2/modulex-client.src.json'],
    'ModuleX.rel': ['ModuleX/2.0.0/ModuleX.tar.gz', 'ModuleX/1.4.2/ModuleX.tar.gz', 'ModuleX/2.0.0/ModuleX.rel.json'],
    'BaseLib.rel': ['BaseLib/1.2.3/BaseLib.tar.gz', 'BaseLib/1.2.3/BaseLib.rel.json'],
    'ProjectA.dist': ['ProjectA/2.1.0/ProjectA.tar.gz', 'ProjectA/2.1.0/ProjectA.dist.json'],
    node: [],
  };

  test.each(Object.entries(keys))(
    "the rights of %s are to write its own keys, and nobody else's",
    async (role, own) => {
      const client = clientOf(role);
      const { bucket: Bucket } = server.projects.PROJECTA;
      const canWrite = async (Key: string): Promise<boolean> => {
        const put = await outcome(client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })));
        const upload = client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
        const started = await outcome(upload);
        expect([`200,200`, `${denied},${denied}`]).toContain(`${put},${started}`);
        return put === '200';
      };

      const writable: string[] = [];
      for (const key of Object.values(keys).flat()) {
        if (await canWrite(key)) {
          writable.push(key);
        }
      }

      expect(writable).toEqual(own);
    },
  );

  test('the rights of a module show its own folders and what it depends on, those of a node its program alone', async () => {
    const { bucket: Bucket, client: admin } = server.projects.PROJECTA;
    await admin.send(new PutObjectCommand({ Bucket, Key: 'Nginx/1.24.0/Nginx.tar.gz', Body: 'x' }));
    const list = async (role: string, Prefix: string): Promise<string> =>
      await outcome(clientOf(role).send(new ListObjectsV2Command({ Bucket, Prefix })));
    const read = async (role: string): Promise<string> =>
      await outcome(clientOf(role).send(new GetObjectCommand({ Bucket, Key: 'Nginx/1.24.0/Nginx.tar.gz' })));

    expect({
      own: await list('ModuleX.rel', 'ModuleX/2.0.0/'),
      dependency: await list('ModuleX.rel', 'BaseLib/'),
      other: await list('ModuleX.rel', 'Nginx/'),
      all: await list('ModuleX.rel', ''),
      node: await list('node', 'ModuleX/'),
      program: await list('node', 'TagshipNode/'),
      reads: [await read('node'), await read('ProjectA.dist'), await read('ModuleX.rel')],
    }).toEqual({
      own: '200',
      dependency: '200',
      other: denied,
      all: denied,
      node: denied,
      program: '200',
      reads: ['200', '200', denied],
    });
  });

  test('set-up-bucket.sh makes a bucket, sets it up, and can be run again', { timeout: 180_000 }, async () => {
    const { account, client } = server.projects.PROJECTA;
    const Bucket = `${server.projects.PROJECTA.bucket}-new`;

    const first = await setUp(server, 'PROJECTA', Bucket, { isAws });
    const second = await setUp(server, 'PROJECTA', Bucket, { isAws });

    const last = `${Bucket} is set up; tagship doctor looks at it from outside`;
    expect(first.split('\n')).toEqual(expect.arrayContaining([`${Bucket} is made`, last]));
    expect(second.split('\n')).toEqual(expect.arrayContaining([`${Bucket} is there`, last]));
    const { PublicAccessBlockConfiguration } = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: isAws,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules.map(({ ID }) => ID)).toEqual(['EndUploadsThatWereCutOff', 'ForgetFormerVersions']);
    const { Policy = '' } = await client.send(new GetBucketPolicyCommand({ Bucket }));
    expect(Policy).toContain(`arn:aws:s3:::${Bucket}/*/developer/*`);
    expect(Policy).not.toContain('acme-projecta/');
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe(isAws ? 'Enabled' : undefined);

    const released = { Bucket, Key: 'ModuleX/2.0.0/ModuleX.rel.json' };
    const test = { Bucket, Key: 'ModuleX/developer/ModuleX.rel.json' };
    await client.send(new PutObjectCommand({ ...released, Body: 'x', IfNoneMatch: '*' }));
    await client.send(new PutObjectCommand({ ...test, Body: 'x' }));
    expect({
      overwritten: await outcome(client.send(new PutObjectCommand({ ...released, Body: 'y' }))),
      removed: await outcome(client.send(new DeleteObjectCommand(released))),
      testBuildOverwritten: await outcome(client.send(new PutObjectCommand({ ...test, Body: 'y' }))),
      testBuildRemoved: await outcome(client.send(new DeleteObjectCommand(test))),
    }).toEqual({
      overwritten: isAws ? denied : '200',
      removed: denied,
      testBuildOverwritten: '200',
      testBuildRemoved: '204',
    });

    const { stdout, status } = await runCliProcess(['doctor'], {
      env: {
        BUCKET_NAME: Bucket,
        S3_ENDPOINT: server.endpoint,
        AWS_ACCESS_KEY_ID: account.accessKeyId,
        AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
      },
    });
    expect({ stdout, status }).toEqual({
      stdout: expect.stringMatching(/ {2}blocked .* kept +removed .*\n✔/s),
      status: 0,
    });
  });

  test('set-up-bucket.sh replaces a foreign policy only when it is told to, and its own without', {
    timeout: 180_000,
  }, async () => {
    const { client } = server.projects.PROJECTA;
    const Bucket = `${server.projects.PROJECTA.bucket}-foreign`;
    await client.send(new CreateBucketCommand({ Bucket }));
    const policyOf = async (): Promise<string> =>
      (await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '';
    const Resource = [`arn:aws:s3:::${Bucket}/secret/*`];
    const foreign = { Sid: 'Foreign', Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [foreign] });
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));

    const refused = await setUp(server, 'PROJECTA', Bucket, { isAws }).catch((error: unknown) => String(error));
    const left = await policyOf();
    const replaced = await setUp(server, 'PROJECTA', Bucket, { isAws, options: ['--replace-policy'] });
    const { Version, Statement } = JSON.parse(await policyOf());
    const own = { Version, Statement: Statement.filter(({ Sid }: typeof foreign) => Sid !== 'TlsOnly') };
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(own, null, 1) }));
    await setUp(server, 'PROJECTA', Bucket, { isAws });

    expect(refused).toContain(`${Bucket} has a policy with other statements; nothing was set: `);
    expect(left).toContain('"Foreign"');
    expect(replaced).toContain('set: policy');
    expect(await policyOf()).toContain('"TlsOnly"');
  });

  test('set-up-bucket.sh touches no bucket of another account than the expected one, if the server minds the account', async () => {
    const { client, account } = server.projects.PROJECTA;
    const Bucket = `${server.projects.PROJECTA.bucket}-expected`;
    await client.send(new CreateBucketCommand({ Bucket }));
    const setUpFor = async (expectedOwner: string): Promise<string> =>
      await setUp(server, 'PROJECTA', Bucket, { isAws, expectedOwner }).catch((error: unknown) => String(error));

    const refused = await setUpFor('999999999999');
    const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket }));

    expect(refused).toContain(
      isAws ? `${Bucket} is there, but is not yours to set up, or not of the account in` : `${Bucket} is set up`,
    );
    expect(Status).toBeUndefined();
    expect(await setUpFor(account.id)).toContain(`${Bucket} is set up`);
  });

  test('the doctor finds nothing that a repository with the rights of examples/iam can do too much', async () => {
    const src = await doctor(['--kind', 'src', '--name', 'ModuleX', '--bin-name', 'modulex-client'], 'ModuleX.src');
    const rel = await doctor(['--kind', 'rel', '--name', 'ModuleX', '--bin-name', 'modulex-client'], 'ModuleX.rel');
    const dist = await doctor(['--kind', 'dist', '--name', 'ProjectA'], 'ProjectA.dist');

    expect([src, rel, dist].map(({ status }) => status)).toEqual([0, 0, 0]);
    expect([src, rel, dist].map(({ stdout }) => / as needed\n/.test(stdout))).toEqual([true, true, true]);
  });

  test('the doctor finds out what the account itself can do, and leaves nothing behind', async () => {
    const { stdout, status } = await doctor(['--kind', 'src', '--name', 'Doctored', '--bin-name', 'doctored-client']);

    expect(stdout).toContain('Doctored/developer/Doctored.tar.gz (the scripts of Doctored, which nodes run as root)');
    expect(stdout).not.toContain('an unfinished upload was left there');
    expect(status).toBe(1);
  });
}

/** Runs the script with the AWS CLI of this machine. As on AWS: by an `aws` that only adds the address. */
async function setUp(
  server: ProjectServer,
  project: ProjectName,
  bucket: string,
  {
    isAws,
    options = [],
    expectedOwner = '',
  }: { readonly isAws: boolean; readonly options?: readonly string[]; readonly expectedOwner?: string },
): Promise<string> {
  const run = promisify(execFile);
  const env: Readonly<Record<string, string>> = {
    ...awsEnvironment(server.projects[project].account),
    EXPECTED_BUCKET_OWNER: expectedOwner,
  };
  const folder = mkdtempSync(join(tmpdir(), 'tagship aws '));
  try {
    const { stdout: real } = await run('sh', ['-c', 'command -v aws'], { env });
    writeFileSync(join(folder, 'aws'), `#!/bin/sh\nexec ${real.trim()} --endpoint-url ${server.endpoint} "$@"\n`);
    chmodSync(join(folder, 'aws'), 0o755);
    const { stdout } = await run(join(examplesFolder, 'bucket', 'set-up-bucket.sh'), [...options, bucket], {
      env: isAws ? { ...env, PATH: `${folder}:${env['PATH']}` } : { ...env, S3_ENDPOINT: server.endpoint },
    });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
