import { open } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { mapLimited } from '../../lib/core/parallel.ts';

/**
 * `http-floor FILE ENDPOINT BUCKET...`: sends a file to buckets in parts of 16 MiB, four at once, by Node's http and
 * nothing else: no digest, no signature. A part is read once, into memory that is used again, and sent to all buckets
 * together. The least that a client on Node can take.
 */

const [path = '', endpoint = '', ...buckets] = process.argv.slice(2);
const partBytes = 16 * 1024 * 1024;
const partsAtOnce = 4;
const agent = new Agent({ keepAlive: true, maxSockets: partsAtOnce * buckets.length });
const file = await open(path);
const { size } = await file.stat();
const starts = Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => index * partBytes);
const idleMemory: Buffer[] = [];
await mapLimited(starts, partsAtOnce, async (start) => {
  const memory = idleMemory.pop() ?? Buffer.allocUnsafeSlow(partBytes);
  const part = memory.subarray(0, Math.min(partBytes, size - start));
  await file.read(part, 0, part.length, start);
  await mapLimited(buckets, buckets.length, async (bucket) => await put(`${endpoint}/${bucket}/floor-${start}`, part));
  idleMemory.push(memory);
});
await file.close();
agent.destroy();

async function put(url: string, part: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const sent = request(url, { method: 'PUT', agent, headers: { 'content-length': part.length } }, (response) => {
      response
        .resume()
        .once('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${response.statusCode}`)),
        );
    });
    sent.once('error', reject).end(part);
  });
}
