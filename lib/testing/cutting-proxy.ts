import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from './listen-on-loopback.ts';

export interface CuttingProxy {
  readonly endpoint: string;
  /** Bytes that went to the client. */
  readonly sentBytes: () => number;
  readonly cuts: () => number;
}

/** A line to a server that breaks whenever so many bytes went over it. */
export async function startCuttingProxy(endpoint: string, cutEveryBytes: number): Promise<CuttingProxy> {
  const { port } = new URL(endpoint);
  let sent = 0;
  let cuts = 0;
  const proxy = createServer((client) => {
    const server = connect(Number(port), '127.0.0.1');
    client.pipe(server);
    server.on('data', (piece) => {
      const isCut = Math.floor((sent + piece.length) / cutEveryBytes) > Math.floor(sent / cutEveryBytes);
      sent += piece.length;
      if (isCut) {
        cuts += 1;
        client.write(piece, () => client.destroy());
        server.destroy();
      } else if (!client.write(piece)) {
        server.pause();
        client.once('drain', () => server.resume());
      }
    });
    server.on('end', () => client.end());
    server.on('error', () => client.destroy());
    client.on('error', () => server.destroy());
    client.on('close', () => server.destroy());
  });
  const address = await listenOnLoopback(proxy);
  onTestFinished(() => {
    proxy.close();
  });
  return { endpoint: `http://${address}`, sentBytes: () => sent, cuts: () => cuts };
}
