import type { S3Attempt } from './answer-meanings.ts';

/** `ENOTFOUND: no such host`; the code alone where it needs no words, or has none. */
export function describeCode(code: string): string {
  const words = meanings.get(code);
  return words === undefined ? code : `${code}: ${words}`;
}

const meanings: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'no such host'],
  ['ECONNREFUSED', 'nobody listens there'],
]);

/** What to do about a connection that failed, by the code of Node or OpenSSL. */
export function connectionHint(code: string, { endpoint, variables }: S3Attempt): string {
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return 'the server speaks no TLS on that port; check whether the endpoint begins with http:// or has another port';
  }
  if (code.startsWith('HPE_')) {
    return 'what answers on that port is no web server, or speaks TLS; check the endpoint';
  }
  if (certificateCodes.has(code)) {
    return "the server's certificate is not trusted; check the endpoint, or give the server a valid certificate";
  }
  const place = endpoint === undefined ? variables.region : variables.endpoint;
  return `check ${place} and the network, then run the pipeline again`;
}

const certificateCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
