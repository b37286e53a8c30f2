import type { S3Client } from '@aws-sdk/client-s3';

/** Something else than S3 has answered, e.g. a proxy with its page of status 200. */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer';
}

/** What S3 never leaves out of an answer that is no error. */
const memberOf: ReadonlyMap<string, string> = new Map([
  ['ListObjectsV2Command', 'IsTruncated'],
  ['HeadObjectCommand', 'ETag'],
  ['GetObjectCommand', 'ETag'],
  ['PutObjectCommand', 'ETag'],
  ['CreateMultipartUploadCommand', 'UploadId'],
  ['UploadPartCommand', 'ETag'],
  ['CompleteMultipartUploadCommand', 'ETag'],
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
        const member = memberOf.get(commandName);
        if (member !== undefined && !hasValue(result.output, member)) {
          throw new ForeignAnswer(`an answer to ${commandName} has no ${member}`);
        }
        return result;
      },
    { step: 'initialize', name: 'refuseForeignAnswers' },
  );
}

function hasValue(output: object, member: string): boolean {
  return new Map<string, unknown>(Object.entries(output)).get(member) !== undefined;
}
