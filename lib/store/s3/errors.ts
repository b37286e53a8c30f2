import { S3ServiceException } from '@aws-sdk/client-s3';
import { quoted } from '../../core/diagnostics.ts';
import { systemErrorCode, TagshipError } from '../../core/errors.ts';
import { meaningOf, type S3Attempt } from './answer-meanings.ts';
import { ForeignAnswer } from './foreign-answer.ts';

/** Answers to a conditional write whose condition does not hold (AWS, "conditional writes"). */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    (error.name === 'PreconditionFailed' || error.$metadata.httpStatusCode === 412 || isRace(error))
  );
}

/** Two requests met on one key, and which came first is not said: AWS asks to repeat the write, whole. */
export function isRace(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === 'ConditionalRequestConflict';
}

/** There is no such key. (No such bucket is another matter.) */
export function isMissingKey(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    error.$metadata.httpStatusCode === 404 &&
    error.name !== 'NoSuchBucket' &&
    error.name !== 'NoSuchUpload'
  );
}

export function isMissingUpload(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === 'NoSuchUpload';
}

/** Worth another try: the network's or the server's fault, and it may pass. */
export function isTransient(error: unknown): boolean {
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode ?? 0;
    return (status >= 500 && status !== 501) || status === 429 || transientNames.has(error.name);
  }
  const code = systemErrorCode(error);
  return (code !== undefined && transientCodes.has(code)) || (error instanceof Error && error.name === 'TimeoutError');
}

const transientNames = new Set(['SlowDown', 'RequestTimeout', 'InternalError', 'ServiceUnavailable', 'Throttling']);
const transientCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Says what a failed call means and what to do about it. Codes and names are matched, never message text. */
export function translateS3Error(error: unknown, attempt: S3Attempt): TagshipError {
  if (error instanceof TagshipError) {
    return error;
  }
  const target = `s3://${attempt.bucket}${attempt.key === undefined ? '' : `/${attempt.key}`}`;
  const what = `${attempt.operation} ${target}`;
  if (error instanceof S3ServiceException) {
    const { code, hint } = meaningOf(error, attempt);
    const status = error.$metadata.httpStatusCode ?? 0;
    return new TagshipError(code, `${what} was refused (${status} ${answeredCode(error)})`, { hint, cause: error });
  }
  if (isRefusalOfCredentials(error)) {
    return new TagshipError(
      'store-access',
      `${what} was not tried: the credentials could not be obtained (${error.name})`,
      { hint: `check ${attempt.store}'s role ARN, its trust policy, and that the step has "oidc: true"`, cause: error },
    );
  }
  if (error instanceof ForeignAnswer) {
    return new TagshipError('store-unreachable', `${what} was not answered by S3`, {
      hint: `something in between answers in its place; check the endpoint and region of ${attempt.store}, and the proxy`,
      cause: error,
    });
  }
  const code = systemErrorCode(error) ?? (error instanceof Error ? error.name : 'unknown error');
  return new TagshipError('store-unreachable', `${what} got no answer (${code})`, {
    hint: 'check the endpoint, the region and the network, then run the pipeline again',
    cause: error,
  });
}

/** An answer that is not of S3 is of STS; one of status 500 and above is no refusal. */
function isRefusalOfCredentials(error: unknown): error is Error {
  return (
    error instanceof Error &&
    (error.name === 'CredentialsProviderError' || ('$fault' in error && error.$fault === 'client'))
  );
}

/** The code is the server's text, and may be anything. */
function answeredCode({ name }: S3ServiceException): string {
  return /^\w{1,64}$/.test(name) ? name : quoted(name);
}
