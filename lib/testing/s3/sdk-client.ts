import { S3Client, type S3ClientConfig, S3ServiceException } from '@aws-sdk/client-s3';
import { systemErrorCode } from '../../core/errors.ts';
import type { S3Server } from './server.ts';
import type { S3Account } from './signature.ts';

// the SDK warns of streams that it cannot send again, on the console unless it is given a logger
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The real SDK's client; it tries once unless `config` says otherwise. */
export function connect(
  { endpoint }: Pick<S3Server, 'endpoint'>,
  account: S3Account,
  config: S3ClientConfig = {},
): S3Client {
  const { accessKeyId, secretAccessKey, sessionToken } = account;
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    logger: silent,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    ...config,
  });
}

/** Changes every request of the client after it is signed, as something on the wire would. */
export function tamper(client: S3Client, change: (request: SignedRequest) => void): void {
  const { requestHandler } = client.config;
  const send = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    change(request);
    return await send(request, options);
  };
}

interface SignedRequest {
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** How a request ended: `200`, or e.g. `403 AccessDenied`, or e.g. `ECONNRESET` when there was no answer. */
export async function outcome(
  request: Promise<{ readonly $metadata: { readonly httpStatusCode?: number } }>,
): Promise<string> {
  try {
    return String((await request).$metadata.httpStatusCode);
  } catch (error) {
    if (error instanceof S3ServiceException) {
      return `${error.$metadata.httpStatusCode} ${error.name}`;
    }
    return systemErrorCode(error) ?? (error instanceof Error ? error.name : String(error));
  }
}
