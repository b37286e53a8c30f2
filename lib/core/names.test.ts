import { describe, expect, test } from 'vitest';
import { isName, isTag, lookAlike, tagProblem } from './names.ts';

const tooLong = 'x'.repeat(129);

describe('the name of a module, project or binary', () => {
  test.each(['ModuleX', 'modulex-client', '7zip', 'a.b_c', 'x', 'x'.repeat(128), 'none'])('may be %j', (name) => {
    expect(isName(name)).toBe(true);
  });

  test.each(['', '.', '..', '.hidden', '-rf', '_x', 'a/b', 'a b', 'a+b', 'Modül', 'a\n', tooLong])(
    'cannot be %j',
    (name) => {
      expect(isName(name)).toBe(false);
    },
  );
});

describe('a tag', () => {
  test.each(['1.2.3', 'v1', '1.0.0+build.5', '2026-01-01_2', 'x'.repeat(128), 'None', 'developer2'])(
    'may be %j',
    (tag) => {
      expect(isTag(tag)).toBe(true);
      expect(tagProblem(tag)).toBeUndefined();
    },
  );

  test.each(['none', 'developer'])('cannot be the reserved word %s', (word) => {
    expect(isTag(word)).toBe(false);
    expect(tagProblem(word)).toEqual({ message: `"${word}" is not a release`, hint: 'write a tag, e.g. 1.2.3' });
  });

  test.each(['', '..', '../x', 'release/1.2', '1.2 3', '-1', '+1', '1.0\n', '1\u00b2', tooLong])(
    'cannot be %j, which is unsafe in a key',
    (text) => {
      expect(isTag(text)).toBe(false);
      expect(tagProblem(text)).toMatchObject({
        message: expect.stringMatching(/^".*" cannot be a version(?: \(character \d is U\+00B2\))?$/),
      });
    },
  );
});

describe('a look-alike', () => {
  test.each([
    ['M\u043eduleX', ' (character 2 is U+043E)'],
    ['1.2.3\u200b', ' (character 6 is U+200B)'],
    ['\u{1d7cf}.2', ' (character 1 is U+1D7CF)'],
    ['../x', ''],
    ['', ''],
  ])('in %j is told as%s', (text, told) => {
    expect(lookAlike(text)).toBe(told);
  });
});
