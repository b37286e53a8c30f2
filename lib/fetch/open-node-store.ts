import type { Handoff } from '../../schemas/generated/handoff.ts';
import { openS3Store, type S3StoreOptions } from '../store/s3/s3-store.ts';
import type { Store } from '../store/store.ts';
import type { StoreVariables } from '../store/variables.ts';

/** What a node is told to look at: it has no variables, its bundle says where the store is. */
const inBundle: StoreVariables = {
  bucket: '"bucket" in handoff.json',
  region: '"region" in handoff.json',
  endpoint: '"endpoint" in handoff.json',
  stsEndpoint: 'the endpoint of STS',
  expectedOwner: '"expectedBucketOwner" in handoff.json',
  roleArn: "this machine's role",
  accessKeyId: "this machine's access key",
  secretAccessKey: "this machine's secret key",
  sessionToken: "this machine's session token",
};

/** What AWS takes for a bucket without a region, and other servers do not mind. */
const defaultRegion = 'us-east-1';

export interface NodeStoreOptions
  extends Pick<S3StoreOptions, 'signal' | 'onSecret' | 'idleTimeoutMs' | 'answerTimeoutMs'> {
  /** For a bundle that names none: the machine's own. */
  readonly region?: string | undefined;
}

/**
 * Opens the store that a bundle names, with the credentials that the machine has by itself (design.md, section 9). Nothing
 * is asked before the first call: neither the store, nor where the machine's credentials come from.
 */
export function openNodeStore(
  { project, store }: Pick<Handoff, 'project' | 'store'>,
  options: NodeStoreOptions,
): Store {
  const { bucket, endpoint, expectedBucketOwner } = store;
  const { region: ownRegion = defaultRegion, ...others } = options;
  const region = store.region ?? ownRegion;
  return openS3Store({
    ...others,
    name: project,
    bucket,
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(expectedBucketOwner === undefined ? {} : { expectedOwner: expectedBucketOwner }),
    credentials: { kind: 'machine' },
    variables: inBundle,
  });
}
