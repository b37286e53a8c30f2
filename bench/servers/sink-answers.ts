import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { SinkObject, SinkObjects, SinkPart } from './sink-objects.ts';

const keysOfPage = 1000;
const modifiedAt = new Date('2026-01-01T00:00:00Z');

export function answerXml(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`);
}

export function notFound(response: ServerResponse, code: string): void {
  answerXml(response, 404, `<Error><Code>${code}</Code><Message>there is none</Message></Error>`);
}

export function etagOf({ size }: SinkPart): string {
  return `"${size}-sink"`;
}

/** A page of a bucket's keys, as ListObjectsV2 gives it; what is after it is asked for by the last key. */
export function listing(objects: SinkObjects, bucket: string, query: URLSearchParams): string {
  const after = query.get('continuation-token') ?? '';
  const all = objects.list(bucket, query.get('prefix') ?? '').filter(([key]) => key > after);
  const page = all.slice(0, Math.min(keysOfPage, Number(query.get('max-keys') ?? keysOfPage)));
  const isTruncated = page.length < all.length;
  const contents = page.map(
    ([key, { size, etag }]) =>
      `<Contents><Key>${escaped(key)}</Key><LastModified>${modifiedAt.toISOString()}</LastModified><ETag>${escaped(etag)}</ETag><Size>${size}</Size></Contents>`,
  );
  const next = isTruncated ? `<NextContinuationToken>${escaped(page.at(-1)?.[0] ?? '')}</NextContinuationToken>` : '';
  return `<ListBucketResult><Name>${bucket}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

/** Answers GET and HEAD; what was discarded can be headed but not read. */
export async function sendObject(
  request: IncomingMessage,
  response: ServerResponse,
  object: SinkObject | undefined,
): Promise<void> {
  if (object === undefined) {
    notFound(response, 'NoSuchKey');
    return;
  }
  if (request.method === 'GET' && object.parts.some(isDiscarded)) {
    answerXml(response, 410, '<Error><Code>Discarded</Code><Message>the body was discarded</Message></Error>');
    return;
  }
  const headers = { 'content-length': object.size, etag: object.etag, 'last-modified': modifiedAt.toUTCString() };
  response.writeHead(200, { ...Object.fromEntries(object.metadata), ...headers });
  if (request.method === 'GET') {
    await pipeline(contentOf(object), response);
  } else {
    response.end();
  }
}

function isDiscarded({ size, content, file }: SinkPart): boolean {
  return size > 0 && content === undefined && file === undefined;
}

async function* contentOf({ parts }: SinkObject): AsyncGenerator<Buffer> {
  for (const { content, file } of parts) {
    if (file === undefined) {
      yield content ?? Buffer.alloc(0);
    } else {
      yield* createReadStream(file);
    }
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
