import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectStores } from '../lib/testing/project-stores.ts';

/** Writes every object to `<folder>/<bucket>/<key>`. */
export function keepStores({ server, stores }: ProjectStores, folder: string): void {
  for (const { bucket } of stores) {
    for (const object of server.objects(bucket)) {
      const file = join(folder, bucket, object.key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, object.body());
    }
  }
}
