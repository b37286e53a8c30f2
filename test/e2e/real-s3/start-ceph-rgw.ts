import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { S3Account } from '../../../lib/testing/s3/signature.ts';

export interface CephRgw extends AsyncDisposable {
  readonly endpoint: string;
}

const script = join(import.meta.dirname, 'ceph-rgw.sh');

/**
 * Starts a RADOS Gateway with these accounts. It ends with this process, however that ends.
 * @throws Error when it does not come up, with the end of its log
 */
export async function startCephRgw(accounts: readonly S3Account[]): Promise<CephRgw> {
  const server = spawn(
    script,
    accounts.map(({ name, accessKeyId, secretAccessKey }) => `${name}:${accessKeyId}:${secretAccessKey}`),
    // the script ends when its standard input does
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('close', () => resolve());
  });
  const complaint = text(server.stderr);
  for await (const endpoint of createInterface(server.stdout)) {
    return {
      endpoint,
      [Symbol.asyncDispose]: async () => {
        server.stdin.end();
        await ended;
      },
    };
  }
  await ended;
  throw new Error(await complaint);
}
