import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoted } from './diagnostics.ts';
import { createRedactor, type Redactor } from './redaction.ts';

const secret = 'wJalr/XUtn+FEMI&K7"MD=é';

function redactorOf(...secrets: string[]): Redactor {
  const redactor = createRedactor();
  for (const one of secrets) {
    redactor.add(one);
  }
  return redactor;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('a secret is masked', () => {
  test.each([
    ['as it is', secret],
    ['in base64', base64(secret)],
    ['in base64 without padding', base64(secret).replaceAll('=', '')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in hexadecimal digits', Buffer.from(secret).toString('hex')],
    ['in capital hexadecimal digits', Buffer.from(secret).toString('hex').toUpperCase()],
    [
      'as a part of a query with small letters',
      encodeURIComponent(secret).replaceAll(/%../g, (escaped) => escaped.toLowerCase()),
    ],
    ['as a part of a query', encodeURIComponent(secret)],
    ['in an address', encodeURI(secret)],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in JSON with escaped slashes', String.raw`wJalr\/XUtn+FEMI&K7\"MD=é`],
    ['in XML', 'wJalr/XUtn+FEMI&amp;K7&quot;MD=é'],
    ['in HTML', 'wJalr/XUtn+FEMI&amp;K7&#34;MD=é'],
    ['in JSON that is quoted', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
  ])('%s', (_form, shown) => {
    const redactor = redactorOf(secret);

    const text = redactor.redact(`before ${shown} after ${shown}`);

    expect(text).toBe('before **** after ****');
  });

  test('whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 4 }), (given) => {
        fc.pre(given.trim().length >= 4 && !'before  after'.includes(given) && !'****'.includes(given));

        const text = redactorOf(given).redact(`before ${given} after`);

        expect(text).not.toContain(given);
      }),
    );
  });

  test('when it has no well-formed Unicode', () => {
    const redactor = redactorOf('lone \ud800 surrogate');

    const text = redactor.redact('a lone \ud800 surrogate');

    expect(text).toBe('a ****');
  });

  test('with and without the blanks around it', () => {
    const redactor = redactorOf(`  ${secret}\n`);

    const text = redactor.redact(`<${secret}>`);

    expect(text).toBe('<****>');
  });
});

describe('a secret of several lines', () => {
  const key = '-----BEGIN KEY-----\r\nb3BlbnNzaC1rZXk\r\nAAAAC3NzaC1lZDI\n-----END KEY-----\n';

  test.each([
    ['one line of it', 'b3BlbnNzaC1rZXk'],
    ['another line of it', 'AAAAC3NzaC1lZDI'],
    ['the whole as JSON', JSON.stringify(key).slice(1, -1)],
    ['the whole in base64', base64(key)],
  ])('is masked in %s', (_form, shown) => {
    const redactor = redactorOf(key);

    const text = redactor.redact(`debug: ${shown} sent`);

    expect(text).toBe('debug: **** sent');
  });

  test.each([
    ['as it was given', base64(key)],
    ['decoded, one line of it', 'b3BlbnNzaC1rZXk'],
    ['decoded, as JSON', JSON.stringify(key).slice(1, -1)],
  ])('is masked when it was given in base64: %s', (_form, shown) => {
    const redactor = redactorOf(base64(key));

    const text = redactor.redact(`debug: ${shown} sent`);

    expect(text).toBe('debug: **** sent');
  });

  test('is masked when it was given in base64 that is broken into lines', () => {
    const redactor = redactorOf(base64(key).replaceAll(/.{20}/g, '$&\n'));

    const text = redactor.redact('debug: AAAAC3NzaC1lZDI sent');

    expect(text).toBe('debug: **** sent');
  });
});

test.each([
  ['first', ['token-1', 'token-1-and-more']],
  ['last', ['token-1-and-more', 'token-1']],
])('of a secret that contains another nothing is left standing, with the shorter one added %s', (_order, secrets) => {
  const redactor = redactorOf(...secrets);

  const text = redactor.redact('token-1-and-more, token-1');

  expect(text).toBe('****, ****');
});

