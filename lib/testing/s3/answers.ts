import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Call } from './faults.ts';
import type { Answer } from './operation.ts';
import type { S3Error } from './s3-error.ts';
import { renderXml } from './xml.ts';

/** A request with what is needed to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  awaitsContinue: boolean;
}

/** An error as S3 answers it; one that names the right region tells it in a header too, since HEAD has no body. */
export function errorAnswer(error: S3Error, call: S3Call): Answer {
  const region = error.elements['Region'];
  const xml = {
    Code: error.code,
    Message: error.message,
    ...error.elements,
    Resource: `/${call.bucket}${call.key === undefined ? '' : `/${call.key}`}`,
    RequestId: requestId(call),
  };
  return {
    status: error.status,
    headers: region === undefined ? {} : { 'x-amz-bucket-region': region },
    // S3's errors are in no namespace, and the AWS CLI reads the code of no other
    body: [renderXml('Error', xml, '')],
  };
}

/** What no S3 answers. */
export const foreignAnswer: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: [Buffer.from('<!doctype html><title>Sign in</title><p>Please sign in to use this network.\n')],
};

/** The answer without its last byte. */
export function shortened({ status, headers = {}, body = [] }: Answer): Answer {
  const length = headers['content-length'];
  return {
    status,
    headers: { ...headers, ...(length === undefined ? {} : { 'content-length': Math.max(0, Number(length) - 1) }) },
    body: [Buffer.concat(body).subarray(0, -1)],
  };
}

/** @throws Error when the client has gone */
export async function sendAnswer(exchange: Exchange, call: S3Call, answer: Answer): Promise<void> {
  const { request, response } = exchange;
  const { status, headers, body = [] } = answer;
  if (exchange.awaitsContinue) {
    // the client will not send the body now, so its connection is of no more use
    response.setHeader('connection', 'close');
  } else {
    await drain(request);
  }
  const hasBody = request.method !== 'HEAD' && status !== 204 && status !== 304;
  response.writeHead(status, {
    server: 'AmazonS3',
    'x-amz-request-id': requestId(call),
    ...(hasBody ? { 'content-length': sizeOf(body) } : {}),
    ...(status >= 400 ? { 'content-type': 'application/xml' } : {}),
    ...headers,
  });
  await pipeline(Readable.from(hasBody ? body : []), response);
}

/** Sends the head of an answer and half of its body, then ends the connection. */
export async function sendTruncated({ request, response }: Exchange, answer: Answer): Promise<void> {
  const whole = Buffer.concat(answer.body ?? []);
  const promisedBytes = Math.max(whole.length, 1);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': promisedBytes });
  const half = whole.subarray(0, Math.floor(promisedBytes / 2));
  await new Promise((resolve) => response.write(half, resolve));
  request.socket.destroySoon();
}

/** Breaks the connection, so that the client sees ECONNRESET. */
export function resetConnection({ request }: Exchange): void {
  request.socket.resetAndDestroy();
}

/** Reads what is left of a refused request: a client that is still sending would take an early answer for a reset. */
async function drain(request: IncomingMessage): Promise<void> {
  if (!request.complete) {
    for await (const _ of request) {
      // thrown away
    }
  }
}

function sizeOf(body: readonly Buffer[]): number {
  return body.reduce((sum, piece) => sum + piece.length, 0);
}

function requestId({ index }: S3Call): string {
  return index.toString(16).toUpperCase().padStart(16, '0');
}
