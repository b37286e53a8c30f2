import type { Diagnostic } from '../../core/diagnostics.ts';
import type { Facet, Ownership, StoreProtection, Unreadable } from '../../store/protection.ts';
import type { Store } from '../../store/store.ts';
import type { OwnProbe } from './probe-credential.ts';

export interface StoreFacts extends StoreProtection {
  readonly policy: Facet<string | undefined>;
  readonly ownership: Ownership;
  /** undefined when no credential was tried out. */
  readonly ownPackage: OwnProbe | undefined;
}

/** How much of what is looked at could be seen. */
export interface Sight {
  readonly wanted: number;
  readonly unseen: number;
}

/**
 * What the server has and did not show. What it does not have is left out, since nobody could mend that, and so is
 * another account's bucket. Pure.
 */
export function countUnseen(facts: StoreFacts): Sight {
  const { versioning, ownership, ownPackage } = facts;
  if (ownership === 'another') {
    return { wanted: 0, unseen: 0 };
  }
  const seen = [
    ...facetsOf(facts)
      .filter((facet) => facet.known || facet.why !== 'unsupported')
      .map(({ known }) => known),
    // it is found out by asking for the versioning
    ...(versioning.known || versioning.why !== 'unsupported' ? [ownership !== 'unknown'] : []),
    ...(ownPackage === undefined ? [] : [ownPackage.probe !== 'denied']),
  ];
  return { wanted: seen.length, unseen: seen.filter((isSeen) => !isSeen).length };
}

/** An error where nothing could be read or no answer came, a warning where a part could not. Pure. */
export function unseenFindings({ name, url }: Pick<Store, 'name' | 'url'>, facts: StoreFacts): readonly Diagnostic[] {
  const at = { in: 'store', store: name } as const;
  const unreadable = facetsOf(facts).filter((facet) => !facet.known);
  const [denied, unanswered] = [rightsOf(unreadable, 'denied'), rightsOf(unreadable, 'unanswered')];
  const sees = unreadable.length < facetsOf(facts).length;
  return [
    ...(unanswered === ''
      ? []
      : [
          {
            severity: 'error',
            at,
            message: `${url} did not answer what was asked by ${unanswered}`,
            hint: 'check the endpoint, and try again later',
          } as const,
        ]),
    ...(sees || unanswered !== ''
      ? []
      : [
          {
            severity: 'error',
            at,
            message: `nothing of ${url} could be read (${denied === '' ? 'NotImplemented' : 'AccessDenied'}): how safe it is, is not known`,
            ...(denied !== '' && { hint: `allow ${denied} on it, or sign in as somebody who may` }),
          } as const,
        ]),
    ...(denied === '' || (!sees && unanswered === '')
      ? []
      : [
          {
            severity: 'warning',
            at,
            message: `not everything of ${url} could be read`,
            hint: `allow ${denied} on it to have it checked`,
          } as const,
        ]),
    ...ownPackageFindings(at, facts.ownPackage),
  ];
}

/** What the server does not have. Pure. */
export function unsupportedNotes({ name }: Pick<Store, 'name'>, facts: StoreFacts): readonly string[] {
  const unsupported = rightsOf(
    facetsOf(facts).filter((facet) => !facet.known),
    'unsupported',
  );
  return unsupported === '' ? [] : [`store ${name}: the server does not know what is asked by ${unsupported}`];
}

function ownPackageFindings(at: Diagnostic['at'], own: OwnProbe | undefined): readonly Diagnostic[] {
  switch (own?.probe) {
    case 'denied':
      return [
        {
          severity: 'warning',
          at,
          message: `the credential may not write ${own.key}, which it is for: whether it may do too much is not shown`,
          hint: "sign in with the repository's own credential, or give it its rights, as examples/iam does",
        },
      ];
    case 'left':
      return [
        {
          severity: 'warning',
          at,
          message: `an unfinished upload was left at ${own.key}: the credential may not abort it`,
          hint: 'allow s3:AbortMultipartUpload there, as examples/iam does',
        },
      ];
    case 'allowed':
    case undefined:
      return [];
  }
}

function facetsOf(facts: StoreFacts): readonly Facet<unknown>[] {
  return [facts.versioning, facts.publicAccess, facts.publicPolicy, facts.lifecycle, facts.policy];
}

function rightsOf(unreadable: readonly Unreadable[], why: Unreadable['why']): string {
  return unreadable.flatMap((facet) => (facet.why === why ? [facet.right] : [])).join(', ');
}
