import { isSettings } from '../../schemas/generated/validators.js';
import type { Diagnostic } from '../core/diagnostics.ts';
import { lookAlike } from '../core/names.ts';
import { type GivenVariables, shown, storeVariableNames } from './given-variables.ts';

/** What a variable has to look like, for the message; the schema decides. */
const forms: Readonly<Record<string, string>> = {
  KIND: 'write src, rel or dist',
  REPO_NAME: 'write a name of at most 128 letters, digits and "._-" that begins with a letter or digit, e.g. ModuleX',
  BIN_NAME:
    'write a name of at most 128 letters, digits and "._-" that begins with a letter or digit, e.g. modulex-client',
  BUCKET_NAME:
    'write the name of a bucket, without "s3://" and "/": 3 to 63 lower-case letters, digits, "-" and single "."; no IP address',
  AWS_REGION: 'write a region, e.g. eu-central-1',
  AWS_DEFAULT_REGION: 'write a region, e.g. eu-central-1',
  AWS_OIDC_ROLE_ARN: 'write the ARN of a role, e.g. arn:aws:iam::123456789012:role/modulex-publish',
  AWS_ACCESS_KEY_ID: 'write the ID of an access key, without blanks',
  AWS_SECRET_ACCESS_KEY: 'write the secret of the access key, without blanks',
  AWS_SESSION_TOKEN: 'write the session token, without blanks',
  S3_ENDPOINT: 'write an address without path, e.g. https://s3.example.com',
  STS_ENDPOINT: 'write an address without path, e.g. https://sts.example.com',
  EXPECTED_BUCKET_OWNER: 'write an AWS account: 12 digits, quoted',
  TAG_CHECK: "write 'auto', 'true' or 'false'",
  DRY_RUN: "write 'true' or 'false'",
  STRICT: "write 'true' or 'false'",
  DEBUG: "write 'true' or 'false'",
  CONTROL_NODE: "write a host's name or address, or local",
  SSH_USER: 'write the name of a user',
  SSH_PORT: "write a port, e.g. '22'",
  SSH_KEY: 'write a private key in base64, e.g. the output of: base64 -w 0 < my_key',
  SSH_JUMP_HOST: 'write [user@]host[:port]',
  REMOTE_PATH: 'write an absolute path, e.g. /srv/tagship',
  SLACK_WEBHOOK_URL: 'write the https address of an incoming webhook',
};

/** Variables whose value may be shown whole and whose characters are few. */
const named: ReadonlySet<string> = new Set(['REPO_NAME', 'BIN_NAME', 'BUCKET_NAME', 'AWS_REGION']);

/** Holds every given value against schemas/settings.schema.json: one finding for each wrong variable. */
export function checkValues({ texts, lists }: GivenVariables): readonly Diagnostic[] {
  const isRight = isSettings(Object.fromEntries([...texts, ...lists]));
  const violations = isRight ? [] : (isSettings.errors ?? []);
  const wrong = new Set([
    ...violations.map(({ instancePath }) => instancePath.split('/')[1] ?? ''),
    ...[...texts]
      .filter(([name, value]) => baseName(name) === 'S3_ENDPOINT' && !URL.canParse(value))
      .map(([name]) => name),
  ]);
  return [...wrong].map((name) => {
    const form = forms[baseName(name)];
    return {
      severity: 'error',
      at: { in: 'variable', name },
      message: `${shown(name, texts.get(name) ?? '')} cannot be used${named.has(baseName(name)) ? lookAlike(texts.get(name) ?? '') : ''}`,
      ...(form === undefined ? {} : { hint: form }),
    };
  });
}

/** `PROJECTA_BUCKET_NAME` is a `BUCKET_NAME`. */
function baseName(name: string): string {
  return name in forms ? name : (storeVariableNames.find((suffix) => name.endsWith(`_${suffix}`)) ?? name);
}
