import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule as S3LifecycleRule,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Facet, LifecycleRule, Ownership, PublicAccess, StoreProtection } from '../protection.ts';
import { isDenied, isTransient, isUnsupported, translateS3Error } from './errors.ts';
import type { GuardedBucket } from './guarded-bucket.ts';

export async function readProtection(bucket: GuardedBucket): Promise<StoreProtection> {
  const [versioning, publicAccess, publicPolicy, lifecycle] = await Promise.all([
    readFacet(bucket, 's3:GetBucketVersioning', async (abort) => {
      const { Status } = await bucket.client.send(new GetBucketVersioningCommand(bucket.target), abort);
      return Status === undefined ? 'off' : Status === 'Enabled' ? 'on' : 'suspended';
    }),
    readFacet(bucket, 's3:GetBucketPublicAccessBlock', async (abort) => await readPublicAccess(bucket, abort)),
    readFacet(bucket, 's3:GetBucketPolicyStatus', async (abort) => {
      const answer = await unlessMissing(
        bucket.client.send(new GetBucketPolicyStatusCommand(bucket.target), abort),
        'NoSuchBucketPolicy',
      );
      return answer?.PolicyStatus?.IsPublic ?? false;
    }),
    readFacet(bucket, 's3:GetLifecycleConfiguration', async (abort) => {
      const answer = await unlessMissing(
        bucket.client.send(new GetBucketLifecycleConfigurationCommand(bucket.target), abort),
        'NoSuchLifecycleConfiguration',
      );
      return (answer?.Rules ?? []).filter(({ Status }) => Status === 'Enabled').map(describeRule);
    }),
  ]);
  return { versioning, publicAccess, publicPolicy, lifecycle };
}

export async function readPolicy(bucket: GuardedBucket): Promise<Facet<string | undefined>> {
  return await readFacet(bucket, 's3:GetBucketPolicy', async (abort) => {
    const command = new GetBucketPolicyCommand(bucket.target);
    return (await unlessMissing(bucket.client.send(command, abort), 'NoSuchBucketPolicy'))?.Policy;
  });
}

/** S3 tells another account's bucket by refusing all that names an expected owner, and only that. */
export async function readOwnership(bucket: GuardedBucket): Promise<Ownership> {
  const { expectedOwner } = bucket.attempted;
  if (expectedOwner === undefined) {
    return 'not-pinned';
  }
  const ask = async (owner: string | undefined): Promise<Facet<unknown>> => {
    const target = { Bucket: bucket.target.Bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) };
    return await readFacet(bucket, 's3:GetBucketVersioning', async (abort) => {
      return await bucket.client.send(new GetBucketVersioningCommand(target), abort);
    });
  };
  const expected = await ask(expectedOwner);
  if (!expected.known) {
    return expected.why === 'denied' && (await ask(undefined)).known ? 'another' : 'unknown';
  }
  return (await ask(nobody(expectedOwner))).known ? 'ignored' : 'as-expected';
}

async function readPublicAccess(bucket: GuardedBucket, abort: Abort): Promise<PublicAccess> {
  const answer = await unlessMissing(
    bucket.client.send(new GetPublicAccessBlockCommand(bucket.target), abort),
    'NoSuchPublicAccessBlockConfiguration',
  );
  const block = answer?.PublicAccessBlockConfiguration;
  return {
    blockPublicAcls: block?.BlockPublicAcls ?? false,
    ignorePublicAcls: block?.IgnorePublicAcls ?? false,
    blockPublicPolicy: block?.BlockPublicPolicy ?? false,
    restrictPublicBuckets: block?.RestrictPublicBuckets ?? false,
  };
}

/** The filter of a rule is a prefix, a tag, sizes, or several of these (AWS S3 API, "LifecycleRule"). */
function describeRule(rule: S3LifecycleRule): LifecycleRule {
  const { ID = '', Filter, Expiration, Transitions = [], AbortIncompleteMultipartUpload } = rule;
  return {
    id: ID,
    prefix: Filter?.Prefix ?? Filter?.And?.Prefix ?? rule.Prefix ?? '',
    needsTags: Filter?.Tag !== undefined || (Filter?.And?.Tags ?? []).length > 0,
    // of a rule that only tidies up delete markers nothing is lost
    expires: Expiration?.Days !== undefined || Expiration?.Date !== undefined,
    archives: Transitions.some(({ StorageClass }) => StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE'),
    abortsUploads: AbortIncompleteMultipartUpload?.DaysAfterInitiation !== undefined,
  };
}

type Abort = { readonly abortSignal: AbortSignal };

async function readFacet<T>(
  { signal, attempted, patienceMs }: GuardedBucket,
  right: string,
  read: (abort: Abort) => Promise<T>,
): Promise<Facet<T>> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    return { known: true, value: await read({ abortSignal: AbortSignal.any([signal, patience]) }) };
  } catch (error) {
    signal.throwIfAborted();
    if (isDenied(error)) {
      return { known: false, why: 'denied', right };
    }
    if (isUnsupported(error)) {
      return { known: false, why: 'unsupported', right };
    }
    if (patience.aborted || isTransient(error)) {
      return { known: false, why: 'unanswered', right };
    }
    throw translateS3Error(error, { ...attempted, operation: right.replace('s3:', '') });
  }
}

async function unlessMissing<T>(answer: Promise<T>, code: string): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === code) {
      return undefined;
    }
    throw error;
  }
}

/** An account that is not this one: AWS has none of zeros. */
function nobody(account: string): string {
  return account === '000000000000' ? '000000000001' : '000000000000';
}
