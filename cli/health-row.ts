import type { StoreHealth } from '../lib/release/protection/examine-store.ts';
import type { Hazard } from '../lib/release/protection/hazard.ts';
import { openParts } from '../lib/release/protection/judge-protection.ts';
import { endsAllUploads, reachesTagFolders } from '../lib/release/protection/lifecycle-reach.ts';
import type { StoreFacts } from '../lib/release/protection/unseen.ts';
import type { Cell } from '../lib/report/answer/answer.ts';
import { isAws } from '../lib/store/place-of-store.ts';
import type { Facet } from '../lib/store/protection.ts';

export const healthTitles = [
  'STORE',
  'BUCKET',
  'TRANSPORT',
  'PUBLIC ACCESS',
  'VERSIONING',
  'TAG FOLDERS',
  'CUT-OFF UPLOADS',
  'OWNER',
  'CREDENTIAL',
];

const unknown = '?';

/** A store in the order of the titles; what is unsafe is marked. */
export function healthRow({ store, facts, hazards }: StoreHealth): readonly Cell[] {
  if (facts === undefined) {
    return [store.name, store.url, ...healthTitles.slice(2).map(() => unknown)];
  }
  const seen = describe(store.guard.endpoint, facts, hazards);
  const cell = (text: string, about: Hazard['about']): Cell =>
    hazards.some((hazard) => hazard.about === about && hazard.grade === 'unsafe') ? { marked: text } : text;
  return [
    store.name,
    store.url,
    cell(seen.transport, 'transport'),
    cell(seen.publicAccess, 'public-access'),
    cell(seen.versioning, 'versioning'),
    cell(seen.tagFolders, 'lifecycle'),
    seen.uploads,
    cell(seen.owner, 'owner'),
    cell(seen.credential, 'credential'),
  ];
}

/** The same as data; null is what is not known. */
export function healthData({ store, facts, hazards }: StoreHealth): Readonly<Record<string, unknown>> {
  const seen = facts === undefined ? null : describe(store.guard.endpoint, facts, hazards);
  const known = Object.entries(seen ?? {}).map(([name, text]) => [name, text === unknown ? null : text]);
  return { store: store.name, url: store.url, seen: seen && Object.fromEntries(known), hazards };
}

function describe(endpoint: string | undefined, facts: StoreFacts, hazards: readonly Hazard[]) {
  const { publicAccess, versioning, lifecycle, ownership } = facts;
  return {
    transport: endpoint?.startsWith('http:') ? 'http' : 'https',
    publicAccess: textOf(publicAccess, (block) => {
      const open = openParts(block, isAws(endpoint));
      return open.length === 0 ? 'blocked' : Object.values(block).some(Boolean) ? 'partly' : 'open';
    }),
    versioning: textOf(versioning, (state) => state),
    tagFolders: textOf(lifecycle, (rules) => {
      const reaching = rules.filter(reachesTagFolders);
      return reaching.some(({ expires }) => expires)
        ? 'removed'
        : reaching.some(({ archives }) => archives)
          ? 'archived'
          : 'kept';
    }),
    uploads: textOf(lifecycle, (rules) => (endsAllUploads(rules) ? 'removed' : 'stay')),
    owner: ownership === 'unknown' ? unknown : ownership.replaceAll('-', ' '),
    credential: describeCredential(facts, hazards),
  };
}

/** One that may do nothing at all may not do too much, and that says nothing of the one that publishes. */
function describeCredential({ ownPackage }: StoreFacts, hazards: readonly Hazard[]): string {
  if (hazards.some(({ about }) => about === 'credential')) {
    return 'excessive';
  }
  return ownPackage === undefined || ownPackage.probe === 'denied' ? unknown : 'as needed';
}

function textOf<T>(facet: Facet<T>, describeValue: (value: T) => string): string {
  return facet.known ? describeValue(facet.value) : unknown;
}
