import { policyOf, readBucketPolicy } from './bucket-policy.ts';
import type { Bucket, ConfigurationPart } from './buckets.ts';
import { isPublicPolicy } from './iam/policy.ts';
import type { Answer, Operation } from './operation.ts';
import { accessDenied, S3Error } from './s3-error.ts';
import { renderXml, textOf } from './xml.ts';

/** What S3 answers where a part of a bucket's configuration was never set. Versioning has an answer of its own. */
const missing: Readonly<Record<Exclude<ConfigurationPart, 'versioning'>, string>> = {
  publicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
  policy: 'NoSuchBucketPolicy',
  lifecycle: 'NoSuchLifecycleConfiguration',
};

/** A configuration is kept as it was sent, and not acted on: no versions are kept, and nothing expires. */
export function getConfiguration(part: ConfigurationPart): Operation {
  return ({ bucket }) => {
    const text = bucket.configuration.get(part);
    if (text !== undefined) {
      return { status: 200, body: [Buffer.from(text)] };
    }
    if (part === 'versioning') {
      return { status: 200, body: [renderXml('VersioningConfiguration', '')] };
    }
    throw new S3Error(404, missing[part], `The ${part} of the bucket does not exist`, { BucketName: bucket.name });
  };
}

export function putConfiguration(part: ConfigurationPart): Operation {
  return ({ bucket, body }) => {
    bucket.configuration.set(part, Buffer.concat(body.content ?? []).toString());
    return { status: 200 };
  };
}

export function deleteConfiguration(part: ConfigurationPart): Operation {
  return ({ bucket }): Answer => {
    bucket.configuration.delete(part);
    return { status: 204 };
  };
}

/** What is no policy is refused, and so is a public one where public policies are blocked. */
export const putBucketPolicy: Operation = ({ bucket, body }) => {
  const text = Buffer.concat(body.content ?? []).toString();
  if (isPublicPolicy(readBucketPolicy(bucket.name, text)) && blocks(bucket, 'BlockPublicPolicy')) {
    throw accessDenied();
  }
  bucket.configuration.set('policy', text);
  return { status: 204 };
};

export const getBucketPolicyStatus: Operation = ({ bucket }) => {
  const policy = policyOf(bucket);
  if (policy === undefined) {
    throw new S3Error(404, missing.policy, 'The bucket policy does not exist', { BucketName: bucket.name });
  }
  return { status: 200, body: [renderXml('PolicyStatus', { IsPublic: isPublicPolicy(policy) })] };
};

function blocks({ configuration }: Bucket, what: string): boolean {
  return textOf(configuration.get('publicAccessBlock') ?? '', what) === 'true';
}
