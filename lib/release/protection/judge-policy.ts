import { packageKey, recordKey } from '../../store/layout.ts';
import { isAws } from '../../store/place-of-store.ts';
import type { Hazard, JudgedStore } from './hazard.ts';

/** What the doctor advises about the bucket's policy, given as JSON or undefined for none. */
export function judgePolicy({ url, bucket, guard }: JudgedStore, policy: string | undefined): readonly Hazard[] {
  const denials = statementsOf(policy).filter(
    (statement) => statement.Effect === 'Deny' && isEverybody(statement.Principal) && coversReleases(statement, bucket),
  );
  const hazards: Hazard[] = [];
  const withoutTls = denials.filter(({ Condition }) => asksForOnly(Condition, [inTheClear]));
  if (!['s3:GetObject', 's3:PutObject'].every((action) => withoutTls.some((denial) => coversAction(denial, action)))) {
    hazards.push({
      about: 'policy',
      grade: 'advice',
      message: `the policy of ${url} does not deny requests without TLS`,
      hint: 'deny them, as examples/bucket/set-up-bucket.sh does',
    });
  }
  // other servers do not know the condition, and some of them then deny every write
  if (
    isAws(guard.endpoint) &&
    !denials.some(
      (denial) =>
        coversAction(denial, 's3:PutObject') && asksForOnly(denial.Condition, [unconditional], [createsObject]),
    )
  ) {
    hazards.push({
      about: 'policy',
      grade: 'advice',
      message: `the policy of ${url} lets other programs overwrite what is released`,
      hint: 'deny writes without If-None-Match outside of the developer folders, as examples/bucket/set-up-bucket.sh does',
    });
  }
  return hazards;
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

interface Question {
  readonly operator: string;
  readonly key: string;
  readonly value: string;
}

const inTheClear: Question = { operator: 'Bool', key: 'aws:SecureTransport', value: 'false' };
const unconditional: Question = { operator: 'Null', key: 's3:if-none-match', value: 'true' };
/** Which the first requests of an upload in parts are not. */
const createsObject: Question = { operator: 'Bool', key: 's3:ObjectCreationOperation', value: 'true' };

/** Of no module that there is: what holds for these holds for every release. */
const sample = { kind: 'rel', name: 'tagship-doctor', folder: '1.0.0', packageName: 'tagship-doctor' } as const;

function statementsOf(policy: string | undefined): readonly Statement[] {
  const document: unknown = policy === undefined ? {} : parseJson(policy);
  return isMap(document) ? [document['Statement']].flat().filter(isMap) : [];
}

function isEverybody(principal: unknown): boolean {
  return principal === '*' || (isMap(principal) && [principal['AWS']].flat().includes('*'));
}

function coversReleases({ Resource, NotResource }: Statement, bucket: string): boolean {
  return [packageKey(sample), recordKey(sample)].every((key) =>
    covers(Resource, NotResource, (pattern) =>
      fitsPattern(pattern.replace(/^arn:[^:]*:s3:[^:]*:[^:]*:/, ''), `${bucket}/${key}`),
    ),
  );
}

function coversAction({ Action, NotAction }: Statement, action: string): boolean {
  return covers(Action, NotAction, (pattern) => fitsPattern(pattern.toLowerCase(), action.toLowerCase()));
}

function covers(patterns: unknown, exceptions: unknown, fits: (pattern: string) => boolean): boolean {
  return patterns === undefined
    ? exceptions !== undefined && !textsOf(exceptions).some(fits)
    : textsOf(patterns).some(fits);
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().map(String);
}

/**
 * Whether a text fits a pattern of IAM, in which `*` stands for anything, slashes too, and `?` for one character. Goes
 * back to the last `*` only: a policy is a server's text, and no expression for it may take long.
 */
function fitsPattern(pattern: string, text: string): boolean {
  let [at, star, resume] = [0, -1, 0];
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === '*') {
      [star, resume] = [at, index];
      at += 1;
    } else if (pattern[at] === '?' || pattern[at] === text[index]) {
      at += 1;
      index += 1;
    } else if (star === -1) {
      return false;
    } else {
      resume += 1;
      [at, index] = [star + 1, resume];
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

/** Whether a condition asks for all that is wanted, and for nothing else but what it may: it would hold more seldom. */
function asksForOnly(condition: unknown, wanted: readonly Question[], allowed: readonly Question[] = []): boolean {
  const questions = questionsOf(condition);
  const isIn = ({ operator, key, values }: (typeof questions)[number], known: readonly Question[]): boolean =>
    known.some((one) => one.operator === operator && one.key.toLowerCase() === key && values.includes(one.value));
  return (
    wanted.every((one) => questions.some((question) => isIn(question, [one]))) &&
    questions.every((question) => isIn(question, [...wanted, ...allowed]))
  );
}

function questionsOf(condition: unknown) {
  return Object.entries(isMap(condition) ? condition : {}).flatMap(([operator, keys]) =>
    Object.entries(isMap(keys) ? keys : {}).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: textsOf(values),
    })),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
