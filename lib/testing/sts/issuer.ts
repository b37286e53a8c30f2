import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { systemClock } from '../../core/system-clock.ts';

/** Algorithms of JSON Web Tokens (RFC 7518) that IAM takes from an identity provider. */
export type TokenAlgorithm = 'RS256' | 'ES256';

/** Makes OIDC tokens as Bitbucket gives them to a step with `oidc: true`. */
export interface TestIssuer {
  /** The claim `iss`. */
  readonly url: string;
  readonly audience: string;
  readonly algorithm: TokenAlgorithm;
  readonly publicKey: KeyObject;
  /** A token of this issuer for a step, or with other claims. */
  token(step: TokenStep, claims?: Readonly<Record<string, unknown>>): string;
}

/** What the subject of a token says of its step. */
interface TokenStep {
  readonly repositoryUuid: string;
  /** Of a step with `deployment:`. */
  readonly environmentUuid?: string;
}

const stepUuid = '{5a6b7c8d-0000-4000-8000-000000000009}';
const lifetimeSeconds = 3600;

export function createTestIssuer(workspace = 'acme', algorithm: TokenAlgorithm = 'ES256'): TestIssuer {
  const { privateKey, publicKey } =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const url = `https://api.bitbucket.org/2.0/workspaces/${workspace}/pipelines-config/identity/oidc`;
  const audience = `ari:cloud:bitbucket::workspace/${workspace}-0000-4000-8000-000000000000`;
  return {
    url,
    audience,
    algorithm,
    publicKey,
    token({ repositoryUuid, environmentUuid }, claims = {}) {
      const now = Math.floor(systemClock.now().getTime() / 1000);
      const payload = {
        iss: url,
        aud: audience,
        sub: [repositoryUuid, environmentUuid, stepUuid].filter((part) => part !== undefined).join(':'),
        iat: now,
        exp: now + lifetimeSeconds,
        repositoryUuid,
        stepUuid,
        ...claims,
      };
      const signed = `${inBase64url({ alg: algorithm, typ: 'JWT', kid: 'loopback' })}.${inBase64url(payload)}`;
      const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${signature.toString('base64url')}`;
    },
  };
}

function inBase64url(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
