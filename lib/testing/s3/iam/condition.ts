import { matchesPattern } from './wildcard.ts';

/** By operator and key, the values of which one is enough. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** What a request says of itself, by the key's name in lower case. A key that the request does not have is missing. */
export type RequestContext = ReadonlyMap<string, string>;

type Operator = (value: string | undefined, wanted: readonly string[]) => boolean;

/** The operators that the example policies use (AWS IAM User Guide, "Condition operators"). */
const operators: Readonly<Record<string, Operator>> = {
  Null: (value, wanted) => wanted.includes(String(value === undefined)),
  Bool: (value, wanted) => value !== undefined && wanted.includes(value),
  StringEquals: (value, wanted) => value !== undefined && wanted.includes(value),
  StringLike: (value, wanted) => value !== undefined && wanted.some((pattern) => matchesPattern(pattern, value)),
};

/** The keys that the server says something about. */
export const contextKeys = {
  secureTransport: 'aws:securetransport',
  prefix: 's3:prefix',
  ifNoneMatch: 's3:if-none-match',
  objectCreation: 's3:objectcreationoperation',
} as const;

/** @throws Error for an operator or a key that is not known here */
export function checkConditions(block: ConditionBlock): void {
  const known: readonly string[] = Object.values(contextKeys);
  for (const [operator, keys] of Object.entries(block)) {
    const unknown = Object.keys(keys).find((key) => !known.includes(key.toLowerCase()));
    if (operators[operator] === undefined || unknown !== undefined) {
      throw new Error(`the condition ${operator} ${unknown ?? ''} is not known here`);
    }
  }
}

/** All conditions have to hold. */
export function fitsConditions(block: ConditionBlock, context: RequestContext): boolean {
  return Object.entries(block).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const holds = operators[operator];
      if (holds === undefined) {
        throw new Error(`the condition ${operator} is not known here`);
      }
      return holds(context.get(key.toLowerCase()), [wanted].flat());
    }),
  );
}
