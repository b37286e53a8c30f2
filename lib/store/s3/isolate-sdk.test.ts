import { expect, test } from 'vitest';
import { isolateSdk } from './isolate-sdk.ts';

test('leaves nothing that the SDK would read by itself, and gives back what there was', () => {
  const env = { PATH: '/bin', AWS_PROFILE: 'acme', AWS_ENDPOINT_URL_S3: 'http://other', PROJECTA_AWS_REGION: 'x' };

  const before = isolateSdk(env);

  expect(before).toEqual({
    PATH: '/bin',
    AWS_PROFILE: 'acme',
    AWS_ENDPOINT_URL_S3: 'http://other',
    PROJECTA_AWS_REGION: 'x',
  });
  expect(env).toEqual({
    PATH: '/bin',
    PROJECTA_AWS_REGION: 'x',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});
