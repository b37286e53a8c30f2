import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listenOnLoopback } from '../../lib/testing/listen-on-loopback.ts';
import { decodeAwsChunked } from '../../lib/testing/s3/aws-chunked.ts';
import { discardBodies, discardedHeader } from './discard-bodies.ts';
import { answerXml, etagOf, listing, notFound, sendObject } from './sink-answers.ts';
import { SinkObjects, type SinkPart } from './sink-objects.ts';

/**
 * An S3 server that throws package bodies away, so that what is measured is the client: a program of its own, started
 * by start-sink.ts with a folder. It prints its address. It asks for no signature, and answers what the contenders ask;
 * small bodies, which are records, are kept. `PUT /-/keep` makes it keep all bodies in the folder, `PUT /-/discard` not.
 */

const [folder = ''] = process.argv.slice(2);
const smallBodyBytes = 64 * 1024;
const objects = new SinkObjects();
let keepsAll = false;
let bodies = 0;

const http = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
http.on('request', (request, response) => {
  answer(request, response).catch(() => response.destroy());
});
http.on('checkContinue', (request, response) => {
  response.writeContinue();
  answer(request, response).catch(() => response.destroy());
});
const server = discardBodies(
  http,
  ({ method, path, bodyBytes }) =>
    method === 'PUT' && bodyBytes > smallBodyBytes && Number.isFinite(bodyBytes) && !keepsAll && !isRecord(path),
);
console.log(`http://${await listenOnLoopback(server)}`);
// whoever started it holds its standard input open
process.stdin.resume().once('end', () => {
  server.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://sink');
  const [bucket = '', ...segments] = pathname.slice(1).split('/').map(decodeURIComponent);
  const key = segments.join('/');
  if (bucket === '-') {
    keepsAll = key === 'keep';
    response.end();
  } else if (bucket === '') {
    await readBody(request, 'drop');
    answerXml(response, 200, identityAnswer);
  } else if (key === '') {
    await readBody(request, 'drop');
    answerBucket(response, bucket, query);
  } else {
    await answerObject({ request, response, name: `${bucket}/${key}`, query });
  }
}

/** cdk-assets asks STS whose credentials it has. */
const identityAnswer =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::100000000001:user/bench</Arn><UserId>bench</UserId><Account>100000000001</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

function answerBucket(response: ServerResponse, bucket: string, query: URLSearchParams): void {
  if (query.has('location')) {
    answerXml(response, 200, '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>');
  } else if (query.has('list-type') || query.has('prefix')) {
    answerXml(response, 200, listing(objects, bucket, query));
  } else if ([...query.keys()].length === 0) {
    response.end();
  } else {
    // of policy, lifecycle, encryption and so on there is none
    notFound(response, 'NoSuchConfiguration');
  }
}

interface ObjectRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Bucket and key. */
  readonly name: string;
  readonly query: URLSearchParams;
}

async function answerObject({ request, response, name, query }: ObjectRequest): Promise<void> {
  const uploadId = query.get('uploadId');
  switch (request.method) {
    case 'PUT': {
      const part = await readBody(request, isRecord(name) ? 'keep' : 'by-size');
      if (uploadId !== null) {
        objects.putPart(uploadId, Number(query.get('partNumber')), part);
        response.setHeader('etag', etagOf(part)).end();
      } else if (request.headers['if-none-match'] === '*' && objects.get(name) !== undefined) {
        answerXml(response, 412, '<Error><Code>PreconditionFailed</Code></Error>');
      } else {
        const object = objects.put(name, [part], metadataOf(request));
        response.setHeader('etag', object.etag).end();
      }
      return;
    }
    case 'POST': {
      await readBody(request, 'drop');
      if (uploadId === null) {
        const id = objects.begin(name, metadataOf(request));
        answerXml(
          response,
          200,
          `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
        );
      } else {
        const { etag } = objects.complete(uploadId);
        answerXml(
          response,
          200,
          `<CompleteMultipartUploadResult><ETag>${etag.replaceAll('"', '&quot;')}</ETag></CompleteMultipartUploadResult>`,
        );
      }
      return;
    }
    case 'DELETE': {
      const files = uploadId === null ? objects.remove(name) : objects.abort(uploadId);
      await Promise.all(files.map(async (file) => await rm(file)));
      response.writeHead(204).end();
      return;
    }
    default:
      await sendObject(request, response, objects.get(name));
  }
}

/** By its key, or by the path and query of a request. */
function isRecord(name: string): boolean {
  return name.split('?', 1)[0]?.endsWith('.json') === true;
}

function metadataOf({ headers }: IncomingMessage): ReadonlyMap<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-') || name === 'content-type');
  return new Map(kept.map(([name, value]) => [name, String(value)]));
}

/** Takes a whole body. A small one that may be asked for is kept in memory, another one in a file or not at all. */
async function readBody(request: IncomingMessage, fate: 'keep' | 'by-size' | 'drop'): Promise<SinkPart> {
  const isChunked = String(request.headers['x-amz-content-sha256']).startsWith('STREAMING-');
  const announced = request.headers[isChunked ? 'x-amz-decoded-content-length' : 'content-length'];
  const discarded = request.headers[discardedHeader];
  const size = Number((isChunked ? announced : discarded) ?? announced ?? 0);
  if (fate === 'drop' || discarded !== undefined || (fate === 'by-size' && size > smallBodyBytes && !keepsAll)) {
    // the quickest way to read a stream to its end
    request.resume();
    await new Promise<void>((resolve, reject) => request.once('end', resolve).once('error', reject));
    return { size };
  }
  const content = isChunked ? Readable.from(decodeAwsChunked(request, new Map(), undefined)) : request;
  if (fate === 'by-size' && keepsAll) {
    bodies += 1;
    const file = join(folder, String(bodies));
    await pipeline(content, createWriteStream(file));
    return { size, file };
  }
  const pieces: Buffer[] = [];
  for await (const piece of content) {
    pieces.push(Buffer.from(piece));
  }
  return { size, content: Buffer.concat(pieces) };
}
