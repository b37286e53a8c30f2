import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from './listen-on-loopback.ts';

/** Of the loopback interface, signed by itself. */
interface TestCertificate {
  /** A file with the certificate, as NODE_EXTRA_CA_CERTS takes it. */
  readonly path: string;
  readonly cert: string;
  readonly key: string;
}

interface Rest {
  readonly everyBytes: number;
  readonly until: () => Promise<unknown>;
}

/** Makes a certificate for one test, by openssl. */
export function makeCertificate(): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'cert.pem');
  const keyPath = join(folder, 'key.pem');
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', ...kind, ...name, '-keyout', keyPath, '-out', path], { stdio: 'pipe' });
  return { path, cert: readFileSync(path, 'utf8'), key: readFileSync(keyPath, 'utf8') };
}

/**
 * A way over TLS to a server without, on which a client waits for something after each `everyBytes` that came over its
 * connection. Default: for nothing.
 * @returns its endpoint
 */
export async function startTlsWay(endpoint: string, { cert, key }: TestCertificate, rest?: Rest): Promise<string> {
  const { port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  const way = createServer({ cert, key }, (client) => {
    const server = connect(Number(port), '127.0.0.1');
    const slowed = Readable.from(slowly(client, rest), { highWaterMark: 1 });
    slowed.on('error', () => client.destroy());
    slowed.pipe(server).pipe(client);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  });
  const address = await listenOnLoopback(way);
  onTestFinished(() => {
    way.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return `https://${address}`;
}

async function* slowly(source: AsyncIterable<Buffer>, rest: Rest | undefined): AsyncGenerator<Buffer, void, undefined> {
  let bytesSinceRest = 0;
  for await (const piece of source) {
    bytesSinceRest += piece.length;
    if (rest !== undefined && bytesSinceRest >= rest.everyBytes) {
      bytesSinceRest = 0;
      await rest.until();
    }
    yield piece;
  }
}
