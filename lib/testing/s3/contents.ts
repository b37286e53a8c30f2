import { ownBody } from './body.ts';
import { type Bucket, describeObject, type StoredObject } from './buckets.ts';

/** An object as a test looks at it. */
export interface ObjectView extends Omit<StoredObject, 'content'> {
  /** @throws Error when the server has not kept it (`keepUpToBytes`) */
  body(): Buffer;
}

/** The buckets behind the server's back: no signature, no rights, no hook. Every method throws for an unknown bucket. */
export interface S3Contents {
  objects(bucket: string): readonly ObjectView[];
  object(bucket: string, key: string): ObjectView | undefined;
  put(bucket: string, key: string, body: Buffer | string, metadata?: Readonly<Record<string, string>>): void;
  remove(bucket: string, key: string): void;
  /** Changes bytes where they lie: the ETag, the checksum and the metadata stay, as when a disk goes bad. */
  corrupt(bucket: string, key: string, change: (body: Buffer) => Buffer): void;
  unfinishedUploads(bucket: string): readonly { readonly key: string; readonly uploadId: string }[];
}

export function openContents(buckets: ReadonlyMap<string, Bucket>, now: () => Date): S3Contents {
  const find = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (bucket === undefined) {
      throw new Error(`there is no bucket ${name}`);
    }
    return bucket;
  };
  return {
    objects: (bucket) => [...find(bucket).objects.values()].map(viewObject),
    object(bucket, key) {
      const object = find(bucket).objects.get(key);
      return object && viewObject(object);
    },
    put(bucket, key, body, metadata = {}) {
      const own = ownBody(Buffer.from(body));
      const described = { ...describeObject(key, {}), metadata };
      find(bucket).objects.set(key, { ...described, ...own, etag: `"${own.etag}"`, lastModified: now() });
    },
    remove(bucket, key) {
      find(bucket).objects.delete(key);
    },
    corrupt(bucket, key, change) {
      const object = find(bucket).objects.get(key);
      if (object === undefined) {
        throw new Error(`there is no object ${key} in ${bucket}`);
      }
      const body = change(viewObject(object).body());
      find(bucket).objects.set(key, { ...object, content: [body], sizeBytes: body.length });
    },
    unfinishedUploads: (bucket) => [...find(bucket).uploads.values()].map(({ key, uploadId }) => ({ key, uploadId })),
  };
}

function viewObject({ content, ...object }: StoredObject): ObjectView {
  return {
    ...object,
    body() {
      if (content === undefined) {
        throw new Error(`the body of ${object.key} was not kept`);
      }
      return Buffer.concat(content);
    },
  };
}
