import { createHash } from 'node:crypto';
import { S3Error } from './s3-error.ts';
import { equalSignatures, type SignatureChain, sha256Hex, signatureDoesNotMatch } from './signature.ts';

const longestLineBytes = 4096;

/**
 * Takes the framing of `aws-chunked` off a body: yields its content, and puts what trails it into `trailers`. With a
 * signature chain every chunk's signature, and that of the trailers, is checked; content is yielded before its chunk's
 * signature is known, so it must not be used before the end (AWS, "Signature Calculations for the Authorization
 * Header: Transferring Payload in Multiple Chunks").
 * @throws S3Error IncompleteBody, SignatureDoesNotMatch
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
  chain: SignatureChain | undefined,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(body);
  let previous = chain?.seed ?? '';
  for (;;) {
    const [, hexadecimal, signature = ''] =
      /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(await reader.line()) ?? [];
    if (hexadecimal === undefined) {
      throw incompleteBody();
    }
    const sizeBytes = Number.parseInt(hexadecimal, 16);
    const hash = chain === undefined ? undefined : createHash('sha256');
    for await (const piece of reader.bytes(sizeBytes)) {
      hash?.update(piece);
      yield piece;
    }
    if (chain !== undefined && hash !== undefined) {
      const expected = chain.sign('AWS4-HMAC-SHA256-PAYLOAD', previous, sha256Hex(''), hash.digest('hex'));
      if (!equalSignatures(expected, signature)) {
        throw signatureDoesNotMatch();
      }
      previous = expected;
    }
    if (sizeBytes === 0) {
      break;
    }
    await reader.line();
  }
  await readTrailers(reader, trailers);
  if (chain !== undefined && trailers.size > 0) {
    verifyTrailers(trailers, chain, previous);
  }
}

async function readTrailers(reader: ByteReader, trailers: Map<string, string>): Promise<void> {
  for (;;) {
    const line = await reader.line({ mayEnd: true });
    if (line === '') {
      return;
    }
    const colon = line.indexOf(':');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function verifyTrailers(trailers: ReadonlyMap<string, string>, chain: SignatureChain, previous: string): void {
  const signatureHeader = 'x-amz-trailer-signature';
  const canonical = [...trailers]
    .filter(([name]) => name !== signatureHeader)
    .map(([name, value]) => `${name}:${value}\n`)
    .toSorted()
    .join('');
  const expected = chain.sign('AWS4-HMAC-SHA256-TRAILER', previous, sha256Hex(canonical));
  if (!equalSignatures(expected, trailers.get(signatureHeader) ?? '')) {
    throw signatureDoesNotMatch();
  }
}

export function incompleteBody(): S3Error {
  return new S3Error(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  );
}

/** Reads lines and counted bytes from a stream, without copying the counted bytes. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line without its end. At the end of the stream: an error, or with `mayEnd` what is left of it. */
  async line({ mayEnd = false } = {}): Promise<string> {
    let end = this.#rest.indexOf('\n');
    while (end === -1) {
      const next = await this.#source.next();
      if (next.done === true || this.#rest.length > longestLineBytes) {
        if (!mayEnd) {
          throw incompleteBody();
        }
        end = this.#rest.length;
        break;
      }
      this.#rest = Buffer.concat([this.#rest, next.value]);
      end = this.#rest.indexOf('\n');
    }
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return line.trimEnd();
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    let missing = count;
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const next = await this.#source.next();
        if (next.done === true) {
          throw incompleteBody();
        }
        this.#rest = next.value;
      }
      const piece = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }
}
