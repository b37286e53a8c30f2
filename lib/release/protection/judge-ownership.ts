import { isAws } from '../../store/place-of-store.ts';
import type { Ownership } from '../../store/protection.ts';
import type { Hazard, JudgedStore } from './hazard.ts';

/** What it means whose a bucket is. */
export function judgeOwnership({ url, guard }: JudgedStore, ownership: Ownership): readonly Hazard[] {
  const about = 'owner';
  switch (ownership) {
    case 'another':
      return [
        {
          about,
          grade: 'unsafe',
          message: `${url} belongs to another account than ${guard.expectedOwner} (${guard.variables.expectedOwner})`,
          hint: `check ${guard.variables.bucket}: somebody else may have made a bucket of that name`,
        },
      ];
    case 'ignored':
      return [
        {
          about,
          grade: 'advice',
          message: `the server of ${url} does not mind which account a bucket is of: ${guard.variables.expectedOwner} has no effect`,
          hint: 'make sure that nobody else can make buckets there',
        },
      ];
    case 'not-pinned':
      return isAws(guard.endpoint)
        ? [
            {
              about,
              grade: 'advice',
              message: `the account of ${url} is not pinned: if the bucket is ever removed, anybody can make one of that name`,
              hint: `write the account's 12 digits in ${guard.variables.expectedOwner}`,
            },
          ]
        : [];
    case 'as-expected':
    case 'unknown':
      return [];
  }
}
