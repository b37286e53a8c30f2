import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import type { StoreCredentials } from '../store/s3/credentials.ts';
import type { GivenVariables } from './given-variables.ts';
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
  if (names === undefined) {
    return given.texts.has('BUCKET_NAME') ? collect([readStore(given, defaults, onlyStore, '')]) : noStores;
  }
  const wrong = names.flatMap((name, index) => nameProblem(name, names.indexOf(name) < index) ?? []);
  const right = [...new Set(names)].filter((name) => nameProblem(name, false) === undefined);
  const read = collect(right.map((name) => readStore(given, defaults, name, `${name}_`)));
  return { stores: read.stores, diagnostics: [...wrong, ...read.diagnostics, ...sharedBuckets(read.stores)] };
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
  if (!/^[A-Z][A-Z0-9_]{0,63}$/.test(name)) {
    const hint = 'write a name of at most 64 capital letters, digits and "_" that begins with a letter, e.g. PROJECTA';
    return { severity: 'error', at, message: `${quoted(name)} cannot be the name of a store`, hint };
  }
  return isRepeated ? { severity: 'error', at, message: `${quoted(name)} is named twice`, hint: 'name it once' } : undefined;
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
  if (bucket === undefined) {
    missing.push(required(`${prefix}BUCKET_NAME`, `write the bucket of ${name}`));
  }
  if (region === undefined && endpoint === undefined) {
    missing.push(required(`${prefix}AWS_REGION`, 'write it, or AWS_REGION for all stores, e.g. eu-central-1'));
  }
  if (bucket === undefined || credentials === undefined || (region === undefined && endpoint === undefined)) {
    return { stores: [], diagnostics: [...missing, ...diagnostics] };
  }
  const place = { ...(endpoint === undefined ? {} : { endpoint }), ...(expectedOwner === undefined ? {} : { expectedOwner }) };
  // S3-compatible servers sign for a region as well, and take this one unless they are set up otherwise
  return { stores: [{ name, bucket, region: region ?? 'us-east-1', ...place, credentials }], diagnostics };
}

interface ReadCredentials {
  readonly credentials?: StoreCredentials;
  readonly diagnostics: readonly Diagnostic[];
}

/** Credentials are one unit: a store that sets any part of them takes none from the common ones. */
function readCredentials({ texts }: GivenVariables, defaults: StoreDefaults, ownPrefix: string): ReadCredentials {
  const prefix = credentialNames.some((name) => texts.has(`${ownPrefix}${name}`)) ? ownPrefix : '';
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
  if (accessKeyId === undefined && secretAccessKey === undefined) {
    const hint = `write it and give the step "oidc: true", or write ${ownPrefix}AWS_ACCESS_KEY_ID and ${ownPrefix}AWS_SECRET_ACCESS_KEY`;
    return { diagnostics: [...diagnostics, required(`${ownPrefix}AWS_OIDC_ROLE_ARN`, hint)] };
  }
  const absent = accessKeyId === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY';
  const present = accessKeyId === undefined ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID';
  return { diagnostics: [...diagnostics, required(`${prefix}${absent}`, `${prefix}${present} is given; write both`)] };
}

function sharedBuckets(stores: readonly StoreSettings[]): readonly Diagnostic[] {
  const firstAt = new Map<string, string>();
  return stores.flatMap(({ name, bucket, endpoint }) => {
    const place = `${endpoint?.replace(/\/$/, '') ?? ''} ${bucket}`;
    const first = firstAt.get(place);
    if (first === undefined) {
      firstAt.set(place, name);
      return [];
    }
    const message = `${quoted(bucket)} is the bucket of ${first} as well`;
    const hint = 'give every store a bucket of its own, or name one of the two only';
    return [{ severity: 'error', at: { in: 'variable', name: `${name}_BUCKET_NAME` }, message, hint }];
  });
}

function required(name: string, hint: string): Diagnostic {
  return { severity: 'error', at: { in: 'variable', name }, message: 'required field', hint };
}

function collect(read: readonly ReadStores[]): ReadStores {
  return {
    stores: read.flatMap(({ stores }) => stores),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}
