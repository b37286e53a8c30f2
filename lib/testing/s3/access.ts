import { policyOf } from './bucket-policy.ts';
import type { Bucket } from './buckets.ts';
import type { RequestContext } from './iam/condition.ts';
import { evaluatePolicy, type PolicyAnswer, type PolicyQuestion } from './iam/policy.ts';
import type { S3Action } from './routes.ts';
import type { S3Account } from './signature.ts';

/** What a bucket policy denies: whatever fits all members that are given. */
interface DenyRule {
  readonly action?: S3Action;
  readonly bucket?: string;
  /** Fits objects only: an action on the bucket itself is not denied by a rule that has it. */
  readonly keyPattern?: RegExp;
  /** The name of an account. */
  readonly account?: string;
}

interface AccessQuestion {
  readonly account: S3Account;
  readonly action: S3Action;
  readonly bucket: Bucket;
  readonly key: string | undefined;
  readonly context: RequestContext;
}

export interface Access {
  /** Denies from now on; returns what takes the rule back. */
  deny(rule: DenyRule): () => void;
  isAllowed(question: AccessQuestion): boolean;
}

/**
 * Decides as AWS does within one account (IAM User Guide, "Policy evaluation logic"): an explicit Deny wins; else the
 * bucket's policy or one of the user's has to allow it. An access key without policies is its account's root, which may
 * do everything in the account's buckets that their policies do not deny. Other accounts may nothing.
 */
export function createAccess(): Access {
  const rules = new Set<DenyRule>();
  return {
    deny(rule) {
      // a copy, so that the same rule can be given twice and taken back once
      const own = { ...rule };
      rules.add(own);
      return () => void rules.delete(own);
    },
    isAllowed(question) {
      return (
        question.account.id === question.bucket.ownerId &&
        ![...rules].some((rule) => denies(rule, question)) &&
        policiesAllow(question)
      );
    },
  };
}

/** A bucket policy that denies everybody everything can still be mended by the account's root (AWS, "Bucket policies"). */
const actionsOnPolicies = new Set<S3Action>(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']);

function policiesAllow({ account, action, bucket, key, context }: AccessQuestion): boolean {
  if (account.policies === undefined && actionsOnPolicies.has(action)) {
    return true;
  }
  const question: PolicyQuestion = {
    principals: [account.id, `arn:aws:iam::${account.id}:root`, `arn:aws:iam::${account.id}:user/${account.name}`],
    action,
    resource: `arn:aws:s3:::${bucket.name}${key === undefined ? '' : `/${key}`}`,
    context,
  };
  const bucketPolicy = policyOf(bucket);
  const answers = new Set<PolicyAnswer>([
    ...(bucketPolicy === undefined ? [] : [evaluatePolicy(bucketPolicy, question)]),
    ...(account.policies?.map((policy) => evaluatePolicy(policy, question)) ?? ['allow' as const]),
  ]);
  return !answers.has('deny') && answers.has('allow');
}

function denies(rule: DenyRule, { account, action, bucket, key }: AccessQuestion): boolean {
  return (
    (rule.action === undefined || rule.action === action) &&
    (rule.bucket === undefined || rule.bucket === bucket.name) &&
    (rule.account === undefined || rule.account === account.name) &&
    (rule.keyPattern === undefined || (key !== undefined && key.search(rule.keyPattern) !== -1))
  );
}
