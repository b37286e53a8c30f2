const shortestSecret = 4;
const shownInstead = '****';

/** Of a form that is shorter, half would be a word like any other. */
const shortestCutForm = 24;

/** From so many characters on a piece of a form tells that it is one. */
const longestPiece = 32;

/** Knows the secrets of a run and takes them out of every text that leaves the program. */
export interface Redactor {
  /** Registers a secret as soon as it is read, in every form in which it could be printed. */
  add(secret: string): void;
  redact(text: string): string;
}

/** A secret under 4 characters is not registered: masking it would mask half of every log. */
export function createRedactor(): Redactor {
  const forms = createFormIndex();
  /** Of those that are long enough to be broken into lines, without the line breaks that they have themselves. */
  const joinedForms = createFormIndex();

  return {
    add(secret) {
      for (const form of printableForms(secret)) {
        forms.add(form);
        const joined = joinLines(form).text;
        if (joined.length >= shortestCutForm) {
          joinedForms.add(joined);
        }
      }
    },
    redact(text) {
      const ranges = forms.find(text);
      const joined = joinLines(text);
      if (joined.text.length < text.length) {
        for (const { start, end } of joinedForms.find(joined.text)) {
          ranges.push({ start: joined.placeOf(start), end: joined.placeOf(end - 1) + 1 });
        }
      }
      return mask(text, ranges);
    },
  };
}

interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Forms by their parts, so that a text is gone through once, however many secrets there are. */
interface FormIndex {
  add(form: string): void;
  /** Where a form is: whole, or of a long one any piece, since a message may show the beginning, a line, the rest. */
  find(text: string): Range[];
}

/** A part of a form. Wherever a piece of the form is that counts, one of its parts is there whole. */
interface FormPart {
  readonly form: string;
  readonly from: number;
  readonly shortestPiece: number;
}

function createFormIndex(): FormIndex {
  const known = new Set<string>();
  const partsByLength = new Map<number, Map<string, FormPart[]>>();
  /** The first two characters of all parts: at most places of a text none begins, and no piece need be cut out there. */
  const beginnings = new Set<number>();

  return {
    add(form) {
      if (known.has(form)) {
        return;
      }
      known.add(form);
      const isShort = form.length < shortestCutForm;
      const shortestPiece = isShort ? form.length : Math.min(longestPiece, Math.ceil(form.length / 2));
      const length = isShort ? form.length : Math.floor(shortestPiece / 2);
      const parts = partsByLength.get(length) ?? new Map<string, FormPart[]>();
      partsByLength.set(length, parts);
      for (let from = 0; from + length <= form.length; from += length) {
        const text = form.slice(from, from + length);
        parts.set(text, [...(parts.get(text) ?? []), { form, from, shortestPiece }]);
        beginnings.add(beginningAt(text, 0));
      }
    },
    find(text) {
      const ranges: Range[] = [];
      for (const [length, parts] of partsByLength) {
        for (let at = 0; at + length <= text.length; at += 1) {
          if (!beginnings.has(beginningAt(text, at))) {
            continue;
          }
          for (const { form, from, shortestPiece } of parts.get(text.slice(at, at + length)) ?? []) {
            const range = widen(text, form, { at, from, length });
            if (range.end - range.start >= shortestPiece) {
              ranges.push(range);
            }
          }
        }
      }
      return ranges;
    },
  };
}

function beginningAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x1_0000 + text.charCodeAt(at + 1);
}

/** All that text and form have in common around a place where they meet. */
function widen(
  text: string,
  form: string,
  { at, from, length }: { readonly at: number; readonly from: number; readonly length: number },
): Range {
  let before = 0;
  while (before < Math.min(at, from) && text[at - before - 1] === form[from - before - 1]) {
    before += 1;
  }
  let end = at + length;
  while (end < text.length && end - at + from < form.length && text[end] === form[end - at + from]) {
    end += 1;
  }
  return { start: at - before, end };
}

/**
 * A line break with the blanks around it, also as JSON has it: base64 is broken into lines of 64 or 76 characters. A run of
 * blanks is looked through once, from its first: from each of them it would take a minute for what a hostile record can hold.
 */
const lineBreak = /(?<![ \t])[ \t]*\r?\n[ \t]*|(?:\\r)?\\n/g;

/** A text in one line, and where in the text each of its characters stands. */
function joinLines(text: string): { readonly text: string; placeOf(index: number): number } {
  const breaks = [...text.matchAll(lineBreak)];
  return {
    text: breaks.length === 0 ? text : text.replaceAll(lineBreak, ''),
    placeOf(index) {
      let place = index;
      for (const found of breaks) {
        if (found.index > place) {
          break;
        }
        place += found[0].length;
      }
      return place;
    },
  };
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
  const hexadecimal = bytes.toString('hex');
  const inQuery = encodeURIComponent(text.toWellFormed());
  return [
    bytes.toString('base64'),
    bytes.toString('base64url'),
    ...[0, 1, 2].flatMap((offset) => base64Within(bytes, offset)),
    hexadecimal,
    hexadecimal.toUpperCase(),
    inQuery,
    inQuery.replaceAll(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase()),
    encodeURI(text.toWellFormed()),
    inJson(text),
    // of JSON that is quoted in a message
    inJson(inJson(text)),
    // some writers of JSON escape it, so that no </script> can come about
    inJson(text).replaceAll('/', '\\/'),
    inMarkup(text, '&quot;', "'"),
    inMarkup(text, '&quot;', '&apos;'),
    inMarkup(text, '&quot;', '&#39;'),
    inMarkup(text, '&#34;', '&#39;'),
  ];
}

/** As an XML or HTML answer has it: a store's errors are such. */
function inMarkup(text: string, quote: string, apostrophe: string): string {
  const tags = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return tags.replaceAll('"', quote).replaceAll("'", apostrophe);
}

/** What is always the same of a text in base64 that has the bytes somewhere in it, `offset` bytes behind a group of three. */
function base64Within(bytes: Buffer, offset: number): string[] {
  const around = Buffer.concat([Buffer.alloc(offset), bytes]);
  const start = Math.ceil((offset * 8) / 6);
  const end = Math.floor((around.length * 8) / 6);
  return (['base64', 'base64url'] as const).map((encoding) => around.toString(encoding).slice(start, end));
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
