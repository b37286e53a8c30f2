import type { ControlNode } from '../handoff/control-node.ts';
import type { Build } from '../release/build.ts';
import type { BuildTarget } from '../repo-info/build-target.ts';
import type { RepositoryKind } from '../store/layout.ts';
import type { StoreCredentials } from '../store/s3/credentials.ts';
import type { S3StoreOptions } from '../store/s3/s3-store.ts';

/** The pipe's variables in their normal form: checked, with defaults, nothing left to interpret. */
export interface Settings {
  readonly kind: RepositoryKind;
  /** REPO_NAME */
  readonly name: string;
  readonly binName: string | undefined;
  readonly target: BuildTarget;
  /** Why nothing is published, when `target` is neither a tag nor the developer branch. */
  readonly checkOnly: string | undefined;
  /** undefined: the default of the kind. */
  readonly files: readonly string[] | undefined;
  readonly placeholderFiles: readonly string[] | undefined;
  /** What a check leaves out for want of a variable, as people read it. */
  readonly unchecked: readonly string[];
  /** Empty in a check without stores. */
  readonly stores: readonly StoreSettings[];
  /** DIST only: where the release is handed to. */
  readonly controlNode: ControlNode | undefined;
  readonly releaseBranch: string;
  readonly tagCheck: 'auto' | 'true' | 'false';
  /** Whether TAG names another tag than Bitbucket does. */
  readonly isTagByHand: boolean;
  readonly dryRun: boolean;
  /** Every warning is an error. */
  readonly strict: boolean;
  readonly debug: boolean;
  /** Absolute. */
  readonly cloneDir: string;
  readonly origin: Origin;
  readonly slackWebhookUrl: string | undefined;
  /** Absolute. */
  readonly reportFile: string | undefined;
  /** BITBUCKET_PIPELINES_VARIABLES_PATH: where later steps find what this one tells them. Absolute. */
  readonly outputFile: string | undefined;
}

export interface StoreSettings
  extends Omit<S3StoreOptions, 'credentials' | 'signal' | 'onSecret' | 'conditionalMultipart' | 'idleTimeoutMs'> {
  /** Never those that the machine has by itself: these are for nodes. */
  readonly credentials: StoreCredentials;
}

/** What Bitbucket says of the run. */
export type Origin = Omit<Build, 'runId'>;
