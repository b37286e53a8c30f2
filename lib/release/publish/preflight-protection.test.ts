import {
  DeletePublicAccessBlockCommand,
  PutBucketLifecycleConfigurationCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openS3Store } from '../../store/s3/s3-store.ts';
import type { Store } from '../../store/store.ts';
import { type ProjectStores, startProjectStores } from '../../testing/project-stores.ts';
import { connect } from '../../testing/s3/sdk-client.ts';
import { sampleDist, sampleRel, sampleSrc } from '../../testing/sample-releases.ts';

const Bucket = 'acme-projecta';
const mighty =
  'the credential can write more of s3://acme-projecta than the src of ModuleX needs: ModuleX/1.4.2/ModuleX.tar.gz (the scripts of ModuleX, which nodes run as root)';

let projects: ProjectStores;
let admin: S3Client;
let root: Store;

beforeEach(async () => {
  projects = await startProjectStores(['PROJECTA']);
  admin = connect(projects.server, projects.account('PROJECTA'));
  root = projects.open('PROJECTA');
});

afterEach(async () => {
  admin.destroy();
  await projects[Symbol.asyncDispose]();
});

/** The operations of all requests but those of `admin`, which sends none after the set-up. */
const operations = (): readonly (string | undefined)[] => projects.server.calls.map(({ operation }) => operation);
const writes = (): number => operations().filter((operation) => /^(?:Put|Complete)/.test(operation ?? '')).length;

describe('a credential', () => {
  test('of a SRC that can write the install scripts is warned of, and STRICT keeps it from publishing', async () => {
    const release = sampleSrc('ModuleX', '1.4.2');

    const strict = await release.publish([root], { strict: true });
    const writesOfStrict = writes();
    const lenient = await release.publish([root]);

    expect(strict.status).toBe('invalid');
    expect(strict.diagnostics).toEqual([expect.objectContaining({ severity: 'error', message: mighty })]);
    expect(writesOfStrict).toBe(0);
    expect(lenient.status).toBe('published');
    expect(lenient.diagnostics).toEqual([expect.objectContaining({ severity: 'warning', message: mighty })]);
    expect(projects.server.unfinishedUploads(Bucket)).toEqual([]);
  });

  test.each([
    ['record', 'ModuleX/1.4.2/modulex-client.src.json'],
    ['package', 'ModuleX/1.4.2/modulex-client.tar.gz'],
  ])('that completes a release which lacks its %s is tried out as well', async (_what, key) => {
    const release = sampleSrc('ModuleX', '1.4.2');
    await release.publish([root]);
    projects.server.remove(Bucket, key);

    const completed = await release.publish([root]);

    expect(completed.status).toBe('published');
    expect(completed.diagnostics).toEqual([expect.objectContaining({ severity: 'warning', message: mighty })]);
  });

  test('with the rights of examples/iam is not', async () => {
    const { accessKeyId, secretAccessKey } = keysOf('ModuleX.src');
    const store = projects.open('PROJECTA', { credentials: { kind: 'keys', accessKeyId, secretAccessKey } });

    const { status, diagnostics } = await sampleSrc('ModuleX', '1.4.2').publish([store], { strict: true });

    expect({ status, diagnostics }).toEqual({ status: 'published', diagnostics: [] });
  });

  test('of a REL or a DIST is not tried out, nor that of a SRC that has nothing to write', async () => {
    const src = sampleSrc('ModuleX', '1.4.2');
    await src.publish([root]);
    const before = operations().length;

    await src.publish([root]);
    const { diagnostics } = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([root]);
    const project = await sampleDist('ProjectA', '2.1.0', { BaseLib: '1.2.3' }).publish([root]);

    expect([...diagnostics, ...project.diagnostics]).toEqual([]);
    const tried = projects.server.calls
      .slice(before)
      .filter(({ operation }) => operation === 'CreateMultipartUpload')
      .map(({ key }) => key);
    // the proofs that they can write their own
    expect(tried).toEqual([
      'BaseLib/1.2.3/BaseLib.tar.gz',
      'BaseLib/1.2.3/BaseLib.rel.json',
      'ProjectA/2.1.0/ProjectA.tar.gz',
      'ProjectA/2.1.0/ProjectA.dist.json',
    ]);
  });

  test('that cannot be tried out stops no release', async () => {
    projects.server.setHooks({
      before: ({ operation, key }) =>
        operation === 'CreateMultipartUpload' && key === 'ModuleX/1.4.2/ModuleX.tar.gz'
          ? { kind: 'status', status: 400, code: 'InvalidRequest' }
          : undefined,
    });

    const { status, diagnostics } = await sampleSrc('ModuleX', '1.4.2').publish([root], { strict: true });

    expect({ status, diagnostics }).toEqual({ status: 'published', diagnostics: [] });
  });

  test('is not tried out by a dry run', async () => {
    const { diagnostics } = await sampleSrc('ModuleX', '1.4.2').publish([root], { mode: 'dry-run' });

    expect(diagnostics).toEqual([]);
    expect(operations()).not.toContain('CreateMultipartUpload');
  });
});

