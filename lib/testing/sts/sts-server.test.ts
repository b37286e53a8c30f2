import { expect, test } from 'vitest';
import { textOf } from '../s3/xml.ts';
import { createTestIssuer, type TokenAlgorithm } from './issuer.ts';
import { startStsServer } from './sts-server.ts';

const repositoryUuid = '{repository}';
const arn = 'arn:aws:iam::111111111111:role/publisher';

/** Asks for a session, and returns the code of the refusal or `assumed`. */
async function ask(endpoint: string, token: string, changes: Readonly<Record<string, string>> = {}): Promise<string> {
  const form = {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: arn,
    RoleSessionName: 'tagship-modulex.rel-41',
    WebIdentityToken: token,
    ...changes,
  };
  const answer = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(form) });
  const xml = await answer.text();
  return answer.ok ? 'assumed' : `${answer.status} ${textOf(xml, 'Code')}`;
}

test.each<TokenAlgorithm>(['RS256', 'ES256'])('a token that is signed by %s is taken', async (algorithm) => {
  const issuer = createTestIssuer('acme', algorithm);
  const role = { arn, issuer, audience: issuer.audience, subjects: [`${repositoryUuid}:*`] };
  await using sts = await startStsServer({ roles: [role], issue: () => undefined });

  const outcomes = [
    await ask(sts.endpoint, issuer.token({ repositoryUuid })),
    await ask(sts.endpoint, createTestIssuer('acme', algorithm).token({ repositoryUuid })),
  ];

  expect(outcomes).toEqual(['assumed', '400 InvalidIdentityToken']);
});

test('a role is for a repository and an environment only, if its trust policy says so', async () => {
  const issuer = createTestIssuer();
  const role = { arn, issuer, audience: issuer.audience, subjects: [`${repositoryUuid}:{production}:*`] };
  await using sts = await startStsServer({ roles: [role], issue: () => undefined });
  const asks = [
    { repositoryUuid, environmentUuid: '{production}' },
    { repositoryUuid, environmentUuid: '{test}' },
    { repositoryUuid },
    { repositoryUuid: '{other}', environmentUuid: '{production}' },
  ];

  const outcomes = [];
  for (const step of asks) {
    outcomes.push(await ask(sts.endpoint, issuer.token(step)));
  }

  expect(outcomes).toEqual(['assumed', '403 AccessDenied', '403 AccessDenied', '403 AccessDenied']);
});

test.each<[string, Record<string, unknown>, Record<string, string>, string]>([
  ['an expired token', { exp: 1_700_000_000 }, {}, '400 ExpiredTokenException'],
  ['a token that is not valid yet', { nbf: 4_000_000_000 }, {}, '400 InvalidIdentityToken'],
  ['another issuer', { iss: 'https://elsewhere' }, {}, '400 InvalidIdentityToken'],
  ['another audience', { aud: 'elsewhere' }, {}, '400 InvalidIdentityToken'],
  ['no token', {}, { WebIdentityToken: 'x' }, '400 InvalidIdentityToken'],
  ['an unknown role', {}, { RoleArn: `${arn}-other` }, '403 AccessDenied'],
  ['a session name that IAM does not take', {}, { RoleSessionName: 'acme/modulex' }, '400 ValidationError'],
  ['another action', {}, { Action: 'AssumeRole' }, '400 InvalidAction'],
])('%s is refused', async (_what, claims, changes, refusal) => {
  const issuer = createTestIssuer();
  const role = { arn, issuer, audience: issuer.audience, subjects: ['*'] };
  await using sts = await startStsServer({ roles: [role], issue: () => undefined });

  expect(await ask(sts.endpoint, issuer.token({ repositoryUuid }, claims), changes)).toBe(refusal);
});

test('a token whose claims were changed is refused', async () => {
  const issuer = createTestIssuer();
  const role = { arn, issuer, audience: issuer.audience, subjects: ['*'] };
  await using sts = await startStsServer({ roles: [role], issue: () => undefined });
  const [header, , signature] = issuer.token({ repositoryUuid }).split('.');
  const claims = issuer.token({ repositoryUuid: '{other}' }).split('.')[1];

  expect(await ask(sts.endpoint, `${header}.${claims}.${signature}`)).toBe('400 InvalidIdentityToken');
});
