import { randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { compositeChecksum } from './checksums.ts';
import { connect, outcome } from './sdk-client.ts';
import { acme, startTwoAccountServer } from './two-account-server.ts';

const at = { Bucket: 'projecta', Key: 'ModuleX/1.0.0/ModuleX.tar.gz' };
const partBytes = 5 * 1024 ** 2;
const content = randomBytes(2 * partBytes + 1000);

test.each(['CRC32', 'SHA256'] as const)('three parts with %s checksums are put together again', async (algorithm) => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const result = await upload(client, { algorithm, metadata: { sha256: 'abc' } });

  const got = await client.send(new GetObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
  const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
  expect(bytes.equals(content)).toBe(true);
  expect(result.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
  expect(result[`Checksum${algorithm}`]).toMatch(/=-3$/);
  expect(got).toMatchObject({
    ETag: result.ETag,
    Metadata: { sha256: 'abc' },
    [`Checksum${algorithm}`]: result[`Checksum${algorithm}`],
    ChecksumType: 'COMPOSITE',
  });
  expect(server.unfinishedUploads('projecta')).toEqual([]);
});

test('an upload that may only create does not replace what has come in the meantime', async () => {
  let overtaken = false;
  await using server = await startTwoAccountServer({
    before(call) {
      if (call.operation === 'CompleteMultipartUpload') {
        overtaken = true;
        server.put('projecta', at.Key, 'of another run');
      }
    },
  });
  const client = connect(server, acme);

  const uploading = upload(client, { completion: { IfNoneMatch: '*' } });

  await expect(uploading).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  expect(overtaken).toBe(true);
  expect(server.object('projecta', at.Key)?.body().toString()).toBe('of another run');
});

test('an upload that may only create creates, and with If-Match replaces what it has read', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const upload = async (condition: { IfNoneMatch: string } | { IfMatch: string }): Promise<string> => {
    const uploadId = await start(client);
    const part = await sendPart(client, uploadId, 1, content);
    return await outcome(client.send(complete(uploadId, [part], condition)));
  };

  const created = await upload({ IfNoneMatch: '*' });
  const etag = String(server.object('projecta', at.Key)?.etag);
  const results = [
    await upload({ IfNoneMatch: '*' }),
    await upload({ IfMatch: '"0"' }),
    await upload({ IfMatch: etag }),
  ];

  expect(created).toBe('200');
  expect(results).toEqual(['412 PreconditionFailed', '412 PreconditionFailed', '200']);
});

test.each([
  {
    what: 'an ETag that no part has',
    change: (parts: CompletedPart[]) => [{ ...parts[0], ETag: '"0"' }],
    expected: '400 InvalidPart',
  },
  {
    what: 'a checksum that no part has',
    change: (parts: CompletedPart[]) => [{ ...parts[0], ChecksumCRC32: 'AAAAAA==' }],
    expected: '400 InvalidPart',
  },
  {
    what: 'a part that was not sent',
    change: (parts: CompletedPart[]) => [...parts, { ...parts[0], PartNumber: 3 }],
    expected: '400 InvalidPart',
  },
  {
    what: 'a part without its checksum',
    change: ([part]: CompletedPart[]) => [{ PartNumber: 1, ETag: part?.ETag }],
    expected: '400 InvalidRequest',
  },
  {
    what: 'parts in the wrong order',
    change: (parts: CompletedPart[]) => parts.toReversed(),
    expected: '400 InvalidPartOrder',
  },
  { what: 'no part', change: () => [], expected: '400 MalformedXML' },
])('a completion with $what is refused and the upload stays', async ({ change, expected }) => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const uploadId = await start(client);
  const parts = [
    await sendPart(client, uploadId, 1, content.subarray(0, partBytes)),
    await sendPart(client, uploadId, 2, content.subarray(partBytes)),
  ];

  const result = await outcome(client.send(complete(uploadId, change(parts))));

  expect(result).toBe(expected);
  expect(server.objects('projecta')).toEqual([]);
  expect(server.unfinishedUploads('projecta')).toEqual([{ key: at.Key, uploadId }]);
});

test('a part under 5 MiB is refused unless it is the last', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const uploadId = await start(client);
  const small = await sendPart(client, uploadId, 1, content.subarray(0, partBytes - 1));
  const last = await sendPart(client, uploadId, 2, Buffer.from('last'));

  const refused = await outcome(client.send(complete(uploadId, [small, last])));
  const replaced = await sendPart(client, uploadId, 1, content.subarray(0, partBytes));
  const accepted = await outcome(client.send(complete(uploadId, [replaced, last])));

  expect([refused, accepted]).toEqual(['400 EntityTooSmall', '200']);
  expect(server.object('projecta', at.Key)?.sizeBytes).toBe(partBytes + 4);
});

test.each(['0', '10001', 'x'])('the part number %s is refused', async (partNumber) => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const uploadId = await start(client);

  const result = await outcome(
    client.send(new UploadPartCommand({ ...at, UploadId: uploadId, PartNumber: Number(partNumber), Body: 'x' })),
  );

  expect(result).toBe('400 InvalidArgument');
});

test('a part without the checksum that the upload was started for is refused', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  const uploadId = await start(client);

  const none = new UploadPartCommand({ ...at, UploadId: uploadId, PartNumber: 1, Body: 'x' });
  const other = new UploadPartCommand({ ...none.input, PartNumber: 1, ChecksumAlgorithm: 'SHA256' });
  const results = [await outcome(client.send(none)), await outcome(client.send(other))];

  expect(results).toEqual(['400 InvalidRequest', '400 InvalidRequest']);
});