describe('a long secret that is broken into lines', () => {
  const token = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7) % 251)).toString('base64');

  test.each([
    ['of 64 characters', 64, '\n'],
    ['of 76 characters, as MIME has them', 76, '\r\n'],
    ['that are indented', 64, '\n    '],
    ['in JSON', 76, String.raw`\n`],
    ['in JSON, as MIME has them', 76, String.raw`\r\n`],
  ])('%s is masked to its last line', (_how, width, separator) => {
    for (const form of [token, base64(token)]) {
      const lines = form.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];

      expect(redactorOf(token).redact(`<${lines.join(separator)}>`)).toBe('<****>');
    }
  });

  test('is masked in any order of its lines', () => {
    const lines = (token.match(/.{1,64}/g) ?? []).filter((line) => line.length === 64).toReversed();

    expect(redactorOf(token).redact(lines.join(' | '))).toBe(lines.map(() => '****').join(' | '));
  });
});

describe('a secret within a longer text in base64 is masked', () => {
  test.each([0, 1, 2, 3, 4])('behind %i other bytes', (before) => {
    const encoded = base64(`${'x'.repeat(before)}${secret}yyyy`);

    const text = redactorOf(secret).redact(encoded);

    expect(text).toContain('****');
    expect(text).not.toContain(encoded.slice(Math.ceil((before * 8) / 6), -8));
  });
});

describe('what is left of a secret that was cut off', () => {
  const token = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7) % 251)).toString('base64');

  test.each([0, 20, 48])('is masked behind %i other characters', (before) => {
    const redactor = redactorOf(token);

    const text = redactor.redact(quoted(`${'x'.repeat(before)}${token}`));

    expect(text).toBe(`"${'x'.repeat(before)}****..."`);
  });

  test.each([32, 100, 368])('is masked when it is its last %i characters', (length) => {
    expect(redactorOf(token).redact(`...${token.slice(-length)}`)).toBe('...****');
  });

  test('is masked when it is half of a key', () => {
    const redactor = redactorOf('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');

    const text = redactor.redact('seen: wJalrXUtnFEMI/K7MDENG+b..., wJalrXUtnFEMI/K7MDENG');

    expect(text).toBe('seen: ****..., ****');
  });

  test('is left alone when it is short: it may be a word like any other', () => {
    const redactor = redactorOf('production-2026', 'https://hooks.example.com/services/T0000/B0000/secret');

    const text = redactor.redact('production of https://hooks.example.com');

    expect(text).toBe('production of https://hooks.example.com');
  });
});

test('of a secret that overlaps itself nothing is left standing', () => {
  const redactor = redactorOf('abcab');

  const text = redactor.redact('abcabcab');

  expect(text).toBe('****');
});

test('a secret added later is masked from then on', () => {
  const redactor = redactorOf('first-secret');

  const before = redactor.redact('later-secret');
  redactor.add('later-secret');
  const after = redactor.redact('later-secret');

  expect([before, after]).toEqual(['later-secret', '****']);
});

test.each(['', ' ', 'abc', '   a   ', '\n\n'])('%j is too short to be masked: half of every log would go', (short) => {
  const redactor = redactorOf(short);

  const text = redactor.redact('abc    a   \n\n');

  expect(text).toBe('abc    a   \n\n');
});

test('bytes that are no text add no form that would mask anything else', () => {
  const randomKey = Buffer.from('ff00fe01fd02fc03fb04fa05', 'hex').toString('base64');
  const redactor = redactorOf(randomKey);

  const text = redactor.redact(`key ${randomKey} and \ufffd\ufffd\ufffd\ufffd`);

  expect(text).toBe('key **** and \ufffd\ufffd\ufffd\ufffd');
});

test('a hostile run of blanks does not hold up the log', () => {
  const redactor = redactorOf('0123456789abcdef0123456789abcdef');
  const startedMs = performance.now();

  redactor.redact(`${' '.repeat(500_000)}x`);

  // a look from each of the blanks to the last would take minutes
  expect(performance.now() - startedMs).toBeLessThan(15_000);
});
