// generated from schemas/settings.schema.json; run `npm run generate`

/**
 * The variables of the pipe, as they stand under `variables:` in bitbucket-pipelines.yml: texts, and lists of texts.
 */
export interface Settings {
  /**
   * `src`, `rel` or `dist`. Default: the suffix of the repository's name.
   */
  readonly KIND?: 'src' | 'rel' | 'dist';
  /**
   * The module's or the project's name without suffix, case kept, e.g. `ModuleX`.
   */
  readonly REPO_NAME?: string;
  /**
   * The binary's name: the SRC package's name without suffix. Required for `src`, and for a `rel` whose `src_branch` is not `none`.
   */
  readonly BIN_NAME?: string;
  /**
   * Files and folders to pack, relative to the clone directory, no globs; `repo-info` is always packed. Required for `src`. Default for `rel`: `deploy.sh` and `upgrade.sh`, and as far as present `etc files check.sh remove.sh`; for `dist`: every file in git except those with a name that starts with `.` in their path, `bitbucket-pipelines.yml`, `docs/` and `*.md`.
   */
  readonly FILES?: readonly string[];
  /**
   * Packed files in which placeholders are rendered for each store. Default for `rel`: `deploy.sh upgrade.sh`; for `dist`: `install.sh upgrade.sh`.
   */
  readonly PLACEHOLDER_FILES?: readonly string[];
  /**
   * The names of the stores; each has its own variables, e.g. `PROJECTA_BUCKET_NAME`. Default: one store, from the names without prefix.
   */
  readonly STORES?: readonly string[];
  /**
   * The bucket of the only store, when STORES is not given; else each store's `<STORE>_BUCKET_NAME`.
   */
  readonly BUCKET_NAME?: string;
  /**
   * The bucket's region. AWS_DEFAULT_REGION is read as well; a store with S3_ENDPOINT needs none.
   */
  readonly AWS_REGION?: string;
  /**
   * The IAM role to assume by the step's OIDC token (`oidc: true`).
   */
  readonly AWS_OIDC_ROLE_ARN?: string;
  /**
   * Instead of a role.
   */
  readonly AWS_ACCESS_KEY_ID?: string;
  /**
   * Instead of a role.
   */
  readonly AWS_SECRET_ACCESS_KEY?: string;
  /**
   * For temporary access keys.
   */
  readonly AWS_SESSION_TOKEN?: string;
  /**
   * The address of an S3-compatible store; the bucket is addressed by path.
   */
  readonly S3_ENDPOINT?: string;
  /**
   * The address of the security token service that AWS_OIDC_ROLE_ARN is assumed at, for stores with an S3_ENDPOINT; a store on AWS takes its own `<STORE>_STS_ENDPOINT` only. Default: AWS's own in the region.
   */
  readonly STS_ENDPOINT?: string;
  /**
   * The AWS account (12 digits) that the bucket must belong to.
   */
  readonly EXPECTED_BUCKET_OWNER?: string;
  /**
   * Read when AWS_REGION is not given.
   */
  readonly AWS_DEFAULT_REGION?: string;
  /**
   * The tag that is built. Default: `$BITBUCKET_TAG`.
   */
  readonly TAG?: string;
  /**
   * The branch that is built. Default: `$BITBUCKET_BRANCH`.
   */
  readonly BRANCH?: string;
  /**
   * The branch whose builds go to the folder `developer`.
   */
  readonly DEVELOPER_BRANCH?: string;
  /**
   * The branch that tags must be on.
   */
  readonly RELEASE_BRANCH?: string;
  /**
   * `auto`: a tag that is not on RELEASE_BRANCH is refused; where a shallow clone cannot tell, that is said. `true`: not being able to tell is an error. `false`: off.
   */
  readonly TAG_CHECK?: 'auto' | 'true' | 'false';
  /**
   * Check and pack everything, write nothing to any store. `'true'` or `'false'`, in any case.
   */
  readonly DRY_RUN?: string;
  /**
   * Make every warning an error. `'true'` or `'false'`, in any case.
   */
  readonly STRICT?: string;
  /**
   * Print more. `'true'` or `'false'`, in any case.
   */
  readonly DEBUG?: string;
  /**
   * `dist` only: the host that the release is handed to; without it nothing is handed over. `local`, outside the image only, is the machine that the pipe runs on.
   */
  readonly CONTROL_NODE?: string;
  /**
   * `dist` only: the user on the control node.
   */
  readonly SSH_USER?: string;
  /**
   * `dist` only: the control node's port.
   */
  readonly SSH_PORT?: string;
  /**
   * `dist` only: a private key without passphrase, in base64. Default: the pipeline's key.
   */
  readonly SSH_KEY?: string;
  /**
   * `dist` only: host keys in the form of a known_hosts file; they are always checked. Default: the pipeline's known hosts.
   */
  readonly SSH_KNOWN_HOSTS?: string;
  /**
   * `dist` only: `[user@]host[:port]` to connect through.
   */
  readonly SSH_JUMP_HOST?: string;
  /**
   * `dist` only: the folder on the control node in which every project has its own. A forced command names its own, and this one is passed over.
   */
  readonly REMOTE_PATH?: string;
  /**
   * Tell the result there too. A failing Slack never fails the run.
   */
  readonly SLACK_WEBHOOK_URL?: string;
  /**
   * Write the run's report as JSON to this file, relative to the clone directory.
   */
  readonly REPORT_FILE?: string;
  /**
   * The store's bucket.
   *
   * This interface was referenced by `Settings`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z][A-Z0-9_]{0,63}_BUCKET_NAME$".
   *
   * The bucket's region. AWS_DEFAULT_REGION is read as well; a store with S3_ENDPOINT needs none.
   *
   * This interface was referenced by `Settings`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z][A-Z0-9_]{0,63}_AWS_REGION$".
   *
   * The IAM role to assume by the step's OIDC token (`oidc: true`).
   *
   * This interface was referenced by `Settings`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z][A-Z0-9_]{0,63}_AWS_OIDC_ROLE_ARN$".
   *
   * Instead of a role.
   *
   * This interface was referenced by `Settings`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z][A-Z0-9_]{0,63}_AWS_ACCESS_KEY_ID$".
   *
   * Instead of a role.
   *
   * This interface was referenced by `Settings`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z][A-Z0-9_]{0,63}_AWS_SECRET_ACCESS_KEY$".
   *
   * For temporary access keys.
   *
   * This interface was referenced by `Settings`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z][A-Z0-9_]{0,63}_AWS_SESSION_TOKEN$".
   *
   * The address of an S3-compatible store; the bucket is addressed by path.
   *
   * This interface was referenced by `Settings`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z][A-Z0-9_]{0,63}_S3_ENDPOINT$".
   *
   * The address of the security token service that AWS_OIDC_ROLE_ARN is assumed at, for S3-compatible stores and private endpoints. Default: AWS's own in the region.
   *
   * This interface was referenced by `Settings`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z][A-Z0-9_]{0,63}_STS_ENDPOINT$".
   *
   * The AWS account (12 digits) that the bucket must belong to.
   *
   * This interface was referenced by `Settings`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z][A-Z0-9_]{0,63}_EXPECTED_BUCKET_OWNER$".
   */
  readonly [k: string]: string | 'src' | 'rel' | 'dist' | readonly string[] | 'auto' | 'true' | 'false' | undefined;
}
