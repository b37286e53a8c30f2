import { type Diagnostic, quoted, renderDiagnostic } from '../core/diagnostics.ts';
import type { StoreCredentials } from '../store/s3/credentials.ts';
import { type GivenVariables, isMissing, isStoreName } from './given-variables.ts';
import type { StoreSettings } from './settings.ts';

export interface ReadStores {
  /** Those that can be opened. */
  readonly stores: readonly StoreSettings[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface StoreDefaults {
  /** BITBUCKET_STEP_OIDC_TOKEN: there only if the step has `oidc: true`. */
  readonly oidcToken: string | undefined;
  /** Shown in CloudTrail as the name of the role's session. */
  readonly sessionName: string;
}

/** The name that the only store has when STORES is not given. */
const onlyStore = 'STORE';

const credentialNames = ['AWS_OIDC_ROLE_ARN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Makes out every store with its bucket, its place and its own credentials (R68). */
export function readStores(given: GivenVariables, defaults: StoreDefaults): ReadStores {
  const names = given.lists.get('STORES');
  if (names === undefined && isMissing(given, 'STORES')) {
    return isMissing(given, 'BUCKET_NAME') ? noStores : readStore(given, defaults, onlyStore, '');
  }
  return readNamedStores(given, defaults, names ?? []);
}

function readNamedStores(given: GivenVariables, defaults: StoreDefaults, names: readonly string[]): ReadStores {
  const wrong = names.flatMap((name, index) => nameProblem(name, names.indexOf(name) < index) ?? []);
  const right = [...new Set(names)].filter((name) => nameProblem(name, false) === undefined);
  const read = right.map((name) => readStore(given, defaults, name, `${name}_`));
  const stores = read.flatMap((one) => one.stores);
  const shared = sharedBuckets(stores);
  const found = [...wrong, ...read.flatMap(({ diagnostics }) => diagnostics), ...shared.values()];
  // what is wrong with the common variables was found for every store that uses them
  const once = new Map(found.map((diagnostic) => [renderDiagnostic(diagnostic), diagnostic]));
  return { stores: stores.filter(({ name }) => !shared.has(name)), diagnostics: [...once.values()] };
}

const noStores: ReadStores = {
  stores: [],
  diagnostics: [
    {
      severity: 'error',
      at: { in: 'variable', name: 'STORES' },
      message: 'required field',
      hint: "write the names of the stores, e.g. ['PROJECTA'] with PROJECTA_BUCKET_NAME, or BUCKET_NAME for a single one",
    },
  ],
};

function nameProblem(name: string, isRepeated: boolean): Diagnostic | undefined {
  const at = { in: 'variable', name: 'STORES' } as const;
  if (!isStoreName(name)) {
    const hint = 'write a name of at most 64 capital letters, digits and "_" that begins with a letter, e.g. PROJECTA';
    return { severity: 'error', at, message: `${quoted(name)} cannot be the name of a store`, hint };
  }
  return isRepeated
    ? { severity: 'error', at, message: `${quoted(name)} is named twice`, hint: 'name it once' }
    : undefined;
}

function readStore(given: GivenVariables, defaults: StoreDefaults, name: string, prefix: string): ReadStores {
  const { texts } = given;
  const own = (variable: string): string | undefined => texts.get(`${prefix}${variable}`);
  const bucket = own('BUCKET_NAME');
  const endpoint = own('S3_ENDPOINT') ?? texts.get('S3_ENDPOINT');
  const region = own('AWS_REGION') ?? texts.get('AWS_REGION') ?? texts.get('AWS_DEFAULT_REGION');
  const expectedOwner = own('EXPECTED_BUCKET_OWNER') ?? texts.get('EXPECTED_BUCKET_OWNER');
  const { credentials, diagnostics } = readCredentials(given, defaults, prefix);

  const missing: Diagnostic[] = [];
  if (isMissing(given, `${prefix}BUCKET_NAME`)) {
    missing.push(required(`${prefix}BUCKET_NAME`, `write the bucket of ${name}`));
  }
  if (placeNames(prefix).every((variable) => isMissing(given, variable))) {
    const common = prefix === '' ? '' : ', or AWS_REGION for all stores';
    missing.push(required(`${prefix}AWS_REGION`, `write it${common}, e.g. eu-central-1`));
  }
  if (bucket === undefined || credentials === undefined || (region === undefined && endpoint === undefined)) {
    return { stores: [], diagnostics: [...missing, ...diagnostics] };
  }
  const place = {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(expectedOwner === undefined ? {} : { expectedOwner }),
  };
  // S3-compatible servers sign for a region as well, and take this one unless they are set up otherwise
  return { stores: [{ name, bucket, region: region ?? 'us-east-1', ...place, credentials }], diagnostics };
}

/** The variables that say where a bucket is: one of them is enough. */
function placeNames(prefix: string): readonly string[] {
  return [`${prefix}S3_ENDPOINT`, 'S3_ENDPOINT', `${prefix}AWS_REGION`, 'AWS_REGION', 'AWS_DEFAULT_REGION'];
}

interface ReadCredentials {
  readonly credentials?: StoreCredentials;
  readonly diagnostics: readonly Diagnostic[];
}

/** Credentials are one unit: a store that sets any part of them takes none from the common ones. */
function readCredentials(given: GivenVariables, defaults: StoreDefaults, ownPrefix: string): ReadCredentials {
  const { texts } = given;
  const prefix = credentialNames.some((name) => !isMissing(given, `${ownPrefix}${name}`)) ? ownPrefix : '';
  const roleArn = texts.get(`${prefix}AWS_OIDC_ROLE_ARN`);
  const accessKeyId = texts.get(`${prefix}AWS_ACCESS_KEY_ID`);
  const secretAccessKey = texts.get(`${prefix}AWS_SECRET_ACCESS_KEY`);
  const sessionToken = texts.get(`${prefix}AWS_SESSION_TOKEN`);

  if (roleArn !== undefined && defaults.oidcToken !== undefined) {
    const { oidcToken: token, sessionName } = defaults;
    return { credentials: { kind: 'web-identity', roleArn, token, sessionName }, diagnostics: [] };
  }
  const diagnostics: Diagnostic[] = [];
  if (roleArn !== undefined) {
    diagnostics.push({
      severity: 'warning',
      at: { in: 'variable', name: `${prefix}AWS_OIDC_ROLE_ARN` },
      message: 'Parameter "oidc: true" in the step configuration is required for OIDC authentication',
    });
  }
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    const token = sessionToken === undefined ? {} : { sessionToken };
    return { credentials: { kind: 'keys', accessKeyId, secretAccessKey, ...token }, diagnostics };
  }
  if (credentialNames.some((name) => given.unreadable.has(`${prefix}${name}`))) {
    return { diagnostics };
  }
  if (accessKeyId === undefined && secretAccessKey === undefined) {
    return {
      diagnostics: [
        ...diagnostics,
        noWayIn(ownPrefix, roleArn === undefined ? undefined : `${prefix}AWS_OIDC_ROLE_ARN`),
      ],
    };
  }
  const absent = accessKeyId === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY';
  const present = accessKeyId === undefined ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID';
  return { diagnostics: [...diagnostics, required(`${prefix}${absent}`, `${prefix}${present} is given; write both`)] };
}

/** `givenRole` is the variable of the role that there is no token for. */
function noWayIn(prefix: string, givenRole: string | undefined): Diagnostic {
  const keys = `write ${prefix}AWS_ACCESS_KEY_ID and ${prefix}AWS_SECRET_ACCESS_KEY`;
  if (givenRole === undefined) {
    return required(`${prefix}AWS_OIDC_ROLE_ARN`, `write it and give the step "oidc: true", or ${keys}`);
  }
  const message = 'the role cannot be assumed without an OIDC token, and no access key is given';
  const hint = `give the step "oidc: true", or ${keys}`;
  return { severity: 'error', at: { in: 'variable', name: givenRole }, message, hint };
}

/** By the name of the store: whose bucket is that of a store named before it. */
function sharedBuckets(stores: readonly StoreSettings[]): ReadonlyMap<string, Diagnostic> {
  const firstAt = new Map<string, string>();
  const shared = new Map<string, Diagnostic>();
  for (const { name, bucket, endpoint } of stores) {
    const place = `${endpoint === undefined ? '' : (URL.parse(endpoint)?.origin ?? endpoint)} ${bucket}`;
    const first = firstAt.get(place);
    if (first === undefined) {
      firstAt.set(place, name);
      continue;
    }
    const message = `${quoted(bucket)} is the bucket of ${first} as well`;
    const hint = 'give every store a bucket of its own, or name one of the two only';
    shared.set(name, { severity: 'error', at: { in: 'variable', name: `${name}_BUCKET_NAME` }, message, hint });
  }
  return shared;
}

function required(name: string, hint: string): Diagnostic {
  return { severity: 'error', at: { in: 'variable', name }, message: 'required field', hint };
}
