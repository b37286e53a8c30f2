import { type ConditionBlock, checkConditions, fitsConditions, type RequestContext } from './condition.ts';
import { matchesPattern } from './wildcard.ts';

/** A policy as it is written, for IAM or for a bucket. */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly PolicyStatement[];
}

interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  /** Of a bucket policy: whom it is about. */
  readonly Principal?: '*' | { readonly AWS: string | readonly string[] };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: ConditionBlock;
}

/** What a policy is asked. */
export interface PolicyQuestion {
  /** All names of who asks: the ARN and the account's. */
  readonly principals: readonly string[];
  /** e.g. `s3:GetObject` */
  readonly action: string;
  /** e.g. `arn:aws:s3:::acme-projecta/ModuleX/2.0.0/ModuleX.tar.gz` */
  readonly resource: string;
  readonly context: RequestContext;
}

export type PolicyAnswer = 'deny' | 'allow' | 'silent';

const elements = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'NotResource', 'Condition']);

/**
 * Takes a policy that this evaluator knows all of.
 * @throws Error for anything else: a rule that is passed over would be a test that proves nothing
 */
export function requirePolicy(document: PolicyDocument, kind: 'identity' | 'bucket'): PolicyDocument {
  if (document.Version !== '2012-10-17') {
    throw new Error(`a policy has Version 2012-10-17, not ${document.Version}`);
  }
  for (const statement of document.Statement) {
    const name = statement.Sid ?? 'a statement';
    const unknown = Object.keys(statement).find((element) => !elements.has(element));
    if (unknown !== undefined) {
      throw new Error(`${name}: ${unknown} is not known here`);
    }
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
      throw new Error(`${name}: Effect is Allow or Deny, not ${statement.Effect}`);
    }
    if ((statement.Principal === undefined) === (kind === 'bucket')) {
      throw new Error(`${name}: Principal stands in every statement of a bucket policy, and in no other`);
    }
    if ((statement.Resource === undefined) === (statement.NotResource === undefined)) {
      throw new Error(`${name}: either Resource or NotResource`);
    }
    checkConditions(statement.Condition ?? {});
  }
  return document;
}

/** An explicit Deny wins (AWS IAM User Guide, "Policy evaluation logic"). */
export function evaluatePolicy({ Statement }: PolicyDocument, question: PolicyQuestion): PolicyAnswer {
  const fitting = Statement.filter((statement) => fits(statement, question));
  if (fitting.some(({ Effect }) => Effect === 'Deny')) {
    return 'deny';
  }
  return fitting.length > 0 ? 'allow' : 'silent';
}

/**
 * Whether a bucket policy lets anybody in. AWS takes some conditions for narrow enough; here every condition is.
 */
export function isPublicPolicy({ Statement }: PolicyDocument): boolean {
  return Statement.some(
    (statement) =>
      statement.Effect === 'Allow' && isForPrincipal(statement, ['anybody']) && statement.Condition === undefined,
  );
}

function fits(statement: PolicyStatement, { principals, action, resource, context }: PolicyQuestion): boolean {
  const { Action, Resource, NotResource = [], Condition = {} } = statement;
  const isForResource =
    Resource === undefined
      ? !listOf(NotResource).some((pattern) => matchesPattern(pattern, resource))
      : listOf(Resource).some((pattern) => matchesPattern(pattern, resource));
  return (
    isForResource &&
    isForPrincipal(statement, principals) &&
    listOf(Action).some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase())) &&
    fitsConditions(Condition, context)
  );
}

function isForPrincipal({ Principal }: PolicyStatement, principals: readonly string[]): boolean {
  if (Principal === undefined || Principal === '*') {
    return true;
  }
  return listOf(Principal.AWS).some((principal) => principal === '*' || principals.includes(principal));
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
