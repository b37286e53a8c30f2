import { verify } from 'node:crypto';
import type { TestIssuer } from './issuer.ts';
import { StsError } from './sts-error.ts';

/** A role that may be assumed by web identity, with what its trust policy asks of the token. */
export interface StsRole {
  /** `arn:aws:iam::123456789012:role/publisher` */
  readonly arn: string;
  /** The identity provider of the role's account. */
  readonly issuer: Pick<TestIssuer, 'url' | 'publicKey' | 'algorithm'>;
  readonly audience: string;
  /** `StringLike` of the claim `sub`, one of which has to fit: `*` stands for anything, e.g. `{repository}:{environment}:*`. */
  readonly subjects: readonly string[];
}

/**
 * Checks a token as STS does: signature, issuer, audience, times, then the role's trust policy (AWS, "AssumeRoleWithWebIdentity").
 * @throws StsError InvalidIdentityToken, ExpiredTokenException, AccessDenied
 */
export function checkToken(token: string, { issuer, audience, subjects }: StsRole, now: Date): void {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const { alg } = readPart(header);
  const { iss, aud, sub, exp, nbf } = readPart(payload);
  if (signature === '' || more.length > 0 || alg !== issuer.algorithm) {
    throw invalidToken('The ID Token provided is not a valid JWT.');
  }
  if (iss !== issuer.url) {
    throw invalidToken(`No OpenIDConnect provider found in your account for ${String(iss)}`);
  }
  const key = { key: issuer.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) {
    throw invalidToken("Couldn't retrieve verification key from your identity provider");
  }
  if (aud !== audience) {
    throw invalidToken('Incorrect token audience');
  }
  const seconds = now.getTime() / 1000;
  if (typeof exp !== 'number' || exp <= seconds) {
    throw new StsError(
      400,
      'ExpiredTokenException',
      'Token expired: the current date/time must be before its expiration',
    );
  }
  if (typeof nbf === 'number' && nbf > seconds) {
    throw invalidToken('Token is not yet valid');
  }
  if (typeof sub !== 'string' || !subjects.some((subject) => isLike(sub, subject))) {
    throw accessDenied();
  }
}

export function accessDenied(): StsError {
  return new StsError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
}

function invalidToken(message: string): StsError {
  return new StsError(400, 'InvalidIdentityToken', message);
}

function readPart(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw invalidToken('The ID Token provided is not a valid JWT.');
  }
}

/** `StringLike` of IAM: `*` for any number of characters, `?` for one. */
function isLike(text: string, pattern: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
