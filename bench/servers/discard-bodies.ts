import type { Server as HttpServer } from 'node:http';
import { createServer, type Server, Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** So that a read takes what a client has written at once, and stays in the processor's cache. */
const readBytes = 256 * 1024;
const headEnd = '\r\n\r\n';
/** In a request whose body was discarded: how many bytes of it there were. */
export const discardedHeader = 'x-sink-discarded';

/** The beginning of a request: `PUT /bucket/key HTTP/1.1` and its headers. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  readonly bodyBytes: number;
}

/**
 * A server in front of one that speaks http: of a request that is to be discarded it hands on only the head, when the
 * body is there. Node's http parser copies every 64 KiB of a body into new memory, and a sink that does takes longer to
 * read than a client to send; this one reads into one piece of memory, which nobody looks at.
 */
export function discardBodies(http: HttpServer, isDiscarded: (head: RequestHead) => boolean): Server {
  const memory = Buffer.allocUnsafeSlow(readBytes);
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (accepted) => {
    let take: (bytes: Buffer) => boolean = () => false;
    const socket = readingInto(accepted, memory, (bytes) => take(bytes));
    const inner = new Duplex({
      read: () => {
        socket.resume();
      },
      write: (bytes: Buffer, _encoding, callback) => {
        socket.write(bytes, callback);
      },
      final: (callback) => socket.end(callback),
      destroy: (error, callback) => {
        socket.destroy();
        callback(error);
      },
    });
    take = takeRequests({
      isDiscarded,
      pass: (bytes) => inner.push(bytes),
      goOn: () => socket.write(`HTTP/1.1 100 Continue${headEnd}`),
    });
    sockets.add(socket);
    socket.once('end', () => inner.push(null)).once('error', () => inner.destroy());
    socket.once('close', () => {
      sockets.delete(socket);
      inner.destroy();
    });
    inner.on('error', () => undefined);
    http.emit('connection', inner);
  });
  const close = server.close.bind(server);
  return Object.assign(server, {
    close: () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      return close();
    },
  });
}

/** Node lets a client's socket read into given memory, and a server's only by its handle. */
function readingInto(accepted: Socket, memory: Buffer, take: (bytes: Buffer) => boolean): Socket {
  const onread = { buffer: memory, callback: (length: number) => take(memory.subarray(0, length)) };
  const options = { allowHalfOpen: true, onread };
  Reflect.set(options, 'handle', Reflect.get(accepted, '_handle'));
  Reflect.set(accepted, '_handle', null);
  return new Socket(options);
}

interface Requests {
  readonly isDiscarded: (head: RequestHead) => boolean;
  /** Hands bytes on, that are its own; returns whether more is wanted now. */
  pass(bytes: Buffer): boolean;
  /** The client waits to be told that it may send the body. */
  goOn(): void;
}

/** Returns a function that takes the bytes of a connection as they come, in memory that is not theirs for long. */
function takeRequests({ isDiscarded, pass, goOn }: Requests): (bytes: Buffer) => boolean {
  let begun = '';
  let left = 0;
  /** What is passed when the body is there; undefined while the body itself is passed. */
  let heldHead: string | undefined;

  function takeBody(bytes: Buffer): boolean {
    left -= bytes.length;
    if (heldHead === undefined) {
      return pass(Buffer.from(bytes));
    }
    return left > 0 || passHead();
  }

  function passHead(): boolean {
    const head = heldHead ?? '';
    heldHead = undefined;
    return pass(Buffer.from(head, 'latin1'));
  }

  function takeHead(text: string): boolean {
    const head = readHead(text);
    left = head.bodyBytes;
    if (left === 0 || !isDiscarded(head)) {
      return pass(Buffer.from(text, 'latin1'));
    }
    heldHead = text
      .replace(/\r\ncontent-length:[^\r]*/i, `\r\ncontent-length: 0\r\n${discardedHeader}: ${left}`)
      .replace(/\r\nexpect:[^\r]*/i, () => {
        goOn();
        return '';
      });
    return true;
  }

  return (bytes) => {
    let wantsMore = true;
    for (let rest = bytes; rest.length > 0; ) {
      if (left > 0) {
        const body = rest.subarray(0, left);
        rest = rest.subarray(body.length);
        wantsMore = takeBody(body);
      } else {
        const before = begun.length;
        begun += rest.toString('latin1');
        const end = begun.indexOf(headEnd);
        if (end < 0) {
          return wantsMore;
        }
        const head = begun.slice(0, end + headEnd.length);
        rest = rest.subarray(head.length - before);
        begun = '';
        wantsMore = takeHead(head);
      }
    }
    return wantsMore;
  };
}

/** A body of unknown length is taken for one that does not end: nothing of the connection is discarded then. */
function readHead(text: string): RequestHead {
  const [method = '', path = ''] = text.split(' ', 2);
  const isEndless = /\r\ntransfer-encoding:/i.test(text);
  const bodyBytes = isEndless ? Number.POSITIVE_INFINITY : Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
  return { method, path, bodyBytes };
}
