import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listenOnLoopback } from '../../testing/listen-on-loopback.ts';
import { acme } from '../../testing/s3/two-account-server.ts';
import type { StsFault } from '../../testing/sts/sts-server.ts';
import { repositoryUuid, startWebIdentity, type WebIdentity } from '../../testing/sts/web-identity.ts';
import { bufferBody } from '../body.ts';
import { errorOf } from '../store-contract.ts';
import { type LoopbackStore, openLoopbackStore } from './loopback-store.ts';
import type { S3StoreOptions } from './s3-store.ts';

interface RoleStore extends LoopbackStore {
  readonly identity: WebIdentity;
}

/** A store that is signed in to by a role of the account that its bucket belongs to. */
async function openRoleStore(
  options: Partial<S3StoreOptions> = {},
  claims = {},
  lifetimeMs?: number,
): Promise<RoleStore> {
  const accounts = [acme];
  const identity = await startWebIdentity({
    account: acme.id,
    accounts,
    ...(lifetimeMs === undefined ? {} : { lifetimeMs }),
  });
  onTestFinished(async () => await identity[Symbol.asyncDispose]());
  const credentials = {
    kind: 'web-identity',
    roleArn: identity.roleArn,
    token: identity.issuer.token({ repositoryUuid }, claims),
    sessionName: 'tagship-41',
    stsEndpoint: identity.sts.endpoint,
  } as const;
  const buckets = [{ name: 'projecta', owner: 'acme' }];
  return { identity, ...(await openLoopbackStore({ credentials, ...options }, { accounts, buckets })) };
}

test('a role is assumed at the first call, once', async () => {
  const { identity, store } = await openRoleStore();
  const beforeFirst = identity.sts.calls.length;

  await Promise.all([store.head('none'), store.listKeys('')]);
  await store.head('none');

  expect(beforeFirst).toBe(0);
  expect(identity.sts.calls).toEqual([
    { roleArn: identity.roleArn, sessionName: 'tagship-41', token: expect.any(String), answer: 'assumed' },
  ]);
});

test('a role is assumed once for an upload of several parts', async () => {
  const { identity, store, operations } = await openRoleStore({ conditionalMultipart: true });
  const body = bufferBody(randomBytes(17 * 1024 * 1024));

  await store.write('large', body, { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: {} });

  expect(operations().filter((operation) => operation === 'UploadPart')).toHaveLength(3);
  expect(identity.sts.calls).toHaveLength(1);
});

test('a session is told to be a secret before the store gets it', async () => {
  const told: string[] = [];
  const { identity, store, operations } = await openRoleStore({
    onSecret: (secret) => told.push(`${operations().length} ${secret}`),
  });

  await store.head('none');

  const [session] = identity.sessions;
  expect(told).toEqual([`0 ${session?.secretAccessKey}`, `0 ${session?.sessionToken}`]);
});

test('a session that is about to end is made anew before the next call', async () => {
  // the SDK takes a session for ended five minutes before it is
  const { identity, store } = await openRoleStore({}, {}, 300_500);

  await store.head('none');
  await new Promise((resolve) => setTimeout(resolve, 600));
  await store.head('none');

  expect(identity.sts.calls.map(({ answer }) => answer)).toEqual(['assumed', 'assumed']);
});

