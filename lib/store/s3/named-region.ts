import type { S3ServiceException } from '@aws-sdk/client-s3';
import { quoted } from '../../core/diagnostics.ts';

/**
 * The region that an error of S3 names as the bucket's: an element of its XML or, where it has no body, a header (AWS S3
 * API, "HeadBucket" and "Error responses"). It is the server's text, and may be anything.
 */
export function namedRegion(error: S3ServiceException): string | undefined {
  const inXml = 'Region' in error ? error.Region : undefined;
  const named = inXml ?? error.$response?.headers['x-amz-bucket-region'];
  return typeof named === 'string' && named !== '' ? named : undefined;
}

export function shownRegion(region: string): string {
  return /^[a-z]{2,4}(?:-[a-z]{2,16}){1,3}-\d{1,2}$/.test(region) ? region : quoted(region);
}
