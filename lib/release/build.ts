/** The run of a pipeline that publishes: what records and package metadata say about where bytes come from. */
export interface Build {
  /** `workspace/repository` */
  readonly repository: string;
  readonly repositoryUuid: string;
  /** Full commit hash. */
  readonly commit: string;
  /** `tag:2.0.0` or `branch:developer` */
  readonly ref: string;
  /** BITBUCKET_BUILD_NUMBER: rises with each new run, stays when a step is run again. */
  readonly build: number;
  /** BITBUCKET_STEP_RUN_NUMBER: counts the runs of the step within the build, from 1. */
  readonly stepRun: number;
  /** The page of the run. */
  readonly url: string;
  /** Unique to this process: by it a run knows its own writes again when an answer was lost. */
  readonly runId: string;
}

/** Whether `a` is the later of two builds of one repository. */
export function isNewerBuild(a: BuildOrder, b: BuildOrder): boolean {
  return a.build > b.build || (a.build === b.build && a.stepRun > b.stepRun);
}

export type BuildOrder = Pick<Build, 'build' | 'stepRun'>;
