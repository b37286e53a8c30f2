import { createHash } from 'node:crypto';
import type { Handoff } from '../../schemas/generated/handoff.ts';
import { isHandoff } from '../../schemas/generated/validators.js';
import { bundleFiles } from './bundle-files.ts';
import type { Bundle } from './make-bundle.ts';
import { serializeSha256Sums } from './sha256-sums.ts';

/** The two files that make a bundle whole, to be written last and in this order. */
export interface BundleEnd {
  readonly path: string;
  readonly content: Buffer;
}

/** What the hand-off says of itself, beside what the bundle knows. */
export type HandoffFacts = Pick<Handoff, 'kind' | 'source' | 'handedOff' | 'generation' | 'previousRelease'>;

/** handoff.json and SHA256SUMS of a bundle. Pure. */
export function completeBundle({ project, record, place, files }: Bundle, facts: HandoffFacts): readonly BundleEnd[] {
  const { kind, source, handedOff, generation, previousRelease } = facts;
  const { repository, repositoryUuid, commit, build, stepRun, url } = source;
  const handoff: Handoff = {
    schema: 1,
    project,
    release: record.folder,
    ...(previousRelease === undefined ? {} : { previousRelease }),
    ...(generation === undefined ? {} : { generation }),
    kind,
    store: place,
    source: { repository: plain(repository), repositoryUuid, commit, build, stepRun, url: plain(url) },
    handedOff: { at: handedOff.at, by: plain(handedOff.by) },
  };
  if (!isHandoff(handoff)) {
    const first = isHandoff.errors?.[0];
    throw new RangeError(`handoff.json would be none: ${first?.instancePath} ${first?.keyword}`);
  }
  const content = Buffer.from(`${JSON.stringify(handoff, undefined, 2)}\n`);
  const sums = new Map([
    ...files.map(({ path, sha256 }) => [path, sha256] as const),
    [bundleFiles.handoff, digestOf(content)],
  ]);
  return [
    { path: bundleFiles.handoff, content },
    { path: bundleFiles.sums, content: Buffer.from(serializeSha256Sums(sums)) },
  ];
}

/** The receiving script reads handoff.json line by line and takes no escapes: they could hide a second meaning. */
function plain(text: string): string {
  return text.replaceAll(/["\\\u0000-\u001f]/g, '_');
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
