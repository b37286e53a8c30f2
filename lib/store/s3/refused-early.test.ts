import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileBody } from '../../archive/package-body.ts';
import { shareFile } from '../../archive/shared-file.ts';
import { createPartHash } from '../../core/part-digests.ts';
import { listenOnLoopback } from '../../testing/listen-on-loopback.ts';
import { acme, startTwoAccountServer } from '../../testing/s3/two-account-server.ts';
import type { Body, WriteOptions } from '../store.ts';
import { openS3Store } from './s3-store.ts';

const mebibyte = 1024 * 1024;
const absent: WriteOptions = { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: {} };

interface Refusal {
  /** Where the part begins in the whole. */
  readonly start: number;
  /** What of the part arrives, now that the server reads on, until nothing more does. */
  rest(): Promise<Buffer>;
}

/** A way to a server on which the first part is refused as soon as its header is there, and read some time later. */
async function startRefusingWay(endpoint: string, partBytes: number) {
  const { port } = new URL(endpoint);
  let refusal: Refusal | undefined;
  const sockets = new Set<Socket>();
  const way = createServer((client) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    client.once('data', (first: Buffer) => {
      const headEnd = first.indexOf('\r\n\r\n') + 4;
      const number = /^PUT \S*partNumber=(\d+)/.exec(first.toString('latin1'))?.[1];
      if (number !== undefined && refusal === undefined) {
        client.pause();
        const pieces = [first.subarray(headEnd)];
        refusal = {
          start: (Number(number) - 1) * partBytes,
          rest: async () => {
            client.on('data', (piece: Buffer) => pieces.push(piece));
            client.resume();
            const before = { length: -1 };
            while (before.length < pieces.length) {
              before.length = pieces.length;
              await new Promise((resolve) => setTimeout(resolve, 500));
            }
            return Buffer.concat(pieces);
          },
        };
        // by then the system has taken what it takes, and the rest waits in the client
        setTimeout(() => client.write('HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n'), 1_000);
        return;
      }
      const server = connect(Number(port), '127.0.0.1');
      sockets.add(server);
      server.on('error', () => server.destroy());
      server.write(first);
      client.pipe(server).pipe(client);
    });
  });
  const address = await listenOnLoopback(way);
  onTestFinished(() => {
    for (const socket of sockets) {
      socket.destroy();
    }
    way.close();
  });
  return { endpoint: `http://${address}`, refusal: () => refusal };
}

test('a part that is refused before it is sent whole never goes on with other bytes', async () => {
  const content = randomBytes(80 * mebibyte);
  const folder = mkdtempSync(join(tmpdir(), 'tagship-refused-'));
  writeFileSync(join(folder, 'package'), content);
  const file = shareFile(join(folder, 'package'), content.length);
  const partHash = createPartHash();
  partHash.update(content);
  const parts = partHash.digests();
  const body: Body = { ...fileBody({ file, parts }), sha256: createHash('sha256').update(content).digest('hex') };
  const server = await startTwoAccountServer();
  const way = await startRefusingWay(server.endpoint, parts.partBytes);
  const { accessKeyId, secretAccessKey } = acme;
  const store = openS3Store({
    name: 'PROJECTA',
    bucket: 'projecta',
    region: 'us-east-1',
    endpoint: way.endpoint,
    conditionalMultipart: true,
    credentials: { kind: 'keys', accessKeyId, secretAccessKey },
  });
  onTestFinished(async () => {
    store.close();
    await server.close();
    await file.close();
    rmSync(folder, { recursive: true });
  });

  const { outcome } = await store.write('new', body, absent);
  const refusal = way.refusal();
  const arrived = await refusal?.rest();

  expect(outcome).toBe('written');
  expect(arrived?.length).toBeGreaterThan(100);
  const { start = 0 } = refusal ?? {};
  expect(arrived?.equals(content.subarray(start, start + (arrived?.length ?? 0)))).toBe(true);
});
