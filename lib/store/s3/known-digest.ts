/** Where in a command's middleware `signDigest` belongs: its request is there, and not signed yet. */
export const signDigestStep = { step: 'build', name: 'knownPayloadDigest' } as const;

/**
 * Lets a request be signed with the digest of its body, in hex, that is known before: AWS and Ceph RGW both check it, so
 * the bytes are verified end to end, and the SDK does not hash them a second time.
 */
export function signDigest(request: unknown, sha256: string): void {
  if (hasHeaders(request)) {
    request.headers['x-amz-content-sha256'] = sha256;
  }
}

/** A digest in the form of S3's checksum members. */
export function checksumOf(sha256: string): string {
  return Buffer.from(sha256, 'hex').toString('base64');
}

function hasHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request;
}