test("AWS's own variables have no say in where a token goes", async () => {
  const other = await startWebIdentity({ account: acme.id, accounts: [] });
  onTestFinished(async () => await other[Symbol.asyncDispose]());
  vi.stubEnv('AWS_ENDPOINT_URL', other.sts.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_STS', other.sts.endpoint);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { store } = await openRoleStore();

  await store.head('none');

  expect(other.sts.calls).toEqual([]);
});

const trustHint =
  "check PROJECTA_AWS_OIDC_ROLE_ARN, and that the role's trust policy takes this repository and, where it names one, this deployment environment";
const providerHint =
  "the role's account does not take the token; give it Bitbucket as an OpenID Connect identity provider, with the provider URL and the audience of this workspace";

test.each([
  ['of another repository', { sub: '{another}:{step}' }, '403 AccessDenied', trustHint],
  [
    'of another workspace',
    { iss: 'https://api.bitbucket.org/2.0/x' },
    '400 InvalidIdentityTokenException',
    providerHint,
  ],
  ['for another audience', { aud: 'sts.amazonaws.com' }, '400 InvalidIdentityTokenException', providerHint],
  [
    'that has expired',
    { exp: 1_700_000_000 },
    '400 ExpiredTokenException',
    "the step's OIDC token has expired; run the step again, and if it takes longer than the token lasts, split it",
  ],
])('a token %s is refused, and the store is not asked', async (_what, claims, answered, hint) => {
  const { identity, store, operations } = await openRoleStore({}, claims);

  const error = await errorOf(store.head('none'));

  expect(error).toStrictEqual({
    code: 'store-access',
    message: `the role ${identity.roleArn} was not assumed: STS refused it (${answered})`,
    hint,
  });
  expect({ calls: identity.sts.calls.length, operations: operations() }).toEqual({ calls: 1, operations: [] });
});

test.each<[string, StsFault]>([
  ['an error of its own', { kind: 'status', status: 500, code: 'InternalFailure' }],
  ['that it cannot reach Bitbucket', { kind: 'status', status: 400, code: 'IDPCommunicationError' }],
  ['by a broken connection', { kind: 'reset' }],
])('STS that answers %s is asked again', async (_what, fault) => {
  const { identity, store } = await openRoleStore();
  identity.sts.fail(fault, 2);

  expect(await store.head('none')).toBeUndefined();
  expect(identity.sts.calls.map(({ answer }) => answer)).toEqual([
    ...Array.from({ length: 2 }, () => (fault.kind === 'status' ? fault.code : fault.kind)),
    'assumed',
  ]);
});

test.each<[StsFault, string, string, string]>([
  [
    { kind: 'status', status: 503, code: 'ServiceUnavailable' },
    'store-unreachable',
    'STS refused it (503 ServiceUnavailable)',
    'STS answered with an error of its own; run the pipeline again later',
  ],
  [
    { kind: 'status', status: 400, code: 'IDPCommunicationError' },
    'store-unreachable',
    'STS refused it (400 IDPCommunicationErrorException)',
    'STS could not ask Bitbucket for the keys of the token; run the pipeline again later',
  ],
  [
    { kind: 'status', status: 400, code: 'Odd\n✔ code' },
    'store-access',
    String.raw`STS refused it (400 "Odd\n✔ code")`,
    'check PROJECTA_AWS_OIDC_ROLE_ARN',
  ],
  [
    { kind: 'malformed' },
    'store-misconfigured',
    'what STS at ENDPOINT answered cannot be read',
    'check that PROJECTA_STS_ENDPOINT is the address of a security token service',
  ],
  [
    { kind: 'reset' },
    'store-unreachable',
    'STS at ENDPOINT gave no answer (ECONNRESET)',
    'check PROJECTA_STS_ENDPOINT, PROJECTA_AWS_REGION and the network, then run the pipeline again',
  ],
  [
    { kind: 'stall' },
    'store-unreachable',
    'STS at ENDPOINT gave no answer (TimeoutError)',
    'check PROJECTA_STS_ENDPOINT, PROJECTA_AWS_REGION and the network, then run the pipeline again',
  ],
])('STS that only answers %j is told', async (fault, code, message, hint) => {
  const { identity, store } = await openRoleStore({ idleTimeoutMs: 200 });
  identity.sts.fail(fault);

  const error = await errorOf(store.head('none'));

  expect(error).toStrictEqual({
    code,
    message: `the role ${identity.roleArn} was not assumed: ${message.replace('ENDPOINT', identity.sts.endpoint)}`,
    hint,
  });
});

test('an aborted run does not wait for the role', async () => {
  const run = new AbortController();
  const { identity, store } = await openRoleStore({ signal: run.signal });
  identity.sts.fail({ kind: 'stall' });
  const reason = new Error('SIGTERM');

  const calling = store.head('none').catch((thrown: unknown) => thrown);
  setTimeout(() => run.abort(reason), 50);

  expect(await calling).toBe(reason);
});

/** A store whose STS is another server, none of ours. */
async function openStoreWithSts(answer: RequestListener, options: Partial<S3StoreOptions> = {}) {
  const sts = createServer(answer);
  const stsEndpoint = `http://${await listenOnLoopback(sts)}`;
  onTestFinished(() => {
    sts.closeAllConnections();
    sts.close();
  });
  const roleArn = 'arn:aws:iam::111122223333:role/publish';
  const credentials = {
    kind: 'web-identity',
    roleArn,
    token: 'the-token',
    sessionName: 'tagship-41',
    stsEndpoint,
  } as const;
  return await openLoopbackStore({ credentials, ...options });
}

test('STS that sends a little more again and again is given up in time', async () => {
  const { store } = await openStoreWithSts(
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const dripping = setInterval(() => response.write(' '), 20);
      response.on('close', () => {
        clearInterval(dripping);
      });
    },
    { answerTimeoutMs: 300 },
  );
  const startedMs = performance.now();

  const error = await errorOf(store.head('none'));

  expect(error).toMatchObject({ code: 'store-unreachable', message: expect.stringContaining('within 0.3 s') });
  expect(performance.now() - startedMs).toBeLessThan(15_000);
});

test('an endless answer of STS is cut off before it fills the memory', async () => {
  const piece = ' '.repeat(1024 * 1024);
  let sentBytes = 0;
  const { store } = await openStoreWithSts((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    const more = (): void => {
      while (!response.destroyed && response.write(piece)) {
        sentBytes += piece.length;
      }
      sentBytes += piece.length;
    };
    response.on('drain', more);
    more();
  });

  const error = await errorOf(store.head('none'));

  expect(error).toMatchObject({ message: expect.stringContaining('was not assumed') });
  expect(sentBytes).toBeLessThan(100 * 1024 * 1024);
});