test('a completion may name the checksum of the whole, and a wrong one is refused', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const uploadId = await start(client);
  const part = await sendPart(client, uploadId, 1, content);

  const wrong = await outcome(client.send(complete(uploadId, [part], { ChecksumCRC32: 'AAAAAA==-1' })));

  const objects = server.objects('projecta');
  const whole = compositeChecksum('crc32', [{ algorithm: 'crc32', value: String(part.ChecksumCRC32) }]).value;
  const right = await outcome(client.send(complete(uploadId, [part], { ChecksumCRC32: whole })));

  expect([wrong, right]).toEqual(['400 BadDigest', '200']);
  expect(objects).toEqual([]);
});

test('a sink takes an upload whose parts it does not keep', async () => {
  await using server = await startTwoAccountServer({ keepUpToBytes: 10 });
  const client = connect(server, acme);

  const result = await outcome(upload(client));

  expect(result).toBe('200');
  expect(server.object('projecta', at.Key)?.sizeBytes).toBe(content.length);
  expect(() => server.object('projecta', at.Key)?.body()).toThrow('was not kept');
});

test('an upload belongs to its key', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const uploadId = await start(client);
  const part = await sendPart(client, uploadId, 1, content);

  const result = await outcome(client.send(complete(uploadId, [part], { Key: 'ModuleY/1.0.0/ModuleY.tar.gz' })));

  expect(result).toBe('404 NoSuchUpload');
});

test('an aborted upload leaves nothing, and no request knows it any more', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const uploadId = await start(client);
  const part = await sendPart(client, uploadId, 1, content);

  const abort = new AbortMultipartUploadCommand({ ...at, UploadId: uploadId });
  const results = [
    await outcome(client.send(abort)),
    await outcome(client.send(abort)),
    await outcome(client.send(complete(uploadId, [part]))),
    await outcome(client.send(new UploadPartCommand({ ...at, UploadId: uploadId, PartNumber: 1, Body: 'x' }))),
  ];

  expect(results).toEqual(['204', '404 NoSuchUpload', '404 NoSuchUpload', '404 NoSuchUpload']);
  expect(server.unfinishedUploads('projecta')).toEqual([]);
});

test('uploads that are not finished and their parts are listed, and are no objects', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  const uploadId = await start(client);
  await sendPart(client, uploadId, 2, Buffer.from('second'));
  await sendPart(client, uploadId, 1, Buffer.from('first'));

  const uploads = await client.send(new ListMultipartUploadsCommand({ Bucket: at.Bucket, Prefix: 'ModuleX/' }));
  const others = await client.send(new ListMultipartUploadsCommand({ Bucket: at.Bucket, Prefix: 'ModuleY/' }));
  const parts = await client.send(new ListPartsCommand({ ...at, UploadId: uploadId }));

  expect(uploads.Uploads).toEqual([{ Key: at.Key, UploadId: uploadId, Initiated: expect.any(Date) }]);
  expect(others.Uploads).toBeUndefined();
  expect(parts.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
    [1, 5],
    [2, 6],
  ]);
  expect(await outcome(client.send(new HeadObjectCommand(at)))).toBe('404 NotFound');
});

test('the rights to write and to abort are two', async () => {
  await using server = await startTwoAccountServer();
  const client = connect(server, acme);
  server.deny({ action: 's3:AbortMultipartUpload' });
  const uploadId = await start(client);

  const abort = await outcome(client.send(new AbortMultipartUploadCommand({ ...at, UploadId: uploadId })));
  server.deny({ action: 's3:PutObject' });
  const create = await outcome(client.send(new CreateMultipartUploadCommand(at)));

  expect([abort, create]).toEqual(['403 AccessDenied', '403 AccessDenied']);
});

interface UploadOptions {
  readonly algorithm?: 'CRC32' | 'SHA256';
  readonly metadata?: Record<string, string>;
  readonly completion?: object;
}

/** Uploads the content in three parts. */
async function upload(
  client: S3Client,
  { algorithm = 'CRC32', metadata = {}, completion }: UploadOptions = {},
): Promise<CompleteMultipartUploadCommandOutput> {
  const begin = new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: algorithm, Metadata: metadata });
  const { UploadId } = await client.send(begin);
  const parts: CompletedPart[] = [];
  for (const PartNumber of [1, 2, 3]) {
    const Body = content.subarray((PartNumber - 1) * partBytes, PartNumber * partBytes);
    const part = new UploadPartCommand({ ...at, UploadId, PartNumber, Body, ChecksumAlgorithm: algorithm });
    parts.push({ ...(await client.send(part)), PartNumber });
  }
  return await client.send(complete(String(UploadId), parts, completion));
}

async function start(client: S3Client): Promise<string> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'CRC32' }));
  return String(UploadId);
}

async function sendPart(client: S3Client, uploadId: string, partNumber: number, body: Buffer): Promise<CompletedPart> {
  const { ETag, ChecksumCRC32 } = await client.send(
    new UploadPartCommand({
      ...at,
      UploadId: uploadId,
      PartNumber: partNumber,
      Body: body,
      ChecksumAlgorithm: 'CRC32',
    }),
  );
  return { PartNumber: partNumber, ETag, ChecksumCRC32 };
}

function complete(uploadId: string, parts: CompletedPart[], extra: object = {}): CompleteMultipartUploadCommand {
  return new CompleteMultipartUploadCommand({
    ...at,
    UploadId: uploadId,
    MultipartUpload: { Parts: parts },
    ...extra,
  });
}
