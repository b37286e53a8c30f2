import { type Diagnostic, quoted, renderDiagnostic } from '../core/diagnostics.ts';
import { isInTheClear } from '../store/place-of-store.ts';
import type { StoreCredentials } from '../store/s3/credentials.ts';
import { type StoreVariables, storeVariables } from '../store/variables.ts';
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

const credentialMembers = ['roleArn', 'accessKeyId', 'secretAccessKey', 'sessionToken'] as const;

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
  const variables = namesUsed(given, prefix);
  const bucket = texts.get(variables.bucket);
  const endpoint = texts.get(variables.endpoint);
  const region = texts.get(variables.region);
  const expectedOwner = texts.get(variables.expectedOwner);
  const { credentials, diagnostics } = readCredentials(given, defaults, prefix, variables);

  const missing: Diagnostic[] = [];
  if (isMissing(given, variables.bucket)) {
    missing.push(required(variables.bucket, `write the bucket of ${name}`));
  }
  if (isMissing(given, variables.endpoint) && isMissing(given, variables.region)) {
    const common = prefix === '' ? '' : ', or AWS_REGION for all stores';
    missing.push(required(variables.region, `write it${common}, e.g. eu-central-1`));
  }
  if (bucket === undefined || credentials === undefined || (region === undefined && endpoint === undefined)) {
    return { stores: [], diagnostics: [...missing, ...diagnostics] };
  }
  const place = {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(expectedOwner === undefined ? {} : { expectedOwner }),
  };
  // S3-compatible servers sign for a region as well, and take this one unless they are set up otherwise
  return { stores: [{ name, bucket, region: region ?? 'us-east-1', ...place, credentials, variables }], diagnostics };
}

/**
 * The names under which a store's settings are given: its own or, where only that is given, the common one. Credentials
 * are one unit: a store that sets any part of them takes none from the common ones.
 */
function namesUsed(given: GivenVariables, prefix: string): StoreVariables {
  const own = storeVariables(prefix);
  const common = storeVariables('');
  const isGiven = (name: string): boolean => !isMissing(given, name);
  const either = (member: 'endpoint' | 'stsEndpoint' | 'expectedOwner'): string =>
    isGiven(own[member]) || !isGiven(common[member]) ? own[member] : common[member];
  return {
    ...(credentialMembers.some((member) => isGiven(own[member])) ? own : common),
    bucket: own.bucket,
    region: [own.region, common.region, 'AWS_DEFAULT_REGION'].find(isGiven) ?? own.region,
    endpoint: either('endpoint'),
    // whoever runs an STS can take every role that trusts the step's token: to a common one go only stores that are not on AWS
    stsEndpoint: isGiven(own.endpoint) || isGiven(common.endpoint) ? either('stsEndpoint') : own.stsEndpoint,
    expectedOwner: either('expectedOwner'),
  };
}

interface ReadCredentials {
  readonly credentials?: StoreCredentials;
  readonly diagnostics: readonly Diagnostic[];
}

function readCredentials(
  given: GivenVariables,
  { oidcToken, sessionName }: StoreDefaults,
  ownPrefix: string,
  names: StoreVariables,
): ReadCredentials {
  const { texts } = given;
  const roleArn = texts.get(names.roleArn);
  const accessKeyId = texts.get(names.accessKeyId);
  const secretAccessKey = texts.get(names.secretAccessKey);
  const sessionToken = texts.get(names.sessionToken);

  if (roleArn !== undefined && oidcToken !== undefined) {
    const stsEndpoint = texts.get(names.stsEndpoint);
    if (stsEndpoint === undefined && lacksAccount(roleArn)) {
      return { diagnostics: [roleWithoutAccount(names, roleArn)] };
    }
    if (isInTheClear(stsEndpoint)) {
      return { diagnostics: [tokenInTheClear(names, stsEndpoint ?? '')] };
    }
    const sts = stsEndpoint === undefined ? {} : { stsEndpoint };
    return {
      credentials: { kind: 'web-identity', roleArn, token: oidcToken, sessionName, ...sts },
      diagnostics: [],
    };
  }
  const diagnostics: Diagnostic[] = [];
  if (roleArn !== undefined) {
    diagnostics.push({
      severity: 'warning',
      at: { in: 'variable', name: names.roleArn },
      message: 'Parameter "oidc: true" in the step configuration is required for OIDC authentication',
    });
  }
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    const token = sessionToken === undefined ? {} : { sessionToken };
    return { credentials: { kind: 'keys', accessKeyId, secretAccessKey, ...token }, diagnostics };
  }
  if (credentialMembers.some((member) => given.unreadable.has(names[member]))) {
    return { diagnostics };
  }
  if (accessKeyId === undefined && secretAccessKey === undefined) {
    return { diagnostics: [...diagnostics, noWayIn(ownPrefix, roleArn === undefined ? undefined : names.roleArn)] };
  }
  const absent = accessKeyId === undefined ? names.accessKeyId : names.secretAccessKey;
  const present = accessKeyId === undefined ? names.secretAccessKey : names.accessKeyId;
  return { diagnostics: [...diagnostics, required(absent, `${present} is given; write both`)] };
}

/** As on S3-compatible servers: `arn:aws:iam:::role/publish`. */
function lacksAccount(roleArn: string): boolean {
  return /^arn:[^:]*:iam::(?!\d{12}:)[^:]*:role\//.test(roleArn);
}

/** No warning: by the time it is read the token is gone. */
function tokenInTheClear({ stsEndpoint }: StoreVariables, value: string): Diagnostic {
  const message = `${quoted(value)} has no TLS: whoever reads the step's token on the way can take the role`;
  return { severity: 'error', at: { in: 'variable', name: stsEndpoint }, message, hint: 'write an https address' };
}

function roleWithoutAccount({ roleArn, stsEndpoint }: StoreVariables, value: string): Diagnostic {
  const message = `${quoted(value)} has no AWS account`;
  const hint = `write its 12 digits, or for a store that is not on AWS the address of its STS as ${stsEndpoint}`;
  return { severity: 'error', at: { in: 'variable', name: roleArn }, message, hint };
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
  for (const { name, bucket, endpoint, variables = storeVariables(`${name}_`) } of stores) {
    const place = `${endpoint === undefined ? '' : (URL.parse(endpoint)?.origin ?? endpoint)} ${bucket}`;
    const first = firstAt.get(place);
    if (first === undefined) {
      firstAt.set(place, name);
      continue;
    }
    const message = `${quoted(bucket)} is the bucket of ${first} as well`;
    const hint = 'give every store a bucket of its own, or name one of the two only';
    shared.set(name, { severity: 'error', at: { in: 'variable', name: variables.bucket }, message, hint });
  }
  return shared;
}

function required(name: string, hint: string): Diagnostic {
  return { severity: 'error', at: { in: 'variable', name }, message: 'required field', hint };
}
