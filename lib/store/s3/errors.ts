import { S3ServiceException } from '@aws-sdk/client-s3';
import { systemErrorCode, TagshipError } from '../../core/errors.ts';
import { meaningOf, type S3Attempt } from './answer-meanings.ts';
import { connectionHint, describeCode } from './connection-hints.ts';
import { ForeignAnswer } from './foreign-answer.ts';
import { shownCode } from './shown-code.ts';

/** The store has answered, if only to refuse. */
export function isAnswer(error: unknown): boolean {
  return error instanceof S3ServiceException;
}

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

/** The caller is known, and may not do this. */
export function isDenied(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    (error.$metadata.httpStatusCode === 403 || error.$metadata.httpStatusCode === 401) &&
    !refusalsOfCredentials.has(error.name)
  );
}

const refusalsOfCredentials = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'RequestTimeTooSkewed',
]);

/** The server has no such operation. */
export function isUnsupported(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    (error.$metadata.httpStatusCode === 501 || error.$metadata.httpStatusCode === 405)
  );
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
  const what = describeAttempt(attempt);
  if (error instanceof S3ServiceException) {
    const { code, hint } = meaningOf(error, attempt);
    const status = error.$metadata.httpStatusCode ?? 0;
    return new TagshipError(code, `${what} was refused (${status} ${shownCode(error.name)})`, { hint, cause: error });
  }
  const foreign = foreignAnswer(error);
  if (foreign !== undefined) {
    const again = foreign.startsWith('HTTP 5') ? ', or run the pipeline again later' : '';
    return new TagshipError('store-misconfigured', `${what} was answered by something that is not S3 (${foreign})`, {
      hint: `check ${attempt.variables.endpoint}, and whether a proxy or a login page stands before it${again}`,
      cause: error,
    });
  }
  const code = systemErrorCode(error) ?? (error instanceof Error ? error.name : 'unknown error');
  const from = attempt.endpoint ?? `AWS in ${attempt.region}`;
  return new TagshipError('store-unreachable', `${what} got no answer from ${from} (${describeCode(code)})`, {
    hint: connectionHint(code, attempt),
    cause: error,
  });
}

/** What a call rejects with that was answered too slowly, or never. */
export function overdueAnswer(attempt: S3Attempt, deadlineMs: number): TagshipError {
  const message = `${describeAttempt(attempt)} got no whole answer within ${deadlineMs / 1000} s`;
  return new TagshipError('store-unreachable', message, { hint: hintForHanging });
}

/** What an upload rejects with whose server hardly takes anything. */
export function tooSlowUpload(attempt: S3Attempt, windowMs: number): TagshipError {
  const message = `${describeAttempt(attempt)} was given up: not even 1 MiB moved within ${windowMs / 1000} s`;
  return new TagshipError('store-unreachable', message, { hint: hintForHanging });
}

/** What every call to a store rejects with that has hung before. */
export function hangingStore(attempt: S3Attempt): TagshipError {
  const message = `${describeAttempt(attempt)} was not tried, because an earlier call got no answer`;
  return new TagshipError('store-unreachable', message, { hint: hintForHanging });
}

const hintForHanging = 'the store hangs, or something before it; run the pipeline again when it answers';

function describeAttempt({ operation, bucket, key }: S3Attempt): string {
  return `${operation} s3://${bucket}${key === undefined ? '' : `/${key}`}`;
}

/** What there was instead of an answer of S3: the SDK could not read it, and says so by what it adds to the error. */
function foreignAnswer(error: unknown): string | undefined {
  if (error instanceof ForeignAnswer) {
    return error.message;
  }
  const isUnread = error instanceof Error && '$response' in error && systemErrorCode(error) === undefined;
  const metadata = isUnread && '$metadata' in error ? error.$metadata : undefined;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? `HTTP ${String(metadata.httpStatusCode)}`
    : undefined;
}
