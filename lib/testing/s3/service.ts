import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../core/context.ts';
import type { Access } from './access.ts';
import { type ReceivedBody, receiveBody } from './body.ts';
import { getBucketLocation, headBucket, listObjectsV2 } from './bucket-operations.ts';
import { type Bucket, createBucket } from './buckets.ts';
import {
  deleteConfiguration,
  getBucketPolicyStatus,
  getConfiguration,
  putBucketPolicy,
  putConfiguration,
} from './configuration-operations.ts';
import { contextKeys, type RequestContext } from './iam/condition.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from './multipart-operations.ts';
import { deleteObject, getObject, headObject, putObject } from './object-operations.ts';
import type { Answer, Operation } from './operation.ts';
import type { S3Operation, Target } from './routes.ts';
import { accessDenied, notImplemented, S3Error } from './s3-error.ts';
import { type Authorization, readAuthorization, type S3Account, verifySignature } from './signature.ts';
import { textOf } from './xml.ts';

/** All that the server knows. */
export interface Service {
  readonly accounts: readonly S3Account[];
  readonly buckets: Map<string, Bucket>;
  readonly access: Access;
  readonly clock: Pick<Clock, 'now'>;
  /** What policies are told of the transport. */
  readonly seemsSecure: boolean;
  /** A longer body is verified but not kept. */
  readonly keepUpToBytes: number;
}

const operations: Readonly<Record<Exclude<S3Operation, 'CreateBucket'>, Operation>> = {
  HeadBucket: headBucket,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getConfiguration('versioning'),
  PutBucketVersioning: putConfiguration('versioning'),
  GetPublicAccessBlock: getConfiguration('publicAccessBlock'),
  PutPublicAccessBlock: putConfiguration('publicAccessBlock'),
  DeletePublicAccessBlock: deleteConfiguration('publicAccessBlock'),
  GetBucketPolicy: getConfiguration('policy'),
  PutBucketPolicy: putBucketPolicy,
  DeleteBucketPolicy: deleteConfiguration('policy'),
  GetBucketPolicyStatus: getBucketPolicyStatus,
  GetBucketLifecycleConfiguration: getConfiguration('lifecycle'),
  PutBucketLifecycleConfiguration: putConfiguration('lifecycle'),
  DeleteBucketLifecycle: deleteConfiguration('lifecycle'),
  ListObjectsV2: listObjectsV2,
  ListMultipartUploads: listMultipartUploads,
  PutObject: putObject,
  HeadObject: headObject,
  GetObject: getObject,
  DeleteObject: deleteObject,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
};

/**
 * Authenticates, authorizes, receives the body, acts.
 * @param readyForBody called when the body is about to be read: the moment for `100 Continue`
 * @throws S3Error for everything that S3 answers with an error
 */
export async function serveRequest(
  service: Service,
  request: IncomingMessage,
  target: Target,
  readyForBody: () => void,
): Promise<Answer> {
  const authorization = readAuthorization(request);
  const account = findAccount(service, authorization);
  const bucket = service.buckets.get(target.bucket);
  requireRegion(authorization, bucket);
  const chain = verifySignature(request, authorization, account, service.clock.now());
  const receive = async (): Promise<ReceivedBody> => {
    readyForBody();
    const operation = target.route?.operation;
    const isContent = operation === 'PutObject' || operation === 'UploadPart';
    return await receiveBody(request, chain, { isContent, keepUpToBytes: service.keepUpToBytes });
  };

  if (target.route === undefined) {
    throw notImplemented(`${request.method} ${request.url}`);
  }
  if (target.route.operation === 'CreateBucket') {
    return addBucket(service, account, target.bucket, await receive());
  }
  if (bucket === undefined) {
    throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: target.bucket });
  }
  const question = {
    account,
    action: target.route.action,
    bucket,
    key: target.key,
    context: contextOf(service, request, target, target.route.operation),
  };
  const expectedOwner = request.headers['x-amz-expected-bucket-owner'] ?? bucket.ownerId;
  if (!service.access.isAllowed(question) || expectedOwner !== bucket.ownerId) {
    throw accessDenied();
  }
  const body = await receive();
  return operations[target.route.operation]({
    bucket,
    key: target.key ?? '',
    query: target.query,
    headers: request.headers,
    body,
    now: service.clock.now(),
    // it is not a listing, so there is no prefix
    mayList: service.access.isAllowed({ ...question, action: 's3:ListBucket', key: undefined }),
  });
}

/** What policies can ask about a request (AWS, "Actions, resources, and condition keys for Amazon S3"). */
function contextOf(
  { seemsSecure }: Service,
  { headers }: IncomingMessage,
  { query }: Target,
  operation: S3Operation,
): RequestContext {
  const prefix = operation === 'ListObjectsV2' ? query.get('prefix') : undefined;
  const ifNoneMatch = headers['if-none-match'];
  const creates = operation === 'PutObject' || operation === 'CompleteMultipartUpload';
  return new Map([
    [contextKeys.secureTransport, String(seemsSecure)],
    [contextKeys.objectCreation, String(creates)],
    ...(prefix === undefined ? [] : [[contextKeys.prefix, prefix] as const]),
    ...(ifNoneMatch === undefined ? [] : [[contextKeys.ifNoneMatch, ifNoneMatch] as const]),
  ]);
}

function findAccount({ accounts }: Service, { accessKeyId }: Authorization): S3Account {
  const account = accounts.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (account === undefined) {
    throw new S3Error(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
      AWSAccessKeyId: accessKeyId,
    });
  }
  return account;
}

function requireRegion({ region }: Authorization, bucket: Bucket | undefined): void {
  if (bucket !== undefined && bucket.region !== region) {
    throw new S3Error(
      400,
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${region}' is wrong; expecting '${bucket.region}'`,
      { Region: bucket.region },
    );
  }
}

function addBucket({ buckets }: Service, account: S3Account, name: string, body: ReceivedBody): Answer {
  const existing = buckets.get(name);
  if (existing !== undefined) {
    const code = existing.ownerId === account.id ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists';
    throw new S3Error(409, code, 'The requested bucket name is not available', { BucketName: name });
  }
  const xml = Buffer.concat(body.content ?? []).toString();
  buckets.set(name, createBucket(name, account.id, textOf(xml, 'LocationConstraint')));
  return { status: 200, headers: { location: `/${name}` } };
}
