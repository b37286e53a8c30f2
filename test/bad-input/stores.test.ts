import { expect, test } from 'vitest';
import { bucketOf } from '../../lib/testing/project-stores.ts';
import type { Fault, S3Call } from '../../lib/testing/s3/faults.ts';
import { startTrial, type Trial } from './trial.ts';

const object = 'ModuleX/2.0.0/ModuleX.tar.gz';

interface Refusal {
  /** `${STORE}` stands for the store's name, `${BUCKET}` for its bucket, `${ENDPOINT}` for its server. */
  readonly told: string;
  readonly variables?: (store: string) => Readonly<Record<string, string>>;
  readonly deny?: 's3:PutObject' | 's3:ListBucket' | 's3:AbortMultipartUpload';
  readonly fault?: Fault;
}

function answered(status: number, code: string): Fault {
  return { kind: 'status', status, code };
}

const list = 'ListObjectsV2 s3://${BUCKET} was refused';
const later = 'the store answered with an error of its own; run the pipeline again later';

/** One store each. */
const refusals: Readonly<Record<string, Refusal>> = {
  NOBUCKET: {
    variables: (store) => ({ [`${store}_BUCKET_NAME`]: 'acme-nowhere' }),
    told: 'ListObjectsV2 s3://acme-nowhere was refused (404 NoSuchBucket); bucket acme-nowhere does not exist there; check ${STORE}_BUCKET_NAME, and its region or endpoint',
  },
  OTHERREGION: {
    variables: (store) => ({ [`${store}_AWS_REGION`]: 'eu-west-1' }),
    told: `${list} (400 AuthorizationHeaderMalformed); bucket \${BUCKET} is in us-east-1, and \${STORE}_AWS_REGION is "eu-west-1"`,
  },
  SOMEONES: {
    variables: (store) => ({ [`${store}_BUCKET_NAME`]: bucketOf('OWNED') }),
    told: "ListObjectsV2 s3://acme-owned was refused (403 AccessDenied); allow s3:ListBucket on arn:aws:s3:::acme-owned for this store's credentials",
  },
  NOLISTING: {
    deny: 's3:ListBucket',
    told: `${list} (403 AccessDenied); allow s3:ListBucket on arn:aws:s3:::\${BUCKET} for this store's credentials`,
  },
  NOWRITING: {
    deny: 's3:PutObject',
    told: `CreateMultipartUpload s3://\${BUCKET}/${object} was refused (403 AccessDenied); allow s3:PutObject on arn:aws:s3:::\${BUCKET}/${object} for this store's credentials`,
  },
  NOENDING: {
    deny: 's3:AbortMultipartUpload',
    told: `AbortMultipartUpload s3://\${BUCKET}/${object} was refused (403 AccessDenied); allow s3:AbortMultipartUpload on arn:aws:s3:::\${BUCKET}/${object} for this store's credentials; the upload that proved the right to write stays begun, without content`,
  },
  WRONGSECRET: {
    variables: (store) => ({ [`${store}_AWS_SECRET_ACCESS_KEY`]: 'of-another-key-0123456789' }),
    told: `${list} (403 SignatureDoesNotMatch); the secret does not belong to the access key; check \${STORE}_AWS_SECRET_ACCESS_KEY`,
  },
  UNKNOWNKEY: {
    variables: (store) => ({ [`${store}_AWS_ACCESS_KEY_ID`]: 'AKIDNOBODY' }),
    told: `${list} (403 InvalidAccessKeyId); the access key is unknown there; check \${STORE}_AWS_ACCESS_KEY_ID`,
  },
  STRAYTOKEN: {
    variables: (store) => ({ [`${store}_AWS_SESSION_TOKEN`]: 'of-another-session-0123456789' }),
    told: `${list} (400 InvalidToken); the session token does not belong to the access key; check \${STORE}_AWS_SESSION_TOKEN`,
  },
  EXPIRED: {
    fault: answered(400, 'ExpiredToken'),
    told: `${list} (400 ExpiredToken); the session token has expired; write a new one as \${STORE}_AWS_SESSION_TOKEN, with its access key`,
  },
  WRONGCLOCK: {
    fault: answered(403, 'RequestTimeTooSkewed'),
    told: `${list} (403 RequestTimeTooSkewed); the clock of this machine is wrong; set it by NTP`,
  },
  ALWAYS500: { fault: answered(500, 'InternalError'), told: `${list} (500 InternalError); ${later}` },
  ALWAYS503: { fault: answered(503, 'ServiceUnavailable'), told: `${list} (503 ServiceUnavailable); ${later}` },
  RESETS: {
    fault: { kind: 'reset' },
    told: 'ListObjectsV2 s3://${BUCKET} got no answer from ${ENDPOINT} (ECONNRESET); check S3_ENDPOINT and the network, then run the pipeline again',
  },
};

const names = Object.keys(refusals);

function prepare({ stores: { server } }: Trial): void {
  for (const [store, { deny }] of Object.entries(refusals)) {
    if (deny !== undefined) {
      server.deny({ bucket: bucketOf(store), action: deny });
    }
  }
  server.setHooks({
    before: ({ bucket }: S3Call) => refusals[names.find((store) => bucketOf(store) === bucket) ?? '']?.fault,
  });
}

test('every store that refuses is told in one run, and the one that would take the release gets nothing', async () => {
  const trial = await startTrial({}, ['OWNED', 'WILLING', ...names]);
  prepare(trial);
  const variables = Object.entries(refusals).flatMap(([store, refusal]) =>
    Object.entries(refusal.variables?.(store) ?? {}),
  );

  const found = await trial.refused({
    variables: { ...Object.fromEntries(variables), STORES: ['WILLING', ...names].join(' ') },
    mayLeaveUpload: true,
  });

  expect(found.split('\n')).toEqual([
    ...Object.entries(refusals).map(
      ([store, { told }]) =>
        `ERROR: store ${store}: ${told.replaceAll('${STORE}', store).replaceAll('${BUCKET}', bucketOf(store)).replaceAll('${ENDPOINT}', trial.stores.server.endpoint)}`,
    ),
    `✖ ${names.length} errors; nothing was written to any store`,
    '',
  ]);
});
