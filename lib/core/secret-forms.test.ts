import { expect, test } from 'vitest';
import { maskSecretForms } from './secret-forms.ts';

const awsSecret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const keyLines = Array.from({ length: 3 }, (_, line) => `MIIEpAIBAAKCAQEA${line}7bq${'aB3/'.repeat(11)}`);
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U`;

test.each([
  ['an access key', 'denied for AKIAIOSFODNN7EXAMPLE at 10:00', 'denied for **** at 10:00'],
  ['a key of a session', 'ASIAIOSFODNN7EXAMPLE:', '****:'],
  ['an AWS secret key alone', `using ${awsSecret} now`, 'using **** now'],
  ['a setting', `AWS_SECRET_ACCESS_KEY=${awsSecret}`, 'AWS_SECRET_ACCESS_KEY=****'],
  ['a setting of a shell', 'export DB_PASSWORD="two words"; run', 'export DB_PASSWORD=****; run'],
  ['a line of YAML', 'db_password: hunter2', 'db_password: ****'],
  ['JSON', '{"token":"abc", "user":"bob"}', '{"token":****, "user":"bob"}'],
  [
    'JSON within JSON',
    String.raw`{\"password\":\"abc\",\"user\":\"bob\"}`,
    String.raw`{\"password\":****,\"user\":\"bob\"}`,
  ],
  ['a query', 'GET /a?x=1&X-Amz-Signature=0123abcd&y=2', 'GET /a?x=1&X-Amz-Signature=****&y=2'],
  ['a command line', 'mysql --password hunter2 --host db', 'mysql --password **** --host db'],
  ['curl', 'curl -u bob:hunter2 https://a.example', 'curl -u bob:**** https://a.example'],
  [
    'an address with a password',
    'git clone https://bob:hunter2@git.example/x.git',
    'git clone https://bob:****@git.example/x.git',
  ],
  ['an address whose password has an at', 'redis://:p@ss@cache:6379/0', 'redis://:****@cache:6379/0'],
  ['an address with a token', 'https://ghp0123456789@git.example/x.git', 'https://****@git.example/x.git'],
  ['a header', 'Authorization: Basic Ym9iOmh1bnRlcjI=', 'Authorization: ****'],
  ['a bearer', '> bearer abcdef0123456789.xyz', '> bearer ****'],
  ['a token of GitHub', `found ghp_${'a1'.repeat(18)}`, 'found ****'],
  ['a token of Slack', 'xoxb-123456789012-abcdefABCDEF', '****'],
  ['a webhook', 'https://hooks.slack.com/services/T0/B0/abc failed', 'https://hooks.slack.com/services/**** failed'],
  ['a token of a login', `got ${jwt}`, 'got ****'],
  [
    'a private key',
    ['a', '-----BEGIN OPENSSH PRIVATE KEY-----', ...keyLines, '-----END OPENSSH PRIVATE KEY-----', 'b'].join('\n'),
    'a\n****\nb',
  ],
  ['a private key without its end', ['-----BEGIN RSA PRIVATE KEY-----', ...keyLines].join('\n'), '****'],
  ['a private key without its head', [...keyLines, '-----END RSA PRIVATE KEY-----', 'b'].join('\n'), '****\nb'],
  ['lines of a private key', keyLines.join('\n'), '****\n****\n****'],
])('%s is masked', (_what, text, masked) => {
  expect(maskSecretForms(text)).toBe(masked);
});

test.each([
  ['a digest', `sha256 ${'0123456789abcdef'.repeat(4)}`],
  ['a commit', 'ab'.repeat(20)],
  ['a place', '/var/lib/tagship/ProjectA/releases/2.1.0/ModuleX/upgrade.sh: line 7: modulex-client: not found'],
  ['who logs in by ssh', 'ssh://git@git.example/x.git'],
  ['an address', 'https://a.example/b?c=d@e'],
  ['a sentence', 'the playbook failed: passing over 3 hosts; no password was asked for'],
])('%s stays', (_what, text) => {
  expect(maskSecretForms(text)).toBe(text);
});

test.each([
  ['letters', 'a'],
  ['dashes', '-'],
  ['beginnings of keys', '-----BEGIN RSA PRIVATE KEY-----'],
  ['names', 'password'],
  ['options', '--token-'],
  ['addresses', 'https://a'],
  ['blanks behind a name', 'token      '],
  ['quotes', 'token="'],
  ['logins', ' -u a'],
])('a hostile text of %s takes no time', (_what, piece) => {
  const text = piece.repeat(Math.ceil(200_000 / piece.length));
  const startedAt = performance.now();

  maskSecretForms(text);

  expect(performance.now() - startedAt).toBeLessThan(5000);
});