describe('a store', () => {
  const rel = () => sampleRel({ name: 'BaseLib', tag: '1.2.3' });

  test('is asked four questions for how it is protected, however many packages go there', async () => {
    await rel().publish([root]);

    const asked = operations().filter((operation) => /^Get(?:Bucket|Public)/.test(operation ?? ''));
    expect(asked).toHaveLength(4);
    expect(new Set(asked)).toEqual(
      new Set([
        'GetBucketLifecycleConfiguration',
        'GetBucketPolicyStatus',
        'GetBucketVersioning',
        'GetPublicAccessBlock',
      ]),
    );
  });

  test.each([
    [
      'blocks no public access',
      's3://acme-projecta does not block public access',
      async () => await admin.send(new DeletePublicAccessBlockCommand({ Bucket })),
    ],
    [
      'blocks public access in part',
      's3://acme-projecta blocks public access in part only (off: IgnorePublicAcls, RestrictPublicBuckets)',
      async () => {
        const block = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: false };
        const PublicAccessBlockConfiguration = { ...block, RestrictPublicBuckets: false };
        return await admin.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
      },
    ],
    [
      'removes releases some day',
      'lifecycle rule "old" of s3://acme-projecta, for keys that begin with "BaseLib/", removes what is released',
      async () => {
        const rule = {
          ID: 'old',
          Status: 'Enabled',
          Filter: { Prefix: 'BaseLib/' },
          Expiration: { Days: 365 },
        } as const;
        const LifecycleConfiguration = { Rules: [rule] };
        return await admin.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
      },
    ],
  ])('that %s is warned of, and STRICT keeps releases from it', async (_, message, misconfigure) => {
    await misconfigure();
    const writesBefore = writes();

    const strict = await rel().publish([root], { strict: true });
    const writesOfStrict = writes() - writesBefore;
    const lenient = await rel().publish([root]);

    expect({ status: strict.status, writesOfStrict }).toEqual({ status: 'invalid', writesOfStrict: 0 });
    expect(lenient.status).toBe('published');
    expect(lenient.diagnostics).toEqual([expect.objectContaining({ severity: 'warning', message })]);
  });

  test('that may not be asked is passed over in silence', async () => {
    await admin.send(new DeletePublicAccessBlockCommand({ Bucket }));
    for (const action of [
      's3:GetBucketVersioning',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketPolicyStatus',
    ] as const) {
      projects.server.deny({ action });
    }

    const { status, diagnostics } = await rel().publish([root], { strict: true });

    expect({ status, diagnostics }).toEqual({ status: 'published', diagnostics: [] });
  });

  test.each([
    ['does not know such questions', { kind: 'status', status: 501, code: 'NotImplemented' }],
    ['breaks when it is asked', { kind: 'status', status: 500, code: 'InternalError' }],
    ['breaks the connection', { kind: 'reset' }],
  ] as const)('that %s is published to', async (_, fault) => {
    projects.server.setHooks({
      before: ({ operation }) => (/^Get(?:Bucket|Public)/.test(operation ?? '') ? fault : undefined),
    });

    const { status, diagnostics } = await rel().publish([root], { strict: true });

    expect({ status, diagnostics }).toEqual({ status: 'published', diagnostics: [] });
  });

  test('that does not answer such questions holds a release up for a short time only', async () => {
    projects.server.setHooks({
      before: ({ operation }) => (/^Get(?:Bucket|Public)/.test(operation ?? '') ? { kind: 'stall' } : undefined),
    });
    const store = projects.open('PROJECTA', { answerTimeoutMs: 2_000 });

    const { status, diagnostics } = await rel().publish([store], { strict: true });

    expect({ status, diagnostics }).toEqual({ status: 'published', diagnostics: [] });
  });

  test("whose bucket is another account's is said to be that", async () => {
    const store = projects.open('PROJECTA', { expectedOwner: '999999999999' });

    const { status, diagnostics } = await rel().publish([store]);

    expect(status).toBe('invalid');
    expect(diagnostics.map(({ message }) => message)).toEqual([
      's3://acme-projecta belongs to another account than 999999999999 (PROJECTA_EXPECTED_BUCKET_OWNER)',
    ]);
    expect(writes()).toBe(0);
  });

  test('that is reached without TLS is warned of', async () => {
    const { accessKeyId, secretAccessKey } = projects.account('PROJECTA');
    const endpoint = projects.server.endpoint.replace('127.0.0.1', '0.0.0.0');
    const credentials = { kind: 'keys', accessKeyId, secretAccessKey } as const;
    const store = openS3Store({ name: 'PROJECTA', bucket: Bucket, region: 'us-east-1', endpoint, credentials });

    const { diagnostics } = await rel().publish([store]);

    store.close();
    expect(diagnostics.map(({ message }) => message)).toEqual([
      `${endpoint} has no TLS: packages and session tokens can be read and changed on the way`,
    ]);
  });
});

function keysOf(repository: string): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  const variables = projects.variablesOf(repository);
  return {
    accessKeyId: variables['PROJECTA_AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: variables['PROJECTA_AWS_SECRET_ACCESS_KEY'] ?? '',
  };
}

test('a store in which the record may not be written is told before a package is sent anywhere', async () => {
  projects.server.deny({ action: 's3:PutObject', keyPattern: /\.json$/ });

  const { status, diagnostics } = await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([root]);

  expect(status).toBe('invalid');
  expect(diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining('BaseLib/1.2.3/BaseLib.rel.json was refused (403 AccessDenied)'),
  ]);
});
