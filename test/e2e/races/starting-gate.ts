import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';

/** Where and how two contenders meet. */
export interface Meeting {
  /** How the request begins at which each is held, e.g. `PUT /acme-projecta/ModuleX/2.0.0/ModuleX.tar.gz`. */
  readonly request: string;
  /** Whether the one that comes last goes on first. */
  readonly lastGoesFirst: boolean;
  /** How much later than the first the other one goes on. */
  readonly lagMs: number;
}

/** Holds each contender's request back until the other one has made the same, so that they do meet. */
export interface StartingGate extends AsyncDisposable {
  /** The server's address for each contender. */
  readonly endpoints: readonly [string, string];
  /** Has to be told that a contender has ended: the other one does not wait for it any more. */
  leave(contender: 0 | 1): void;
  /** How many contenders came to the gate. */
  arrivals(): number;
}

/** Opens a way to an S3 server for each contender. Bytes are passed on as they are, so signatures stay valid. */
export async function openStartingGate(serverEndpoint: string, meeting: Meeting): Promise<StartingGate> {
  const { hostname, port } = new URL(serverEndpoint);
  const opened = Promise.withResolvers<void>();
  const arrived = new Set<number>();
  const left = new Set<number>();
  const openWhenComplete = (): void => {
    if (arrived.union(left).size === 2) {
      opened.resolve();
    }
  };
  const pass = async (contender: number): Promise<void> => {
    if (arrived.has(contender)) {
      // a request that is sent again
      return;
    }
    arrived.add(contender);
    const isLast = arrived.size === 2;
    openWhenComplete();
    await opened.promise;
    if (isLast !== meeting.lastGoesFirst) {
      await setTimeout(meeting.lagMs);
    }
  };

  const sockets = new Set<Socket>();
  const openRelay = (contender: number): Server =>
    createServer((near) => {
      const far = connect(Number(port), hostname);
      sockets.add(near).add(far);
      const hold = async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
        for await (const piece of pieces) {
          if (piece.subarray(0, meeting.request.length).toString('latin1') === meeting.request) {
            await pass(contender);
          }
          yield piece;
        }
      };
      // a connection that breaks is its contender's affair
      pipeline(near, hold, far).catch(() => undefined);
      pipeline(far, near).catch(() => undefined);
    });
  const relays = [openRelay(0), openRelay(1)] as const;

  return {
    endpoints: [await listen(relays[0]), await listen(relays[1])],
    leave(contender) {
      left.add(contender);
      openWhenComplete();
    },
    arrivals: () => arrived.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      for (const relay of relays) {
        relay.close();
        await once(relay, 'close');
      }
    },
  };
}

async function listen(relay: Server): Promise<string> {
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the relay has no port');
  }
  return `http://127.0.0.1:${address.port}`;
}
