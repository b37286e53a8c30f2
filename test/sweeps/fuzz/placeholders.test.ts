import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PlaceholderName, placeholderNames, renderPlaceholders } from '../../../lib/archive/placeholders.ts';
import { fuzzing } from './fuzzing.ts';

const noise = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      '$',
      '${',
      '}',
      '${BUCKET',
      '_NAME}',
      '$BUCKET_NAME',
      '${BUCKET_NAME:-x}',
      '${ REL_TAG }',
      '$${',
      '\\',
      '\r\n',
      '\0',
      '\ufeff',
    )
    .map((text) => Buffer.from(text)),
);
const hole = fc.constantFrom(...placeholderNames);
const pieces = fc.array(fc.oneof(noise, hole), { maxLength: 30 });
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('a&b', '#', '\\1', '$&', '$1', "$'", '$`', '${REPO_NAME}', '\n', "'; rm -rf /; '", ''),
);
const values = fc.record({ BUCKET_NAME: value, REPO_NAME: value, BIN_NAME: value, SRC_TAG: value, REL_TAG: value });

/** What the rule says (design.md, section 6), without looking for it in the whole: each piece for itself. */
function isHole(piece: Buffer | PlaceholderName): piece is PlaceholderName {
  return typeof piece === 'string';
}

test('in any bytes every placeholder becomes its value, literally, and every other byte stays', () => {
  fc.assert(
    fc.property(pieces, values, (given, valuesOfStore) => {
      const between = given.map((piece) => (isHole(piece) ? Buffer.from(`\${${piece}}`) : piece));
      // pieces that make a placeholder only together are found as well, and are another test's
      fc.pre(countIn(Buffer.concat(between)) === given.filter(isHole).length);

      const { content, counts } = renderPlaceholders(Buffer.concat(between), valuesOfStore);

      const expected = given.map((piece) => (isHole(piece) ? Buffer.from(valuesOfStore[piece]) : piece));
      expect(content.equals(Buffer.concat(expected))).toBe(true);
      expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(given.filter(isHole).length);
    }),
    fuzzing(20_000),
  );
});

test('bytes without a placeholder are the same bytes', () => {
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 30 }), values, (given, valuesOfStore) => {
      const whole = Buffer.concat(given);
      fc.pre(countIn(whole) === 0);

      expect(renderPlaceholders(whole, valuesOfStore).content.equals(whole)).toBe(true);
    }),
    fuzzing(5_000),
  );
});

/** Counted as a person would, by looking for each text. */
function countIn(content: Buffer): number {
  return placeholderNames.reduce((sum, name) => sum + content.toString('latin1').split(`\${${name}}`).length - 1, 0);
}
