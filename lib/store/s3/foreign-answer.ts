import type { S3Client } from '@aws-sdk/client-s3';

/**
 * Something else than S3 has answered, e.g. a proxy with its page of status 200; the message says what was there instead.
 * Of the SDK's form, so that the SDK adds nothing to it.
 */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer';
  readonly $metadata = {};
}

/** What S3 never leaves out of an answer that is no error, and what an answer without it is. */
const memberOf: ReadonlyMap<string, readonly [member: string, lack: string]> = new Map([
  ['ListObjectsV2Command', ['IsTruncated', 'no listing']],
  ['HeadObjectCommand', ['ETag', 'no ETag']],
  ['GetObjectCommand', ['ETag', 'no ETag']],
  ['PutObjectCommand', ['ETag', 'no ETag']],
  ['CreateMultipartUploadCommand', ['UploadId', 'no upload']],
  ['UploadPartCommand', ['ETag', 'no ETag']],
  ['CompleteMultipartUploadCommand', ['ETag', 'no ETag']],
]);

/**
 * Lets every call of the client reject with `ForeignAnswer` when its answer is not of S3. The SDK takes any body of
 * status 200 for an answer in which everything is left out: a bucket without objects, a record that is written.
 */
export function refuseForeignAnswers(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        const [member, lack] = memberOf.get(commandName) ?? [];
        if (member !== undefined && !hasValue(result.output, member)) {
          throw new ForeignAnswer(lack);
        }
        return result;
      },
    { step: 'initialize', name: 'refuseForeignAnswers' },
  );
}

function hasValue(output: object, member: string): boolean {
  return new Map<string, unknown>(Object.entries(output)).get(member) !== undefined;
}
