import { Readable } from 'node:stream';
import type { UploadWatch } from './watch-upload.ts';

/** Small enough that a slow line takes several of them while it is waited for. */
const pieceBytes = 128 * 1024;

/** Where in a command's middleware `sendWatched` belongs: below the SDK's repetition, above the reading of the answer. */
export const sendWatchedStep = { step: 'finalizeRequest', priority: 'low', name: 'sendWatched' } as const;

export interface WatchedSending {
  readonly bytes: Buffer;
  readonly watch: UploadWatch;
  readonly request: unknown;
}

/**
 * Sends a body that is in memory in pieces, under a watch. In one piece it would be out for Node.js at once, however long
 * the server takes for it. Each try of the SDK has a stream of its own, so that it can be repeated.
 */
export async function sendWatched<T>(
  { bytes, watch, request }: WatchedSending,
  send: (request: unknown) => Promise<T>,
): Promise<T> {
  using sending = watch.begin();
  const body = Readable.from(sending.pass(piecesOf(bytes)), { objectMode: false });
  return await send(withBody(request, body));
}

function* piecesOf(bytes: Buffer): Generator<Buffer, void, undefined> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
  }
}

/** The request is repeated as it is, and must not be changed. */
function withBody(request: unknown, body: Readable): unknown {
  return Object.assign(Object.create(Object.getPrototypeOf(request)), request, { body });
}
