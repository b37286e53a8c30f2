import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { fileBody } from '../../archive/package-body.ts';
import { shareFile } from '../../archive/shared-file.ts';
import { createPartHash } from '../../core/part-digests.ts';
import { acme, startTwoAccountServer } from '../../testing/s3/two-account-server.ts';
import { makeCertificate, startTlsWay } from '../../testing/tls-ways.ts';
import type { Body, WriteOptions } from '../store.ts';
import { openS3Store } from './s3-store.ts';

const mebibyte = 1024 * 1024;
const rounds = 1;
const absent: WriteOptions = { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: {} };
/** Of what each body ends with. */
const tails = [0, 1, 70_000, 3 * mebibyte];

/** Four bodies that begin with the same file, and end with bytes of their own. */
function fourBodies(fileBytes: number): { readonly bodies: readonly Body[]; readonly close: () => Promise<void> } {
  const content = randomBytes(fileBytes);
  const folder = mkdtempSync(join(tmpdir(), 'tagship-tls-body-'));
  const path = join(folder, 'package');
  writeFileSync(path, content);
  const file = shareFile(path, content.length);
  const begunParts = createPartHash();
  begunParts.update(content);
  const begun = createHash('sha256').update(content);
  const bodies = tails.map((tailBytes) => {
    const tail = randomBytes(tailBytes);
    const parts = begunParts.copy();
    parts.update(tail);
    return { ...fileBody({ file, tail, parts: parts.digests() }), sha256: begun.copy().update(tail).digest('hex') };
  });
  return {
    bodies,
    close: async () => {
      await file.close();
      rmSync(folder, { recursive: true });
    },
  };
}

test.each([
  { size: 9 * mebibyte, way: 'in one request', conditionalMultipart: false },
  { size: 32 * mebibyte + 1, way: 'in one request', conditionalMultipart: false },
  { size: 9 * mebibyte, way: 'in parts', conditionalMultipart: true },
  // more than four parts, which the last store has begun and waits with
  { size: 64 * mebibyte + 1, way: 'in parts', conditionalMultipart: true },
])(
  'over TLS four stores, the last of which waits for the others, get $size shared bytes and their own $way',
  async ({ size, conditionalMultipart }) => {
    const certificate = makeCertificate();
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, certificate.cert]);
    onTestFinished(() => setDefaultCACertificates(trusted));
    const { accessKeyId, secretAccessKey } = acme;
    let othersAreDone: Promise<unknown> = Promise.resolve();
    const slow = { everyBytes: mebibyte, until: async () => await othersAreDone };
    const opened = await Promise.all(
      [undefined, undefined, undefined, slow].map(async (rest, index) => {
        const server = await startTwoAccountServer();
        const store = openS3Store({
          name: `STORE${index}`,
          bucket: 'projecta',
          region: 'us-east-1',
          endpoint: await startTlsWay(server.endpoint, certificate, rest),
          conditionalMultipart,
          uploadsAtOnce: 4,
          idleTimeoutMs: 120_000,
          credentials: { kind: 'keys', accessKeyId, secretAccessKey },
        });
        onTestFinished(async () => {
          store.close();
          await server.close();
        });
        return { server, store };
      }),
    );

    for (let round = 0; round < rounds; round += 1) {
      const { bodies, close } = fourBodies(size);
      const writings = bodies.map(
        async (body, index) => await opened[index]?.store.write(`package-${round}`, body, absent),
      );
      othersAreDone = Promise.all(writings.slice(0, 3));
      const outcomes = await Promise.all(writings);
      await close();

      expect(outcomes.map((answer) => answer?.outcome)).toEqual(['written', 'written', 'written', 'written']);
      const arrived = opened.map(
        ({ server }) => server.object('projecta', `package-${round}`)?.body() ?? Buffer.alloc(0),
      );
      expect(arrived.map((body) => createHash('sha256').update(body).digest('hex'))).toEqual(
        bodies.map(({ sha256 }) => sha256),
      );
      for (const { server } of opened) {
        server.remove('projecta', `package-${round}`);
      }
    }

    // nothing was refused and sent again
    const requests = (size: number): number => (conditionalMultipart ? Math.ceil(size / (8 * mebibyte)) : 1);
    expect(
      opened.map(
        ({ server }) =>
          server.calls.filter(({ operation }) => /^(?:PutObject|UploadPart)$/.test(operation ?? '')).length,
      ),
    ).toEqual(tails.map((tailBytes) => rounds * requests(size + tailBytes)));
  },
);
