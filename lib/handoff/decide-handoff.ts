import { developerFolder } from '../core/names.ts';
import type { ControlState, HistoryLine } from './control-state.ts';

/** What is to be handed over, and by which build. */
export interface Candidate {
  readonly release: string;
  /** Of its record. */
  readonly contentSha256: string;
  /** The build that made the release. */
  readonly recordBuild: number;
  /** The repository that made the release. */
  readonly recordRepositoryUuid: string;
  /** The build that hands it over; at a desk that is the one that made it. */
  readonly build: number;
  readonly repositoryUuid: string;
}

/** What a person has confirmed. */
export interface Confirmed {
  readonly late?: boolean;
  readonly otherRepository?: boolean;
}

export type HandoffDecision =
  | {
      readonly decision: 'hand-off';
      readonly kind: 'release' | 'rollback';
      readonly generation: number;
      readonly previousRelease: string | undefined;
      /** For the history. */
      readonly highestBuild: number;
      /** The line of the current generation, when the history lacks it: its hand-off was killed just before. */
      readonly missingLine: HistoryLine | undefined;
    }
  | {
      readonly decision: 'refuse';
      readonly reason: 'late' | 'other-repository';
      readonly message: string;
      /** What the build is held against. */
      readonly current: Facts;
    };

/** What is known of the generation before, from its own files or from the history. */
type Facts = Pick<HistoryLine, 'generation' | 'release' | 'build' | 'repositoryUuid' | 'highestBuild'> & {
  readonly contentSha256: string | undefined;
  readonly recordBuild: number | undefined;
  readonly recordRepositoryUuid: string | undefined;
};

/** Decides by design.md, section 8. Pure. */
export function decideHandoff(candidate: Candidate, state: ControlState, confirmed: Confirmed = {}): HandoffDecision {
  const before = factsOf(state);
  const lastGeneration = Math.max(state.highest, ...state.history.map(({ generation }) => generation));
  const shared = { decision: 'hand-off', generation: lastGeneration + 1, missingLine: missingLine(state) } as const;
  if (before === undefined) {
    return { ...shared, kind: 'release', previousRelease: undefined, highestBuild: candidate.build };
  }
  const ofOneRepository = isSameUuid(candidate.repositoryUuid, before.repositoryUuid);
  if (!ofOneRepository && confirmed.otherRepository !== true && !isAccepted(candidate, state)) {
    const message = `generation ${before.generation} was handed over by repository ${before.repositoryUuid}, and this build is of ${candidate.repositoryUuid}`;
    return { decision: 'refuse', reason: 'other-repository', message, current: before };
  }
  if (ofOneRepository && candidate.build < before.highestBuild && !isKnownBuild(candidate, before, state)) {
    if (confirmed.late !== true) {
      const message = `build ${candidate.build} comes late: build ${before.highestBuild} has handed over before it, and build ${candidate.build} never did`;
      return { decision: 'refuse', reason: 'late', message, current: before };
    }
  }
  return {
    ...shared,
    kind: isRollback(candidate, before, state) ? 'rollback' : 'release',
    previousRelease: before.release,
    highestBuild: ofOneRepository ? Math.max(candidate.build, before.highestBuild) : candidate.build,
  };
}

/** A release that was there before and is not now; or, where history is silent, one that was made before the current one. */
function isRollback(candidate: Candidate, before: Facts, { history }: ControlState): boolean {
  if (isSameRelease(candidate, before)) {
    return false;
  }
  if (history.some((line) => isSameRelease(candidate, line))) {
    return true;
  }
  return (
    before.recordBuild !== undefined &&
    candidate.recordBuild < before.recordBuild &&
    isSameUuid(candidate.recordRepositoryUuid, before.recordRepositoryUuid ?? '')
  );
}

/** One folder and, for `developer`, the same content (design.md, section 9). */
function isSameRelease(
  candidate: Candidate,
  other: { readonly release: string; readonly contentSha256: string | undefined },
): boolean {
  return (
    candidate.release === other.release &&
    (candidate.release !== developerFolder || candidate.contentSha256 === other.contentSha256)
  );
}

/** A build that has handed over before does it again on purpose: Bitbucket's Redeploy keeps its number. */
function isKnownBuild({ build, repositoryUuid }: Candidate, before: Facts, { history }: ControlState): boolean {
  return [before, ...history].some((line) => line.build === build && isSameUuid(line.repositoryUuid, repositoryUuid));
}

function isAccepted({ repositoryUuid }: Candidate, { acceptedRepositories }: ControlState): boolean {
  return acceptedRepositories.some((accepted) => isSameUuid(accepted, repositoryUuid));
}

/** With or without braces. */
function isSameUuid(a: string, b: string): boolean {
  const bare = (uuid: string): string => uuid.replaceAll(/[{}]/g, '').toLowerCase();
  return bare(a) === bare(b);
}

function lastLine({ history }: ControlState): HistoryLine | undefined {
  return history.toSorted((a, b) => a.generation - b.generation).at(-1);
}

/** `current` decides; where it is gone, the last line of the history says what it was. */
function factsOf(state: ControlState): Facts | undefined {
  const { current, history } = state;
  const last = lastLine(state);
  if (current === undefined) {
    return last && { ...last, recordRepositoryUuid: last.repositoryUuid };
  }
  const { generation, handoff, record } = current;
  const { build, repositoryUuid } = handoff.source;
  const line = history.find((one) => one.generation === generation);
  return {
    generation,
    release: handoff.release,
    build,
    repositoryUuid,
    highestBuild: highestBuild(build, repositoryUuid, last),
    contentSha256: record?.contentSha256 ?? line?.contentSha256,
    recordBuild: record?.build ?? line?.recordBuild,
    recordRepositoryUuid: record?.repositoryUuid ?? repositoryUuid,
  };
}

function highestBuild(build: number, repositoryUuid: string, last: HistoryLine | undefined): number {
  return last !== undefined && isSameUuid(last.repositoryUuid, repositoryUuid)
    ? Math.max(build, last.highestBuild)
    : build;
}

function missingLine(state: ControlState): HistoryLine | undefined {
  const { current } = state;
  const last = lastLine(state);
  if (current?.record === undefined || (last !== undefined && last.generation >= current.generation)) {
    return undefined;
  }
  const { generation, handoff, record } = current;
  const { release, kind, source, handedOff } = handoff;
  return {
    schema: 1,
    generation,
    release,
    kind,
    contentSha256: record.contentSha256,
    recordBuild: record.build,
    build: source.build,
    highestBuild: highestBuild(source.build, source.repositoryUuid, last),
    repositoryUuid: source.repositoryUuid,
    commit: source.commit,
    at: handedOff.at,
    by: handedOff.by,
  };
}
