import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { ForeignAnswer } from './foreign-answer.ts';

/** A page of a listing, the longest answer that is no object, has at most 1000 keys of 1024 bytes. */
const longestAnswerBytes = 16 * 1024 * 1024;

/** Ends every answer that is no object after 16 MiB: the SDK would collect it in memory, however long it goes on. */
export function boundAnswers({ middlewareStack }: Pick<S3Client, 'middlewareStack'>): void {
  middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const { response } = result;
        if (isResponse(response) && !(commandName === 'GetObjectCommand' && response.statusCode < 300)) {
          response.body = Readable.from(bounded(response.body), { objectMode: false });
        }
        return result;
      },
    { step: 'deserialize', priority: 'low', name: 'boundAnswers' },
  );
}

async function* bounded(body: Readable): AsyncGenerator<Buffer, void, undefined> {
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > longestAnswerBytes) {
      throw new ForeignAnswer(`more than ${longestAnswerBytes / 1024 ** 2} MiB`);
    }
    yield piece;
  }
}

function isResponse(response: unknown): response is { statusCode: number; body: Readable } {
  return (
    typeof response === 'object' &&
    response !== null &&
    'statusCode' in response &&
    typeof response.statusCode === 'number' &&
    'body' in response &&
    response.body instanceof Readable
  );
}
