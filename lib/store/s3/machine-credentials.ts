import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { TagshipError } from '../../core/errors.ts';
import type { SignIn } from './credentials.ts';
import { attempts, connectionTimeoutMs } from './patience.ts';
import { withinDeadline } from './within-deadline.ts';

/**
 * The machine's own credentials, by the SDK's default chain.
 * @throws TagshipError `store-access` when there are none, or not in time
 */
export function machineProvider(
  signIn: Pick<SignIn, 'region' | 'signal' | 'onSecret' | 'idleTimeoutMs' | 'answerTimeoutMs'>,
): NonNullable<S3ClientConfig['credentials']> {
  const { region, signal, onSecret, idleTimeoutMs = 30_000, answerTimeoutMs = 60_000 } = signIn;
  const find = fromNodeProviderChain({
    clientConfig: {
      region,
      maxAttempts: attempts,
      requestHandler: { connectionTimeout: connectionTimeoutMs, socketTimeout: idleTimeoutMs },
    },
  });
  const overdue = (): TagshipError => without(`nothing answered within ${answerTimeoutMs / 1000} s`);
  return async (identityProperties) => {
    try {
      const found = await withinDeadline(async () => await find(identityProperties), {
        deadlineMs: answerTimeoutMs,
        overdue,
        signal,
      });
      onSecret?.(found.secretAccessKey);
      onSecret?.(found.sessionToken ?? '');
      return found;
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof TagshipError ? error : without(nameOf(error), error);
    }
  };
}

function without(why: string, cause?: unknown): TagshipError {
  return new TagshipError('store-access', `this machine has no credentials for the store (${why})`, {
    hint: 'give the instance a role that may read the store, or write a read-only key into the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or into ~/.aws/credentials of the user that runs this program',
    ...(cause === undefined ? {} : { cause }),
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
