/** What to do about a connection that failed, by the code of Node or OpenSSL. */
export function connectionHint(code: string): string {
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return 'the server speaks no TLS on that port; check whether the endpoint begins with http:// or has another port';
  }
  if (code.startsWith('HPE_')) {
    return 'what answers on that port is no web server, or speaks TLS; check the endpoint';
  }
  if (certificateCodes.has(code)) {
    return "the server's certificate is not trusted; check the endpoint, or give the server a valid certificate";
  }
  return 'check the endpoint, the region and the network, then run the pipeline again';
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
