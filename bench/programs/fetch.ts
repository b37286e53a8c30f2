import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentContext } from '../../lib/core/silent-context.ts';
import { moduleFetcher } from '../../lib/fetch/fetch-modules.ts';
import { openNodeStore } from '../../lib/fetch/open-node-store.ts';
import type { LockedModule } from '../../lib/release/record.ts';

/** `fetch ENDPOINT BUCKET FOLDER LOCK`: what tagship-node does until its first script, with the modules of a file. */
const [endpoint = '', bucket = '', folder = '', lock = ''] = process.argv.slice(2);
const context = silentContext();
const store = openNodeStore({ project: 'Bench', store: { bucket, endpoint } }, { signal: context.signal });
const modules: readonly LockedModule[] = JSON.parse(readFileSync(lock, 'utf8'));
const orders = modules.map((module) => ({
  module,
  packageFolder: join(folder, 'packages'),
  scriptFolder: join(folder, 'scripts', module.name),
}));
await moduleFetcher(store)(orders, context);
store.close();
