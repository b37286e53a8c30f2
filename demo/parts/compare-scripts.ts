import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplesFolder } from '../../lib/testing/example-world.ts';
import type { Narration } from '../narration.ts';
import { packagesIn, type StoredPackage } from '../store-contents.ts';
import { unpack } from '../unpack.ts';
import type { World } from '../world.ts';

const script = 'deploy.sh';
const placeholder = '${BUCKET_NAME}';

interface PackagesOfBucket {
  readonly bucket: string;
  readonly packages: readonly StoredPackage[];
}

/** Shows a module's script as each store has it, and that no package of one project names the other's bucket (D1). */
export function compareScripts({ stores: projects }: World, narration: Narration): void {
  narration.part(
    'One source, two stores',
    "The names in a module's scripts are filled in for each store anew, from the untouched source. (One `sed -i` after the " +
      'other, as such pipelines are often written, leaves the second store with scripts that fetch from the first.)',
  );
  const stores = projects.stores.map(({ bucket }) => ({ bucket, packages: packagesIn(projects, bucket) }));
  showScript(narration, stores);
  for (const { bucket, packages } of stores) {
    const others = stores.map((store) => store.bucket).filter((other) => other !== bucket);
    const files = packages.flatMap((stored) => [...unpack(stored)]);
    const isForeign = files.some(([, content]) => others.some((other) => content.includes(other)));
    const isUnfilled = files.some(
      ([path, content]) => /^(?:deploy|upgrade)\.sh$/.test(path) && content.includes(placeholder),
    );
    narration.claim(
      `${bucket}: none of the ${files.length} files in ${packages.length} packages names ${others.join(' or ')}, no script has ${placeholder} left`,
      files.some(([, content]) => content.includes(bucket)) && !isForeign && !isUnfilled,
    );
  }
}

/** Of the first REL that fetches a program: the line that does. */
function showScript(narration: Narration, stores: readonly PackagesOfBucket[]): void {
  const chosen = stores[0]?.packages.find(({ record }) => record?.kind === 'rel' && record.binName !== undefined);
  if (chosen === undefined) {
    throw new Error('no store has a REL with a program');
  }
  const repository = `${chosen.record?.name}.rel`;
  const source = readFileSync(join(examplesFolder, repository, script), 'utf8');
  narration.line(`  ${script} of ${repository}: in git, and unpacked by tar from ${chosen.key} of each store`);
  narration.table([
    ['in git', lineWith(source, placeholder)],
    ...stores.map(({ bucket, packages }) => {
      const stored = packages.find(({ key }) => key === chosen.key);
      return [
        bucket,
        stored === undefined ? 'has no such package' : lineWith(unpack(stored).get(script) ?? '', 's3://'),
      ];
    }),
  ]);
}

function lineWith(text: string, part: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.includes(part))
      ?.trim() ?? `has no line with ${part}`
  );
}
