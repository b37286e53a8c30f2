import { expect, test } from 'vitest';
import { TagshipError } from '../../core/errors.ts';
import { storeVariables } from '../variables.ts';
import { translateS3Error } from './errors.ts';

const attempt = {
  operation: 'ListObjectsV2',
  bucket: 'acme-kiosk',
  region: 'eu-wset-1',
  endpoint: undefined,
  expectedOwner: undefined,
  signedInBy: 'keys',
  variables: storeVariables('KIOSK_'),
} as const;

test.each([
  ['ENOTFOUND', 'ENOTFOUND: no such host'],
  ['ECONNREFUSED', 'ECONNREFUSED: nobody listens there'],
  ['ETIMEDOUT', 'ETIMEDOUT'],
])('%s names where an answer was awaited, and the variable to check', (code, seen) => {
  const failure = Object.assign(new Error('failed'), { code });

  const ofAws = translateS3Error(failure, attempt);
  const ofServer = translateS3Error(failure, { ...attempt, endpoint: 'http://s3.kiosk.invalid' });

  expect([ofAws, ofServer]).toEqual([
    new TagshipError(
      'store-unreachable',
      `ListObjectsV2 s3://acme-kiosk got no answer from AWS in eu-wset-1 (${seen})`,
      {
        hint: 'check KIOSK_AWS_REGION and the network, then run the pipeline again',
        cause: failure,
      },
    ),
    new TagshipError(
      'store-unreachable',
      `ListObjectsV2 s3://acme-kiosk got no answer from http://s3.kiosk.invalid (${seen})`,
      { hint: 'check KIOSK_S3_ENDPOINT and the network, then run the pipeline again', cause: failure },
    ),
  ]);
});
