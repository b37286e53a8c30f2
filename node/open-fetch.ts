import { type FetchModules, moduleFetcher } from '../lib/fetch/fetch-modules.ts';
import type { NodeStore } from '../lib/node-state/journal.ts';
import type { Environment } from '../lib/settings/secrets.ts';
import { openS3Store } from '../lib/store/s3/s3-store.ts';

/** Where a store is that names no region: AWS's own default, which S3-compatible servers take as well. */
const defaultRegion = 'us-east-1';

/** Fetches with what the machine has: the role of the instance, variables, or the configuration of its user (R155). */
export function openMachineFetch(env: Environment, onSecret: (secret: string) => void) {
  return ({ bucket, region, endpoint, expectedBucketOwner }: NodeStore): FetchModules =>
    async (orders, context) => {
      const store = openS3Store({
        name: bucket,
        bucket,
        region: region ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || defaultRegion),
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(expectedBucketOwner === undefined ? {} : { expectedOwner: expectedBucketOwner }),
        credentials: { kind: 'machine' },
        onSecret,
        signal: context.signal,
      });
      return await moduleFetcher(store)(orders, context);
    };
}
