import { S3Client } from '@aws-sdk/client-s3';
import { boundAnswers } from './bounded-answers.ts';
import { credentialProvider, type SignIn } from './credentials.ts';
import { refuseForeignAnswers } from './foreign-answer.ts';
import { attempts, connectionTimeoutMs } from './patience.ts';

export interface S3ClientOptions extends SignIn {
  readonly endpoint?: string;
  /** A connection on which nothing moves for so long is given up. */
  readonly idleTimeoutMs: number;
}

/** The SDK would warn on the console of streams that it cannot send again. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The SDK's client, which repeats what may pass. Nothing is sent before the first call, to STS neither. */
export function createS3Client(options: S3ClientOptions): S3Client {
  const client = new S3Client({
    region: options.region,
    credentials: credentialProvider(options),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
    // AWS_ENDPOINT_URL and a shared config file have no say in where a release goes
    ignoreConfiguredEndpointUrls: true,
    maxAttempts: attempts,
    // every upload carries a checksum of our own choice; the SDK's default would hash the bytes once more
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    logger: silent,
    requestHandler: { connectionTimeout: connectionTimeoutMs, socketTimeout: options.idleTimeoutMs },
  });
  boundAnswers(client);
  refuseForeignAnswers(client);
  return client;
}
