import type { Handoff } from '../../schemas/generated/handoff.ts';
import type { StoreSettings } from './settings.ts';

/** Where a node finds a store, with credentials of its own. */
export function storePlace({ bucket, region, endpoint, expectedOwner }: StoreSettings): Handoff['store'] {
  return {
    bucket,
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(expectedOwner === undefined ? {} : { expectedBucketOwner: expectedOwner }),
  };
}
