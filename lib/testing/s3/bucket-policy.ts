import type { Bucket } from './buckets.ts';
import { type PolicyDocument, requirePolicy } from './iam/policy.ts';
import { S3Error } from './s3-error.ts';

/** The policy of a bucket, or undefined when it has none. */
export function policyOf({ name, configuration }: Bucket): PolicyDocument | undefined {
  const text = configuration.get('policy');
  return text === undefined ? undefined : readBucketPolicy(name, text);
}

/**
 * Reads what PutBucketPolicy is sent.
 * @throws S3Error MalformedPolicy
 */
export function readBucketPolicy(bucket: string, text: string): PolicyDocument {
  try {
    const policy = requirePolicy(JSON.parse(text), 'bucket');
    const own = new RegExp(`^arn:aws:s3:::${bucket}(?:/|$)`);
    const foreign = policy.Statement.flatMap(({ Resource = [], NotResource = [] }) => [Resource, NotResource].flat(2));
    if (!foreign.every((resource) => own.test(resource))) {
      throw new Error('Policy has invalid resource');
    }
    return policy;
  } catch (error) {
    throw new S3Error(400, 'MalformedPolicy', error instanceof Error ? error.message : String(error));
  }
}
