import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../archive/test-package.ts';
import { errorOf } from '../store/store-contract.ts';
import { listenOnLoopback } from '../testing/listen-on-loopback.ts';
import type { Fault } from '../testing/s3/faults.ts';
import { acme, globex, startTwoAccountServer } from '../testing/s3/two-account-server.ts';
import { type NodeStoreOptions, openNodeStore } from './open-node-store.ts';

/** A machine without anything: what a test gives is all that is found. */
beforeEach(() => {
  for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_'))) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('HOME', temporaryFolder());
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

async function open(bucket: 'projecta' | 'projectb' = 'projecta', options: NodeStoreOptions = {}) {
  const server = await startTwoAccountServer();
  const region = bucket === 'projectb' ? { region: 'eu-west-1' } : {};
  const store = openNodeStore(
    { project: 'ProjectA', store: { bucket, endpoint: server.endpoint, ...region } },
    options,
  );
  onTestFinished(async () => {
    store.close();
    await server.close();
  });
  server.put(bucket, 'a', 'content');
  return { server, store };
}

function giveKeys({ accessKeyId, secretAccessKey, sessionToken }: typeof acme): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
}

describe('a node signs in with what the machine has:', () => {
  test('the environment, with a session token, and its secrets are told before they are used', async () => {
    giveKeys(globex);
    const secrets: string[] = [];
    const { store } = await open('projectb', { onSecret: (secret) => secrets.push(secret) });

    expect(await store.head('a')).toMatchObject({ size: 7 });
    expect(secrets).toEqual(['globex-secret', 'globex-token']);
  });

  test('a shared credentials file', async () => {
    const file = join(temporaryFolder(), 'credentials');
    writeFileSync(
      file,
      `[default]\naws_access_key_id = ${acme.accessKeyId}\naws_secret_access_key = ${acme.secretAccessKey}\n`,
    );
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    const { store } = await open();

    expect(await store.head('a')).toMatchObject({ size: 7 });
  });

  test("the instance's role", async () => {
    const metadata = createServer(({ method, url }, response) => {
      if (method === 'PUT') {
        response.end('token');
      } else if (url?.endsWith('/security-credentials/') === true) {
        response.end('node-role');
      } else {
        const { accessKeyId, secretAccessKey, sessionToken } = globex;
        const Expiration = new Date(Date.now() + 3_600_000).toISOString();
        const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration };
        response.end(JSON.stringify({ Code: 'Success', ...keys }));
      }
    });
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', `http://${await listenOnLoopback(metadata)}`);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    onTestFinished(() => {
      metadata.closeAllConnections();
      metadata.close();
    });
    const { store } = await open('projectb');

    expect(await store.head('a')).toMatchObject({ size: 7 });
  });
});

test('a machine without credentials is told what to give it', async () => {
  const { server, store } = await open();

  expect(await errorOf(store.head('a'))).toEqual({
    code: 'store-access',
    message: 'this machine has no credentials for the store (CredentialsProviderError)',
    hint: 'give the instance a role that may read the store, or write a read-only key into the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or into ~/.aws/credentials of the user that runs this program',
  });
  expect(server.calls).toEqual([]);
});

test('credentials that are looked for in vain, and without end, are given up', async () => {
  const metadata = createServer(() => undefined);
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://${await listenOnLoopback(metadata)}/`);
  onTestFinished(() => {
    metadata.closeAllConnections();
    metadata.close();
  });
  const { store } = await open('projecta', { answerTimeoutMs: 300 });

  expect(await errorOf(store.head('a'))).toMatchObject({ code: expect.stringMatching(/^store-(access|unreachable)$/) });
});

const denied =
  'allow s3:GetObject on arn:aws:s3:::projecta/a; without s3:ListBucket on the bucket S3 also answers 403 where an object is missing';

test.each<[string, string]>([
  ['ExpiredToken', "this machine's session token has expired; renew it, or give the machine a role instead"],
  [
    'InvalidAccessKeyId',
    'the access key that this machine has is unknown there: it was deleted, or is of another store; give the machine a new one, or a role',
  ],
  ['SignatureDoesNotMatch', 'the secret that this machine has does not belong to its access key; give it both anew'],
  ['InvalidToken', 'the session token that this machine has does not belong to its access key; give it all three anew'],
  ['AccessDenied', denied],
])('%s is told for a machine, and not for a pipeline', async (code, hint) => {
  giveKeys(acme);
  const { server, store } = await open();
  const fault: Fault = { kind: 'status', status: 403, code };
  server.setHooks({ before: () => fault });

  expect(await errorOf(store.readSmall('a', 100))).toEqual({
    code: 'store-access',
    message: `GetObject s3://projecta/a was refused (403 ${code})`,
    hint,
  });
});

test('no program but that of the node opens a store with what the machine has', () => {
  const sources = globSync('{lib,pipe,cli,control,demo}/**/*.ts', { cwd: join(import.meta.dirname, '../..') });

  const using = sources.filter((file) => {
    const text = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
    return !file.endsWith('.test.ts') && /kind: 'machine'|fromNodeProviderChain|openNodeStore/.test(text);
  });

  expect(using.toSorted()).toEqual([
    'lib/fetch/open-node-store.ts',
    'lib/store/s3/credentials.ts',
    'lib/store/s3/machine-credentials.ts',
  ]);
});
