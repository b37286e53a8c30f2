import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../lib/testing/s3/xml.ts';
import { createTestIssuer } from '../../lib/testing/sts/issuer.ts';
import { startStsServer } from '../../lib/testing/sts/sts-server.ts';

const folder = join(import.meta.dirname, '..', '..', 'examples', 'iam');
const provider = 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc';

interface TrustPolicy {
  readonly Statement: readonly {
    readonly Principal: { readonly Federated?: string };
    readonly Condition?: {
      readonly StringEquals: Readonly<Record<string, string>>;
      readonly StringLike: Readonly<Record<string, string | readonly string[]>>;
    };
  }[];
}

/** Those of pipelines; a node has its role from the machine it runs on. */
const policies = globSync('*/trust/*.{src,rel,dist}{,.developer}.json', { cwd: folder }).toSorted();

test('every example of a role of a pipeline is tried', () => {
  expect(policies.length).toBeGreaterThanOrEqual(20);
});

describe.each(policies)('the trust policy examples/iam/%s', (path) => {
  const { Principal, Condition } = readStatement(path);
  const audience = Condition?.StringEquals[`${provider}:aud`] ?? '';
  const subjects = subjectsOf(path);
  // of the same repository, for the other environment
  const otherRole = path.includes('.developer.')
    ? path.replace('.developer.', '.')
    : path.replace(/\.json$/, '.developer.json');
  const arn = `arn:aws:iam::111111111111:role/${basename(path, '.json')}`;

  test('lets in the steps of its repository in one environment, and nobody else', async () => {
    const issuer = createTestIssuer('acme');
    await using sts = await startStsServer({ roles: [{ arn, issuer, audience, subjects }], issue: () => undefined });
    const ask = async (subject: string, claims: Readonly<Record<string, string>> = {}): Promise<string> => {
      const token = issuer.token({ repositoryUuid: '' }, { aud: audience, sub: `${subject}:{step}`, ...claims });
      return await assume(sts.endpoint, arn, token);
    };
    const [repository = '', environment = ''] = subjects[0]?.split(':') ?? [];
    const others = [
      repository,
      `${repository}:{another-environment}`,
      `{another-repository}:${environment}`,
      ...subjectsOf(otherRole).map((subject) => subject.replace(/:\*$/, '')),
    ];

    const own = await ask(`${repository}:${environment}`);
    const refused = await Promise.all(others.map(async (subject) => await ask(subject)));

    expect(Principal.Federated).toMatch(new RegExp(`:oidc-provider/${provider}$`));
    expect(subjects).toEqual([`${repository}:${environment}:*`]);
    expect(own).toBe('assumed');
    expect(refused).toEqual(Array.from({ length: 4 }, () => 'AccessDenied'));
    expect(await ask(`${repository}:${environment}`, { aud: 'ari:cloud:bitbucket::workspace/other' })).toBe(
      'InvalidIdentityToken',
    );
  });
});

function readStatement(path: string): TrustPolicy['Statement'][number] {
  const policy: TrustPolicy = JSON.parse(readFileSync(join(folder, path), 'utf8'));
  return policy.Statement[0] ?? { Principal: {} };
}

function subjectsOf(path: string): readonly string[] {
  return [readStatement(path).Condition?.StringLike[`${provider}:sub`] ?? []].flat();
}

async function assume(endpoint: string, roleArn: string, token: string): Promise<string> {
  const form = {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'tagship-41',
    WebIdentityToken: token,
  };
  const answer = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(form) });
  const xml = await answer.text();
  return answer.ok ? 'assumed' : (textOf(xml, 'Code') ?? '');
}
