import { tarEnd, tarHeaders, tarPadding } from '../archive/tar-header.ts';
import { createTarStream } from '../archive/tar-stream.ts';
import type { BundleEnd } from '../bundle/complete-bundle.ts';
import type { Bundle } from '../bundle/make-bundle.ts';

const pieceBytes = 256 * 1024;

/** A bundle as one archive; what makes it whole comes last, so that one that was cut off is not. */
export function* bundleTar({ files, record }: Bundle, ends: readonly BundleEnd[]): Generator<Buffer> {
  const modifiedAt = new Date(record.published.at);
  const stream = createTarStream(files, modifiedAt);
  try {
    for (;;) {
      const piece = Buffer.alloc(pieceBytes);
      const length = stream.fill(piece);
      if (length > 0) {
        yield piece.subarray(0, length);
      }
      if (length < pieceBytes) {
        break;
      }
    }
  } finally {
    stream.close();
  }
  const headerOf = tarHeaders(modifiedAt);
  for (const { path, content } of ends) {
    const entry = { type: 'file', path, source: path, mode: '0644', size: content.length } as const;
    yield Buffer.concat([headerOf(entry), content, tarPadding(content.length)]);
  }
  yield tarEnd;
}
