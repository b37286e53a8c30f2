import { readFileSync } from 'node:fs';
import { fileBody } from '../../lib/archive/package-body.ts';
import { shareFile } from '../../lib/archive/shared-file.ts';
import { mapLimited } from '../../lib/core/parallel.ts';
import { openS3Store } from '../../lib/store/s3/s3-store.ts';
import type { UploadOrder } from '../uploading.ts';

/** `upload ORDER ENDPOINT put|parts BUCKET...`: brings a package whose digests are known to stores, all at once. */
const [orderFile = '', endpoint = '', way = 'put', ...buckets] = process.argv.slice(2);
const { sha256, path, size, parts }: UploadOrder = JSON.parse(readFileSync(orderFile, 'utf8'));
// as packing makes them: a body for each store, and all of them begin with one file
const file = shareFile(path, size);
const outcomes = await mapLimited(buckets, buckets.length, async (bucket) => {
  const store = openS3Store({
    name: 'PROJECT',
    bucket,
    region: 'us-east-1',
    endpoint,
    credentials: { kind: 'keys', accessKeyId: 'AKIDBENCH', secretAccessKey: 'secret-of-bench' },
    conditionalMultipart: way === 'parts',
    uploadsAtOnce: buckets.length,
  });
  const { outcome } = await store.write(
    'ModuleX/1.0.0/ModuleX.tar.gz',
    { ...fileBody({ file, parts }), sha256 },
    { condition: { if: 'absent' }, contentType: 'application/gzip', metadata: { sha256 } },
  );
  store.close();
  return outcome;
});
await file.close();
console.log(outcomes.join('\n'));
