import type { Bucket } from './buckets.ts';
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
}

export interface Access {
  /** Denies from now on; returns what takes the rule back. */
  deny(rule: DenyRule): () => void;
  isAllowed(question: AccessQuestion): boolean;
}

/** All users of the account that a bucket belongs to may do everything in it that no rule denies; others nothing. */
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
      return question.account.id === question.bucket.ownerId && ![...rules].some((rule) => denies(rule, question));
    },
  };
}

function denies(rule: DenyRule, { account, action, bucket, key }: AccessQuestion): boolean {
  return (
    (rule.action === undefined || rule.action === action) &&
    (rule.bucket === undefined || rule.bucket === bucket.name) &&
    (rule.account === undefined || rule.account === account.name) &&
    (rule.keyPattern === undefined || (key !== undefined && key.search(rule.keyPattern) !== -1))
  );
}
