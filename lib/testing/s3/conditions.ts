import type { StoredObject } from './buckets.ts';
import { missingKey, type S3Request } from './operation.ts';
import { notImplemented, S3Error } from './s3-error.ts';

/**
 * The conditions of PutObject and CompleteMultipartUpload (AWS, "How to prevent object overwrites with conditional
 * writes").
 * @throws S3Error PreconditionFailed; NoSuchKey for If-Match on a missing key
 */
export function checkWriteConditions(request: S3Request): void {
  const existing = request.bucket.objects.get(request.key);
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers;
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') {
      throw notImplemented('If-None-Match with an ETag on a write');
    }
    if (existing !== undefined) {
      throw preconditionFailed('If-None-Match');
    }
  }
  if (ifMatch !== undefined) {
    if (existing === undefined) {
      throw missingKey(request);
    }
    if (!sameEtag(ifMatch, existing.etag)) {
      throw preconditionFailed('If-Match');
    }
  }
}

/**
 * The conditions of GetObject and HeadObject: whether the reader's copy is still the object (304).
 * @throws S3Error PreconditionFailed
 */
export function isUnchanged(request: S3Request, object: StoredObject): boolean {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers;
  if (ifMatch !== undefined && ifMatch !== '*' && !sameEtag(ifMatch, object.etag)) {
    throw preconditionFailed('If-Match');
  }
  return ifNoneMatch !== undefined && (ifNoneMatch === '*' || sameEtag(ifNoneMatch, object.etag));
}

/** S3 takes an ETag with and without its quotes. */
export function sameEtag(given: string, etag: string): boolean {
  return given.replaceAll('"', '') === etag.replaceAll('"', '');
}

function preconditionFailed(condition: string): S3Error {
  return new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });
}
