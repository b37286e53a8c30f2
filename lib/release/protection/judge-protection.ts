import { quoted } from '../../core/diagnostics.ts';
import { isAws, isInTheClear } from '../../store/place-of-store.ts';
import type { Facet, LifecycleRule, PublicAccess, StoreProtection } from '../../store/protection.ts';
import type { Hazard, JudgedStore } from './hazard.ts';
import { reachesTagFolders } from './lifecycle-reach.ts';

/** What is unsafe about a store, as far as it is known. Pure: what could not be read is passed over. */
export function judgeProtection(store: JudgedStore, protection: StoreProtection): readonly Hazard[] {
  const { publicAccess, publicPolicy, versioning, lifecycle } = protection;
  const onAws = isAws(store.guard.endpoint);
  return [
    ...judgeTransport(store),
    ...judgePublicAccess(store, publicAccess, onAws),
    ...judgePublicPolicy(store, publicPolicy, publicAccess),
    ...judgeVersioning(store, versioning, onAws),
    ...judgeLifecycle(store, lifecycle),
  ];
}

/** The parts of a public access block that a store needs, and that are off. */
export function openParts(block: PublicAccess, onAws: boolean): readonly string[] {
  const needed = {
    // Ceph RGW 16 refuses every upload where it is on; what is ignored below does no harm
    BlockPublicAcls: block.blockPublicAcls || !onAws,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
  return Object.entries(needed).flatMap(([name, isOn]) => (isOn ? [] : [name]));
}

function judgeTransport({ guard: { endpoint, variables } }: JudgedStore): readonly Hazard[] {
  return isInTheClear(endpoint)
    ? [
        {
          about: 'transport',
          grade: 'unsafe',
          message: `${endpoint} has no TLS: packages and session tokens can be read and changed on the way`,
          hint: `write an https address in ${variables.endpoint}`,
        },
      ]
    : [];
}

function judgePublicAccess(
  { url }: JudgedStore,
  publicAccess: StoreProtection['publicAccess'],
  onAws: boolean,
): readonly Hazard[] {
  const open = publicAccess.known ? openParts(publicAccess.value, onAws) : [];
  if (!publicAccess.known || open.length === 0) {
    return [];
  }
  const isWhole = Object.values(publicAccess.value).every((isOn) => !isOn);
  const message = isWhole
    ? `${url} does not block public access`
    : `${url} blocks public access in part only (off: ${open.join(', ')})`;
  const hint =
    'turn it on, as examples/bucket/set-up-bucket.sh does: one careless policy or ACL would show every package to anybody';
  return [{ about: 'public-access', grade: 'unsafe', message, hint }];
}

function judgePublicPolicy(
  { url }: JudgedStore,
  publicPolicy: StoreProtection['publicPolicy'],
  publicAccess: StoreProtection['publicAccess'],
): readonly Hazard[] {
  const isRestricted = publicAccess.known && publicAccess.value.restrictPublicBuckets;
  if (!publicPolicy.known || !publicPolicy.value || isRestricted) {
    return [];
  }
  const hint = 'take out of its policy what is allowed to the principal "*"';
  return [{ about: 'public-access', grade: 'unsafe', message: `the policy of ${url} lets anybody in`, hint }];
}

function judgeVersioning(
  { url }: JudgedStore,
  versioning: StoreProtection['versioning'],
  onAws: boolean,
): readonly Hazard[] {
  if (!versioning.known || versioning.value === 'on') {
    return [];
  }
  return [
    {
      about: 'versioning',
      // elsewhere it can do harm, and then there would be no way to be rid of the warning
      grade: onAws ? 'unsafe' : 'advice',
      message: `${url} keeps no former versions: versioning is ${versioning.value}`,
      hint: onAws
        ? 'turn versioning on, as examples/bucket/set-up-bucket.sh does: what another program overwrites or removes cannot be brought back without'
        : 'turn versioning on if the server honours If-None-Match in versioned buckets (Ceph RGW 16 does not)',
    },
  ];
}

function judgeLifecycle({ url }: JudgedStore, lifecycle: Facet<readonly LifecycleRule[]>): readonly Hazard[] {
  const rules = lifecycle.known ? lifecycle.value.filter(reachesTagFolders) : [];
  return rules.flatMap(({ id, prefix, expires, archives }) => {
    if (!expires && !archives) {
      return [];
    }
    const [rule, keys] = [quoted(id), quoted(prefix)];
    return [
      {
        about: 'lifecycle',
        grade: 'unsafe',
        message: expires
          ? `lifecycle rule ${rule} of ${url}, for keys that begin with ${keys}, removes what is released`
          : `lifecycle rule ${rule} of ${url}, for keys that begin with ${keys}, archives what is released, so that no rollback can read it`,
        hint: 'limit it to a prefix that ends in "/developer/", or let it remove noncurrent versions only',
      } as const,
    ];
  });
}
