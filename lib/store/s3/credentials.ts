import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { fromWebToken } from '@aws-sdk/credential-providers';
import { retry } from '../../core/retry.ts';
import type { StoreVariables } from '../variables.ts';
import { boundAnswers } from './bounded-answers.ts';
import { machineProvider } from './machine-credentials.ts';
import { attempts, connectionTimeoutMs } from './patience.ts';
import { isWorthAsking, overdueSts, translateStsError } from './sts-errors.ts';
import { withinDeadline } from './within-deadline.ts';

/** How a pipeline signs in to a store. The SDK's default chain is not among it: what a pipeline gives is all that is tried. */
export type StoreCredentials =
  | {
      readonly kind: 'keys';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    }
  | {
      readonly kind: 'web-identity';
      readonly roleArn: string;
      readonly token: string;
      /** Shown in CloudTrail: `[\w+=,.@-]{2,64}` */
      readonly sessionName: string;
      /** Where the token goes to. Default: AWS's STS of the region. */
      readonly stsEndpoint?: string;
    };

/**
 * The credentials that a machine has by itself, found by the SDK's default chain: environment, shared configuration, role
 * of the container or instance. For nodes; they are looked for at the first call.
 */
export interface MachineCredentials {
  readonly kind: 'machine';
}

/** What is needed to sign in to a store. */
export interface SignIn {
  readonly credentials: StoreCredentials | MachineCredentials;
  readonly region: string;
  readonly variables: StoreVariables;
  readonly signal: AbortSignal;
  /** Is told every secret that signing in brings, before it is used. */
  readonly onSecret?: (secret: string) => void;
  /** A connection to STS on which nothing moves for so long is given up. Default: 30 s. */
  readonly idleTimeoutMs?: number;
  /** STS has answered by then, with all that is tried again. Default: 60 s. */
  readonly answerTimeoutMs?: number;
}

/** The credentials in the form in which the SDK takes them: as they are, or by AssumeRoleWithWebIdentity. */
export function credentialProvider(signIn: SignIn): NonNullable<S3ClientConfig['credentials']> {
  const { credentials, region, variables, signal, onSecret, idleTimeoutMs = 30_000, answerTimeoutMs = 60_000 } = signIn;
  if (credentials.kind === 'keys') {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  }
  if (credentials.kind === 'machine') {
    return machineProvider(signIn);
  }
  const { roleArn, token, sessionName, stsEndpoint } = credentials;
  const assumeRole = fromWebToken({
    roleArn,
    webIdentityToken: token,
    roleSessionName: sessionName,
    clientConfig: {
      region,
      maxAttempts: attempts,
      // as for the store: AWS_ENDPOINT_URL has no say in where a token goes
      ignoreConfiguredEndpointUrls: true,
      ...(stsEndpoint === undefined ? {} : { endpoint: stsEndpoint }),
      requestHandler: { connectionTimeout: connectionTimeoutMs, socketTimeout: idleTimeoutMs },
    },
    clientPlugins: [{ applyToStack: (middlewareStack) => boundAnswers({ middlewareStack }) }],
  });
  const attempt = { roleArn, place: stsEndpoint ?? `AWS in ${region}`, variables };
  const deadline = { deadlineMs: answerTimeoutMs, overdue: () => overdueSts(attempt, answerTimeoutMs), signal };
  return async (identityProperties) => {
    try {
      const ask = async () => await assumeRole(identityProperties);
      const session = await withinDeadline(
        async (callSignal) => await retry(ask, { attempts, isWorthIt: isWorthAsking, signal: callSignal }),
        deadline,
      );
      onSecret?.(session.secretAccessKey);
      onSecret?.(session.sessionToken ?? '');
      return session;
    } catch (error) {
      signal.throwIfAborted();
      throw translateStsError(error, attempt);
    }
  };
}
