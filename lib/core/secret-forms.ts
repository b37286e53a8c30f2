const shownInstead = '****';

/** Names behind which a secret stands, in settings, JSON, YAML, queries of addresses and command lines. */
const names = String.raw`(?:secret|passw(?:or)?d|passphrase|pwd|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|signature|authorization)`;

/** Of what is bounded above nothing grows with the square of a hostile text. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // of a key whose head was cut off as well
  [/^[^-]*-----END [A-Z ]{0,40}PRIVATE KEY-----/, shownInstead],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, shownInstead],
  // who logs in by an address: https://user:password@host, https://token@host
  [/(?<=:\/\/[^\s/?#@:"'<>]{0,256}:)[^\s/?#"'<>]{1,1024}(?=@)/g, shownInstead],
  [/(?<=https?:\/\/)[^\s/?#@:"'<>]{1,1024}(?=@)/g, shownInstead],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[^\s"'<>]+/g, `$1${shownInstead}`],
  [/(\bauthorization["']?[ \t]{0,5}[:=][ \t]{0,5}["']?)[^\r\n"']{1,4096}/gi, `$1${shownInstead}`],
  [/(\bbearer[ \t]{1,5})[\w.~+/=:-]{8,}/gi, `$1${shownInstead}`],
  [
    new RegExp(
      String.raw`(${names}[\w.-]{0,64}\\?["']?[ \t]{0,5}(?:=>|:=|[:=])[ \t]{0,5})(?:\\?"[^"\r\n]{0,1024}"?|'[^'\r\n]{0,1024}'?|[^\s"',;&}]+)`,
      'gi',
    ),
    `$1${shownInstead}`,
  ],
  [/(pass=)[^\s"',;&}]+/gi, `$1${shownInstead}`],
  [
    new RegExp(
      String.raw`(--[\w-]{0,40}${names}[\w-]{0,40}[ \t]{1,5})(?!-)(?:"[^"\r\n]{0,1024}"?|'[^'\r\n]{0,1024}'?|\S+)`,
      'gi',
    ),
    `$1${shownInstead}`,
  ],
  [/((?:^|[ \t])(?:-u|--user)[ \t]{1,5}[^\s:]{1,128}:)\S+/gm, `$1${shownInstead}`],
  // what tells by its beginning what it is
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, shownInstead],
  [
    /\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|xapp-|sk_(?:live|test)_|npm_|dckr_pat_|pypi-)[\w-]{10,}/g,
    shownInstead,
  ],
  [/\b(?:AIza|ATBB|ATCTT|ATATT|hvs\.|hvb\.|SG\.)[\w.=-]{16,}/g, shownInstead],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, shownInstead],
];

/** A run of base64: an AWS secret key has 40 of its characters, a line of a key 64 or 76, a session's token hundreds. */
const base64Run = /(?<![\w+/=.-])[A-Za-z0-9+/]{40,}={0,2}(?![\w+/=.-])/g;

/**
 * Masks what by its form alone is a secret, or stands where one stands: for texts of other programs, whose secrets nobody
 * registered (see `Redactor` for those that are known). Rather too much than too little. Pure, in linear time.
 */
export function maskSecretForms(text: string): string {
  const masked = patterns.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
  return masked.replaceAll(base64Run, (run) => (isKey(run) ? shownInstead : run));
}

/** Digests in hexadecimal and words are no keys: those have letters in both cases and digits. */
function isKey(run: string): boolean {
  const length = run.replace(/=+$/, '').length;
  const isOfLength = length === 40 || length >= 60;
  return isOfLength && /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
}
