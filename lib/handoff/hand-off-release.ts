import { type BundleRequest, makeBundle } from '../bundle/make-bundle.ts';
import type { Context } from '../core/context.ts';
import type { Diagnostic } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';
import { developerFolder } from '../core/names.ts';
import type { ReleaseRecord } from '../release/record.ts';
import { handOff } from './hand-off.ts';
import type { HandoffRequest, HandoffResult } from './handoff-request.ts';

export type ReleaseHandoffRequest = BundleRequest &
  Omit<HandoffRequest, 'bundle' | 'source'> & {
    /** The build that hands over. Default, at a desk: the one that made the release. */
    readonly source?: HandoffRequest['source'];
  };

/** What became of a release on its way to the control node; what was found is told in any case. */
export type HandoffOutcome = { readonly diagnostics: readonly Diagnostic[] } & (
  | HandoffResult
  /** The release or a package that it installs is not as recorded; see the findings. */
  | { readonly status: 'invalid' }
  | { readonly status: 'failed'; readonly error: TagshipError }
);

/**
 * Takes a release out of its store, with every package that it locks verified, and hands it over (design.md, section 8).
 * Thrown is only what ends everything: the signal's reason, a bug.
 */
export async function handOffRelease(request: ReleaseHandoffRequest, context: Context): Promise<HandoffOutcome> {
  const { bundle, diagnostics } = await makeBundle(request, context);
  if (bundle === undefined) {
    return { status: 'invalid', diagnostics };
  }
  await using disposed = bundle;
  const { repository, repositoryUuid, commit, build, stepRun, url } = disposed.record.source;
  const source = request.source ?? { repository, repositoryUuid, commit, build, stepRun, url };
  try {
    requireOwnBuild(disposed.record, source);
    return { ...(await handOff({ ...request, bundle, source }, context)), diagnostics };
  } catch (error) {
    if (!(error instanceof TagshipError) || error.code === 'interrupted') {
      throw error;
    }
    return { status: 'failed', error, diagnostics };
  }
}

/**
 * `developer` is whatever was built last: a build that has been overtaken since it published would hand over the bytes of
 * another under its own number.
 */
function requireOwnBuild({ name, folder, source: made }: ReleaseRecord, source: HandoffRequest['source']): void {
  const isOvertaken =
    folder === developerFolder && made.repositoryUuid === source.repositoryUuid && made.build > source.build;
  if (isOvertaken) {
    throw new TagshipError(
      'conflict',
      `${name} ${folder} is of build ${made.build} by now, and this is build ${source.build}`,
      { hint: 'nothing has to be done: the newer build hands itself over' },
    );
  }
}
