const shortestSecret = 4;
const shownInstead = '****';

/** Of a form that is shorter, half would be a word like any other. */
const shortestCutForm = 24;

/** From so many characters on the beginning of a form tells that it is one. */
const longestHead = 32;

/** Knows the secrets of a run and takes them out of every text that leaves the program. */
export interface Redactor {
  /** Registers a secret as soon as it is read, in every form in which it could be printed. */
  add(secret: string): void;
  redact(text: string): string;
}

/** A secret under 4 characters is not registered: masking it would mask half of every log. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();

  return {
    add(secret) {
      for (const form of printableForms(secret)) {
        forms.add(form);
      }
    },
    redact(text) {
      return mask(
        text,
        [...forms].flatMap((form) => occurrences(text, form)),
      );
    },
  };
}

interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Where a form is, whole or cut off: a message shows only the beginning of a long value. */
function occurrences(text: string, form: string): Range[] {
  const head = form.length < shortestCutForm ? form : form.slice(0, Math.min(longestHead, Math.ceil(form.length / 2)));
  const ranges: Range[] = [];
  for (let start = text.indexOf(head); start !== -1; start = text.indexOf(head, start + 1)) {
    let end = start + head.length;
    while (end < text.length && text[end] === form[end - start]) {
      end += 1;
    }
    ranges.push({ start, end });
  }
  return ranges;
}

/** Masks what is covered. Secrets may overlap and contain one another: no part of one is left standing. */
function mask(text: string, ranges: readonly Range[]): string {
  let masked = '';
  let reached = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    if (start >= reached) {
      masked += `${text.slice(reached, start)}${shownInstead}`;
    }
    reached = Math.max(reached, end);
  }
  return masked + text.slice(reached);
}

function printableForms(secret: string): string[] {
  const raw = [secret, secret.trim(), ...secret.split(/\r?\n/)];
  const decoded = decodeBase64(secret.trim());
  if (decoded !== undefined) {
    raw.push(decoded, decoded.trim(), ...decoded.split(/\r?\n/));
  }
  return raw.flatMap((text) => [text, ...encodedForms(text)]).filter((form) => form.trim().length >= shortestSecret);
}

function encodedForms(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  const base64 = bytes.toString('base64');
  return [
    base64,
    base64.replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(text.toWellFormed()),
    encodeURI(text.toWellFormed()),
    inJson(text),
    // of JSON that is quoted in a message
    inJson(inJson(text)),
  ];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function decodeBase64(text: string): string | undefined {
  const compact = text.replaceAll(/\s/g, '');
  if (compact.length < 16 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) {
    return undefined;
  }
  const decoded = Buffer.from(compact, 'base64').toString('utf8');
  // only text is worth masking: random bytes decode to replacement characters
  return decoded.includes('\ufffd') ? undefined : decoded;
}
