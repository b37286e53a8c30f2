import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { acme } from '../../testing/s3/two-account-server.ts';
import { errorOf } from '../store-contract.ts';
import { openLoopbackStore } from './loopback-store.ts';

const credentials = {
  kind: 'web-identity',
  roleArn: 'arn:aws:iam::111111111111:role/publisher',
  token: 'header.claims.signature',
  sessionName: 'tagship-41',
} as const;

test('a role is assumed at the first call, once', async () => {
  const requests = await startSts(200, assumed(new Date(Date.now() + 3_600_000)));
  const { store } = await openLoopbackStore({ credentials });
  const beforeFirst = requests.length;

  await Promise.all([store.head('none'), store.listKeys('')]);
  await store.head('none');

  expect(beforeFirst).toBe(0);
  expect(requests).toHaveLength(1);
  expect(Object.fromEntries(new URLSearchParams(requests[0]))).toMatchObject({
    Action: 'AssumeRoleWithWebIdentity',
    RoleArn: credentials.roleArn,
    RoleSessionName: 'tagship-41',
    WebIdentityToken: credentials.token,
  });
});

test.each([
  [403, 'AccessDenied', 'AccessDenied'],
  [400, 'InvalidIdentityToken', 'InvalidIdentityTokenException'],
  [400, 'ExpiredTokenException', 'ExpiredTokenException'],
])('a role that may not be assumed (%d %s) is a matter of access', async (status, code, named) => {
  await startSts(status, refusal(code));
  const { store, operations } = await openLoopbackStore({ credentials });

  const error = await errorOf(store.head('none'));

  expect(error).toStrictEqual({
    code: 'store-access',
    message: `HeadObject s3://projecta/none was not tried: the credentials could not be obtained (${named})`,
    hint: `check PROJECTA's role ARN, its trust policy, and that the step has "oidc: true"`,
  });
  expect(operations()).toStrictEqual([]);
});

test('an aborted run does not wait for the role', async () => {
  await startSts(0, '');
  const run = new AbortController();
  const { store } = await openLoopbackStore({ credentials, signal: run.signal });
  const reason = new Error('SIGTERM');

  const calling = store.head('none').catch((thrown: unknown) => thrown);
  setTimeout(() => run.abort(reason), 50);

  expect(await calling).toBe(reason);
});

/** A security token service that gives one answer, or none with status 0; returns the requests that it has had. */
async function startSts(status: number, answer: string): Promise<readonly string[]> {
  const requests: string[] = [];
  const sts = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      requests.push(Buffer.concat(pieces).toString());
      if (status !== 0) {
        response.writeHead(status, { 'content-type': 'text/xml' }).end(answer);
      }
    });
  });
  await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve));
  const address = sts.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  vi.stubEnv('AWS_ENDPOINT_URL_STS', `http://127.0.0.1:${port}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    sts.closeAllConnections();
    sts.close();
  });
  return requests;
}

function assumed(expiration: Date): string {
  return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
    <AssumedRoleUser><Arn>${credentials.roleArn}</Arn><AssumedRoleId>ID:tagship-41</AssumedRoleId></AssumedRoleUser>
    <Credentials><AccessKeyId>${acme.accessKeyId}</AccessKeyId><SecretAccessKey>${acme.secretAccessKey}</SecretAccessKey>
    <SessionToken>${acme.sessionToken ?? ''}</SessionToken><Expiration>${expiration.toISOString()}</Expiration></Credentials>
  </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
}

function refusal(code: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
}
