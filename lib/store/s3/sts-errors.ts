import { type ErrorCode, systemErrorCode, TagshipError } from '../../core/errors.ts';
import type { StoreVariables } from '../variables.ts';
import { shownCode } from './shown-code.ts';

/** What role was to be assumed where, for the message. */
export interface RoleAttempt {
  readonly roleArn: string;
  /** The endpoint of STS, as people read it. */
  readonly place: string;
  readonly variables: StoreVariables;
}

type Meaning = readonly [code: ErrorCode, hint: (attempt: RoleAttempt) => string];

/** Whether STS asks for another try of what the SDK does not repeat by itself (AWS, "AssumeRoleWithWebIdentity"). */
export function isWorthAsking(error: unknown): boolean {
  return error instanceof Error && error.name === 'IDPCommunicationErrorException';
}

/** What signing in rejects with when STS was too slow. */
export function overdueSts({ roleArn, place }: RoleAttempt, deadlineMs: number): TagshipError {
  const message = `the role ${roleArn} was not assumed: STS at ${place} gave no whole answer within ${deadlineMs / 1000} s`;
  const hint = 'STS hangs, or something before it; run the pipeline again when it answers';
  return new TagshipError('store-unreachable', message, { hint });
}

/** Says why a role was not assumed, and what to do about it. */
export function translateStsError(error: unknown, attempt: RoleAttempt): TagshipError {
  if (error instanceof TagshipError) {
    return error;
  }
  const what = `the role ${attempt.roleArn} was not assumed`;
  const status = answeredStatus(error);
  if (!(error instanceof Error) || status === undefined || status < 400) {
    return withoutAnswer(error, what, attempt);
  }
  const [code, hint] = byName.get(error.name) ?? (status >= 500 ? ownError : refused);
  const message = `${what}: STS refused it (${status} ${shownCode(error.name)})`;
  return new TagshipError(code, message, { hint: hint(attempt), cause: error });
}

function withoutAnswer(error: unknown, what: string, { place, variables }: RoleAttempt): TagshipError {
  if (answeredStatus(error) !== undefined) {
    const hint = `check that ${variables.stsEndpoint} is the address of a security token service`;
    const message = `${what}: what STS at ${place} answered cannot be read`;
    return new TagshipError('store-misconfigured', message, { hint, cause: error });
  }
  const code = systemErrorCode(error) ?? (error instanceof Error ? error.name : 'unknown error');
  return new TagshipError('store-unreachable', `${what}: STS at ${place} gave no answer (${code})`, {
    hint: `check ${variables.stsEndpoint}, ${variables.region} and the network, then run the pipeline again`,
    cause: error,
  });
}

/** The status of the answer, if there was one. */
function answeredStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) {
    return undefined;
  }
  const metadata = error.$metadata;
  return typeof metadata === 'object' &&
    metadata !== null &&
    'httpStatusCode' in metadata &&
    typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined;
}

const refused: Meaning = ['store-access', ({ variables }) => `check ${variables.roleArn}`];
const ownError: Meaning = [
  'store-unreachable',
  () => 'STS answered with an error of its own; run the pipeline again later',
];
const unknownProvider: Meaning = [
  'store-access',
  () =>
    "the role's account does not take the token; give it Bitbucket as an OpenID Connect identity provider, with the provider URL and the audience of this workspace",
];

const byName: ReadonlyMap<string, Meaning> = new Map(
  Object.entries<Meaning>({
    AccessDenied: [
      'store-access',
      ({ variables }) =>
        `check ${variables.roleArn}, and that the role's trust policy takes this repository and, where it names one, this deployment environment`,
    ],
    InvalidIdentityTokenException: unknownProvider,
    IDPRejectedClaimException: unknownProvider,
    ExpiredTokenException: [
      'store-access',
      () =>
        "the step's OIDC token has expired; run the step again, and if it takes longer than the token lasts, split it",
    ],
    IDPCommunicationErrorException: [
      'store-unreachable',
      () => 'STS could not ask Bitbucket for the keys of the token; run the pipeline again later',
    ],
    RegionDisabledException: [
      'store-misconfigured',
      ({ variables }) =>
        `STS is not active in this region in the role's account; activate it, or write another address as ${variables.stsEndpoint}`,
    ],
  }),
);
