import { createHash } from 'node:crypto';
import type { ReleaseRecord } from '../../../lib/release/record.ts';
import type { ObjectView } from '../../../lib/testing/s3/contents.ts';
import type { S3Server } from '../../../lib/testing/s3/server.ts';

export interface ReleaseWatch {
  /** To be called after every change, before anybody can see it. */
  look(): void;
  readonly violations: readonly string[];
}

/**
 * Watches all tag folders behind the server's back: a record has its package, whole and with its bytes, and what was
 * there once stays as it was.
 */
export function watchReleases(server: S3Server, buckets: readonly string[]): ReleaseWatch {
  const violations: string[] = [];
  const digests = new Map<string, string>();
  const seen = new Map<string, string>();
  const digestOf = (place: string, object: ObjectView): string => {
    const known = digests.get(`${place} ${object.etag}`);
    const digest = known ?? createHash('sha256').update(object.body()).digest('hex');
    digests.set(`${place} ${object.etag}`, digest);
    return digest;
  };

  const lookAt = (bucket: string): void => {
    const objects = new Map(server.objects(bucket).map((object) => [object.key, object]));
    for (const [key, object] of objects) {
      const place = `${bucket}/${key}`;
      if (isDeveloper(key)) {
        continue;
      }
      if (seen.has(place) && seen.get(place) !== object.etag) {
        violations.push(`${place} was changed`);
      }
      seen.set(place, object.etag);
      if (key.endsWith('.json')) {
        const { package: recorded }: ReleaseRecord = JSON.parse(object.body().toString('utf8'));
        const stored = objects.get(recorded.key);
        if (stored === undefined) {
          violations.push(`${place} is a record without its package`);
        } else if (digestOf(`${bucket}/${recorded.key}`, stored) !== recorded.sha256) {
          violations.push(`${place} is the record of other bytes`);
        }
      }
    }
    for (const place of seen.keys()) {
      if (place.startsWith(`${bucket}/`) && !objects.has(place.slice(bucket.length + 1))) {
        violations.push(`${place} was removed`);
      }
    }
  };
  const look = (): void => {
    buckets.forEach(lookAt);
  };
  look();
  return { look, violations };
}

export function isDeveloper(key: string): boolean {
  return key.split('/')[1] === 'developer';
}
