import type { S3Account } from '../s3/signature.ts';
import { createTestIssuer, type TestIssuer } from './issuer.ts';
import { type StsServer, type StsServerOptions, startStsServer } from './sts-server.ts';

export const repositoryUuid = '{9c3d3b7e-0000-4000-8000-000000000001}';

/** A security token service of one account, with one role that one repository may assume. */
export interface WebIdentity extends AsyncDisposable {
  readonly sts: StsServer;
  readonly roleArn: string;
  readonly issuer: TestIssuer;
  /** The sessions that were made, in order: secrets all of them. */
  readonly sessions: readonly S3Account[];
}

export interface WebIdentityOptions extends Pick<StsServerOptions, 'lifetimeMs'> {
  /** 12 digits. */
  readonly account: string;
  /** A list that an S3 server looks accounts up in: the sessions are added to it. */
  readonly accounts: S3Account[];
  readonly issuer?: TestIssuer;
  readonly subject?: string;
}

export async function startWebIdentity(options: WebIdentityOptions): Promise<WebIdentity> {
  const { account, accounts, issuer = createTestIssuer(), subject = `${repositoryUuid}:*` } = options;
  const roleArn = `arn:aws:iam::${account}:role/publisher`;
  const sessions: S3Account[] = [];
  const sts = await startStsServer({
    ...options,
    roles: [{ arn: roleArn, issuer, audience: issuer.audience, subjects: [subject] }],
    issue: (session) => {
      sessions.push(session);
      accounts.push(session);
    },
  });
  return { sts, roleArn, issuer, sessions, [Symbol.asyncDispose]: async () => await sts[Symbol.asyncDispose]() };
}
