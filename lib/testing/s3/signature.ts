import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { PolicyDocument } from './iam/policy.ts';
import { parseQuery } from './routes.ts';
import { accessDenied, invalidRequest, S3Error } from './s3-error.ts';
import { decodeUriText, encodeUriPath, encodeUriText } from './uri-encoding.ts';

/** One access key. Several may share an account id, as the users and roles of one AWS account do. */
export interface S3Account {
  readonly name: string;
  /** 12 digits. Buckets belong to it, and `x-amz-expected-bucket-owner` is compared with it. */
  readonly id: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** A key with a session token is refused without it. */
  readonly sessionToken?: string;
  /** A user's own policies: it may do what they allow. Without them the key is the account's root. */
  readonly policies?: readonly PolicyDocument[];
  /** From then on it is refused. */
  readonly expiresAt?: Date;
}

/** The parts of an `Authorization` header, as claimed: nothing of it is proved before `verifySignature`. */
export interface Authorization {
  readonly accessKeyId: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** What a signed body's chunks are signed with, and the signature that the first of them continues. */
export interface SignatureChain {
  readonly seed: string;
  sign(kind: 'AWS4-HMAC-SHA256-PAYLOAD' | 'AWS4-HMAC-SHA256-TRAILER', previous: string, ...hashes: string[]): string;
}

const greatestSkewMs = 15 * 60 * 1000;
const credentialPattern =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Reads the `Authorization` header; presigned URLs are not known here.
 * @throws S3Error AccessDenied for an anonymous request, InvalidRequest, AuthorizationHeaderMalformed
 */
export function readAuthorization(request: IncomingMessage): Authorization {
  const header = request.headers.authorization;
  if (header === undefined) {
    throw accessDenied();
  }
  if (!header.startsWith('AWS4-HMAC-SHA256 ')) {
    throw invalidRequest(
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  const [, accessKeyId = '', date = '', region = '', signedHeaders = '', signature = ''] =
    credentialPattern.exec(header) ?? [];
  if (signature === '') {
    throw new S3Error(400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed');
  }
  return { accessKeyId, date, region, signedHeaders: signedHeaders.split(';'), signature };
}

/**
 * Proves that the request was signed by the account, now and as it is (AWS, "Authenticating Requests: Using the
 * Authorization Header"). The body is not looked at: its hash is a signed header.
 * @throws S3Error InvalidToken, ExpiredToken, RequestTimeTooSkewed, SignatureDoesNotMatch, AccessDenied, InvalidRequest
 */
export function verifySignature(
  request: IncomingMessage,
  authorization: Authorization,
  account: S3Account,
  now: Date,
): SignatureChain {
  if (request.headers['x-amz-security-token'] !== account.sessionToken) {
    throw new S3Error(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  if (account.expiresAt !== undefined && account.expiresAt <= now) {
    throw new S3Error(400, 'ExpiredToken', 'The provided token has expired.');
  }
  const timestamp = readTimestamp(request, authorization, now);
  requireSignedHeaders(request, authorization);

  const scope = `${authorization.date}/${authorization.region}/s3/aws4_request`;
  const key = signingKey(account.secretAccessKey, authorization);
  const canonicalHash = sha256Hex(canonicalRequest(request, authorization.signedHeaders));
  const expected = hmac(key, ['AWS4-HMAC-SHA256', timestamp, scope, canonicalHash].join('\n')).toString('hex');
  if (!equalSignatures(expected, authorization.signature)) {
    throw signatureDoesNotMatch();
  }
  return {
    seed: expected,
    sign: (kind, previous, ...hashes) =>
      hmac(key, [kind, timestamp, scope, previous, ...hashes].join('\n')).toString('hex'),
  };
}

export function signatureDoesNotMatch(): S3Error {
  return new S3Error(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );
}

export function sha256Hex(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export function equalSignatures(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}

function readTimestamp(request: IncomingMessage, authorization: Authorization, now: Date): string {
  const timestamp = String(request.headers['x-amz-date'] ?? '');
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp) ?? [];
  if (second === undefined || !timestamp.startsWith(authorization.date)) {
    throw accessDenied('AWS authentication requires a valid Date or x-amz-date header');
  }
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Math.abs(signedAt - now.getTime()) > greatestSkewMs) {
    throw new S3Error(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      { RequestTime: timestamp, ServerTime: now.toISOString(), MaxAllowedSkewMilliseconds: String(greatestSkewMs) },
    );
  }
  return timestamp;
}

function requireSignedHeaders(request: IncomingMessage, authorization: Authorization): void {
  if (request.headers['x-amz-content-sha256'] === undefined) {
    throw invalidRequest('Missing required header for this request: x-amz-content-sha256');
  }
  const needed = ['host', ...Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = needed.filter((name) => !authorization.signedHeaders.includes(name));
  if (unsigned.length > 0) {
    throw new S3Error(403, 'AccessDenied', 'There were headers present in the request which were not signed', {
      HeadersNotSigned: unsigned.join(', '),
    });
  }
}

function signingKey(secretAccessKey: string, { date, region }: Authorization): Buffer {
  return [date, region, 's3', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
}

function canonicalRequest(request: IncomingMessage, signedHeaders: readonly string[]): Buffer {
  const [path = '', ...query] = (request.url ?? '').split('?');
  const lines = [
    request.method,
    encodeUriPath(decodeUriText(path)),
    canonicalQuery(query.join('?')),
    ...signedHeaders.map((name) => `${name}:${canonicalHeader(request, name)}`),
    '',
    signedHeaders.join(';'),
    request.headers['x-amz-content-sha256'],
  ];
  // Node reads header bytes as Latin-1; the client has signed those bytes
  return Buffer.from(lines.join('\n'), 'latin1');
}

function canonicalQuery(query: string): string {
  return [...parseQuery(query)]
    .map(([name, value]) => `${encodeUriText(name)}=${encodeUriText(value)}`)
    .toSorted()
    .join('&');
}

function canonicalHeader(request: IncomingMessage, name: string): string {
  return (request.headersDistinct[name] ?? []).map((value) => value.trim().replaceAll(/ +/g, ' ')).join(',');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
