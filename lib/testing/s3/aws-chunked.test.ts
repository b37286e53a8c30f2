import { createHmac } from 'node:crypto';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { expect, test } from 'vitest';
import { decodeAwsChunked } from './aws-chunked.ts';
import { type S3Server, startS3Server } from './server.ts';
import { sha256Hex } from './signature.ts';

// the example of AWS, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks"
const account = {
  name: 'example',
  id: '111111111111',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const headers = {
  host: 's3.amazonaws.com',
  'x-amz-date': '20130524T000000Z',
  'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': '66560',
  'content-length': '66824',
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
};
const body = [
  `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${'a'.repeat(65536)}\r\n`,
  `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${'a'.repeat(1024)}\r\n`,
  '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
].join('');

test('the signed chunks of the example of AWS are taken', async () => {
  await using server = await startExampleServer();

  const answer = await send(server, headers, body);

  expect(answer).toContain('200');
  expect(server.object('examplebucket', 'chunkObject.txt')?.body().toString()).toBe('a'.repeat(66560));
});

test.each([
  {
    what: 'a changed byte in the last chunk',
    change: (text: string) => text.replace(/a(?=\r\n0;)/, 'b'),
    expected: 'SignatureDoesNotMatch',
  },
  {
    what: 'a changed chunk signature',
    change: (text: string) => text.replace('=0055', '=0056'),
    expected: 'SignatureDoesNotMatch',
  },
  {
    what: 'a chunk without its signature',
    change: (text: string) => text.replace(/^10000;[^\r]*/, '10000'),
    expected: 'SignatureDoesNotMatch',
  },
  {
    what: 'a chunk whose size is no number',
    change: (text: string) => text.replace(/^10000/, 'x0000'),
    expected: 'IncompleteBody',
  },
  {
    what: 'a missing last chunk',
    change: (text: string) => text.slice(0, text.indexOf('0;chunk-signature=b6')),
    expected: 'IncompleteBody',
  },
])('$what is refused', async ({ change, expected }) => {
  await using server = await startExampleServer();

  // the length is a signed header, so a shorter body is filled up behind its end
  const answer = await send(server, headers, change(body).padEnd(66824, '\n'));

  expect(answer).toContain(expected);
  expect(server.objects('examplebucket')).toEqual([]);
});

const chain = {
  seed: 'seed',
  sign: (...parts: string[]) => createHmac('sha256', 'key').update(parts.join()).digest('hex'),
};
const signedTrailer = (value: string): string => {
  const end = chain.sign('AWS4-HMAC-SHA256-PAYLOAD', 'seed', sha256Hex(''), sha256Hex(''));
  const signature = chain.sign('AWS4-HMAC-SHA256-TRAILER', end, sha256Hex('x-amz-checksum-crc32:AAAAAA==\n'));
  return `0;chunk-signature=${end}\r\nx-amz-checksum-crc32:${value}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;
};

test('a signed trailer is read', async () => {
  const trailers = new Map<string, string>();

  await decode(signedTrailer('AAAAAA=='), trailers);

  expect(trailers.get('x-amz-checksum-crc32')).toBe('AAAAAA==');
});

test('a trailer that is changed is refused', async () => {
  const decoding = decode(signedTrailer('AAAAAB=='), new Map());

  await expect(decoding).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
});

test.each([1, 2, 3, 7, 1000])('framing is taken off whatever the pieces: %i bytes', async (pieceBytes) => {
  const framed = Buffer.from('5\r\nhello\r\n6\r\n\r\nwor\n\r\n3\r\nld!\r\n0\r\nx-amz-checksum-crc32: AAAAAA==\r\n\r\n');
  const trailers = new Map<string, string>();
  const decoded: Buffer[] = [];

  for await (const piece of decodeAwsChunked(cut(framed, pieceBytes), trailers, undefined)) {
    decoded.push(piece);
  }

  expect(Buffer.concat(decoded).toString()).toBe('hello\r\nwor\nld!');
  expect([...trailers]).toEqual([['x-amz-checksum-crc32', 'AAAAAA==']]);
});

async function decode(framed: string, trailers: Map<string, string>): Promise<void> {
  for await (const piece of decodeAwsChunked(cut(Buffer.from(framed), 10), trailers, chain)) {
    expect(piece).toHaveLength(0);
  }
}

async function* cut(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
  }
}

async function startExampleServer(): Promise<S3Server> {
  return await startS3Server({
    accounts: [account],
    buckets: [{ name: 'examplebucket', owner: 'example' }],
    clock: { now: () => new Date('2013-05-24T00:00:00Z') },
  });
}

async function send({ endpoint }: S3Server, given: OutgoingHttpHeaders, sent: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    request(`${endpoint}/examplebucket/chunkObject.txt`, { method: 'PUT', headers: given }, (response) => {
      let text = `${response.statusCode} `;
      response.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end(sent);
  });
}
