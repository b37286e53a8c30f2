import { resolve } from 'node:path';
import { makeBundle } from '../../lib/bundle/make-bundle.ts';
import { writeBundle } from '../../lib/bundle/write-bundle.ts';
import { silentContext } from '../../lib/core/silent-context.ts';
import { systemClock } from '../../lib/core/system-clock.ts';
import { type Answer, fields } from '../../lib/report/answer/answer.ts';
import { countOf } from '../../lib/report/count-of.ts';
import { formatBytes } from '../../lib/report/format-bytes.ts';
import type { Desk, StoreChoice } from '../desk.ts';
import { withProjectStore } from '../released-in.ts';
import { byDesk } from './handoff.ts';

export interface BundleCommand extends StoreChoice {
  readonly project: string;
  readonly folder: string;
  readonly out: string;
  readonly rollback?: boolean | undefined;
}

/** `tagship bundle PROJECT FOLDER --out DIR`: a release as a folder to be copied to a machine and installed there (R19). */
export async function bundle(desk: Desk, command: BundleCommand): Promise<Answer> {
  const { project, folder } = command;
  const out = resolve(desk.workingDir, command.out);
  return await withProjectStore(desk, command, { project, folder }, async ({ store, place }) => {
    const made = await makeBundle({ store, place, project, folder }, { ...silentContext(), signal: desk.signal });
    const kind = command.rollback === true ? 'rollback' : 'release';
    const shown = { project, release: folder, store: store.name, kind, out };
    if (made.bundle === undefined) {
      return {
        data: { ...shown, files: null },
        blocks: [],
        findings: made.diagnostics,
        summary: `${project} ${folder} is not in its store as it was recorded; nothing was written`,
      };
    }
    await using whole = made.bundle;
    const { repository, repositoryUuid, commit, build, stepRun, url } = whole.record.source;
    const source = { repository, repositoryUuid, commit, build, stepRun, url };
    const handedOff = { at: systemClock.now().toISOString(), by: byDesk(desk) };
    await writeBundle(whole, { kind, source, handedOff }, out);
    const files = whole.files.length + 2;
    const sizeBytes = whole.files.reduce((sum, { size }) => sum + size, 0);
    return {
      data: { ...shown, files },
      blocks: [
        fields([
          ['release', `${project} ${folder}, as a ${kind}`],
          ['store', `${store.name}, ${store.url}`],
          ['folder', `${out}, ${countOf(files, 'file')}, ${formatBytes(sizeBytes)}`],
        ]),
      ],
      findings: made.diagnostics,
      summary: `${project} ${folder} is in ${out}; copy it to the machine and run install.sh or upgrade.sh there`,
    };
  });
}
