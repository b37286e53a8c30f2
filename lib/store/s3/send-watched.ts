import type { Readable } from 'node:stream';
import type { LentPieces } from '../../core/lent-pieces.ts';
import type { UploadWatch } from './watch-upload.ts';

/** Where in a command's middleware `sendWatched` belongs: below the SDK's repetition, above the reading of the answer. */
export const sendWatchedStep = { step: 'finalizeRequest', priority: 'low', name: 'sendWatched' } as const;

export interface WatchedSending {
  /** The bytes of the body, for each try from their beginning. */
  open(): LentPieces;
  readonly watch: UploadWatch;
  /** So many requests of the upload are sent at the same time. Default: 1. */
  readonly atOnce?: number;
  readonly request: unknown;
}

/** Sends a body under a watch. Each try of the SDK has a stream of its own, so that it can be repeated. */
export async function sendWatched<T>(
  { open, watch, atOnce = 1, request }: WatchedSending,
  send: (request: unknown) => Promise<T>,
): Promise<T> {
  using sending = watch.begin(atOnce);
  using pieces = open();
  const body = sending.stream(pieces);
  // who reads the pieces hears of a failure, and ends the upload
  body.on('error', () => undefined);
  try {
    const answer = await send(withBody(request, body));
    if (body.readableEnded) {
      pieces.giveBack();
    }
    return answer;
  } finally {
    body.destroy();
  }
}

/** The request is repeated as it is, and must not be changed. */
function withBody(request: unknown, body: Readable): unknown {
  return Object.assign(Object.create(Object.getPrototypeOf(request)), request, { body });
}
