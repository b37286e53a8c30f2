import { isAws } from '../../store/place-of-store.ts';
import type { Hazard, JudgedStore } from './hazard.ts';

/** What the doctor advises about the bucket's policy, given as JSON or undefined for none. */
export function judgePolicy({ url, guard }: JudgedStore, policy: string | undefined): readonly Hazard[] {
  const denials = statementsOf(policy).filter(({ Effect, Principal }) => Effect === 'Deny' && isEverybody(Principal));
  const hazards: Hazard[] = [];
  if (!denials.some(({ Condition }) => asksFor(Condition, 'Bool', 'aws:SecureTransport', 'false'))) {
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
    !denials.some(({ Condition }) => asksFor(Condition, 'Null', 's3:if-none-match', 'true'))
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
  readonly Condition?: unknown;
}

function statementsOf(policy: string | undefined): readonly Statement[] {
  const document: unknown = policy === undefined ? {} : parseJson(policy);
  return isMap(document) ? [document['Statement']].flat().filter(isMap) : [];
}

function isEverybody(principal: unknown): boolean {
  return principal === '*' || (isMap(principal) && [principal['AWS']].flat().includes('*'));
}

function asksFor(condition: unknown, operator: string, key: string, value: string): boolean {
  const keys = isMap(condition) ? condition[operator] : undefined;
  return (
    isMap(keys) &&
    Object.entries(keys).some(
      ([name, wanted]) => name.toLowerCase() === key.toLowerCase() && [wanted].flat().map(String).includes(value),
    )
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
