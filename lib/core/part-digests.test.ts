import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPartHash, partBytes } from './part-digests.ts';

test.each([0, 1, partBytes - 1, partBytes, partBytes + 1, 2 * partBytes + 5])(
  'the digests of %d bytes are those of their parts, in whatever pieces they come',
  (size) => {
    const content = randomBytes(size);
    const hash = createPartHash();

    for (let start = 0; start < size; start += 3_000_001) {
      hash.update(content.subarray(start, start + 3_000_001));
    }

    expect(hash.digests()).toStrictEqual({ partBytes, sha256: digestsOf(content) });
  },
);

test('a copy goes on by itself', () => {
  const begun = randomBytes(partBytes + 10);
  const tails = [randomBytes(partBytes), randomBytes(20)];
  const hash = createPartHash();
  hash.update(begun);

  const copies = tails.map((tail) => {
    const copy = hash.copy();
    copy.update(tail);
    return copy.digests().sha256;
  });

  expect(copies).toStrictEqual(tails.map((tail) => digestsOf(Buffer.concat([begun, tail]))));
  expect(hash.digests().sha256).toStrictEqual(digestsOf(begun));
});

function digestsOf(content: Buffer): string[] {
  const digests: string[] = [];
  for (let start = 0; start < content.length; start += partBytes) {
    digests.push(
      createHash('sha256')
        .update(content.subarray(start, start + partBytes))
        .digest('hex'),
    );
  }
  return digests;
}
