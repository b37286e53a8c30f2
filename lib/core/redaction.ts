const shortestSecret = 4;
const mask = '****';

/** Knows the secrets of a run and takes them out of every text that leaves the program. */
export interface Redactor {
  /** Registers a secret as soon as it is read, in every form in which it could be printed. */
  add(secret: string): void;
  redact(text: string): string;
}

/** A secret under 4 characters is not registered: masking it would mask half of every log. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let longestFirst: readonly string[] = [];

  return {
    add(secret) {
      for (const form of printableForms(secret)) {
        forms.add(form);
      }
      // a secret may contain another one: the longer is masked first, or its rest would be left standing
      longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
    },
    redact(text) {
      let redacted = text;
      for (const form of longestFirst) {
        redacted = redacted.replaceAll(form, mask);
      }
      return redacted;
    },
  };
}

function printableForms(secret: string): string[] {
  const raw = [secret, secret.trim(), ...secret.split(/\r?\n/)];
  const decoded = decodeBase64(secret.trim());
  if (decoded !== undefined) {
    raw.push(decoded, decoded.trim(), ...decoded.split(/\r?\n/));
  }
  return raw
    .flatMap((text) => [text, ...encodedForms(text)])
    .filter((form) => form.trim().length >= shortestSecret);
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
    JSON.stringify(text).slice(1, -1),
  ];
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
