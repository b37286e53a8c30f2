import type { NodeModule } from '../node-state/journal.ts';

/** By it the processes of a script are found again, whatever they did with their group or their parent. */
export const stepMark = 'TAGSHIP_STEP';

/** Passed on as they are: what a login shell of the user would have, and what the AWS CLI of an old script signs in with. */
const passedOn =
  /^(?:HOME|USER|LOGNAME|LANG|LC_[A-Z]+|TZ|AWS_[A-Z0-9_]+|(?:https?|no|all)_proxy|(?:HTTPS?|NO|ALL)_PROXY)$/;

const standardFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export interface ScriptSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly bucket: string;
  readonly region: string | undefined;
  readonly root: string;
  /** `<run>/<step>` */
  readonly mark: string;
  /** The verified SRC package on this node. */
  readonly binPackage: string | undefined;
}

/**
 * The whole environment of a module's script. BITBUCKET_TAG is SRC's tag, which scripts that were written for the folder of
 * the program mean by it (D3). A module without SRC has no BIN_NAME, SRC_TAG, BITBUCKET_TAG and BIN_PACKAGE.
 */
export function scriptEnvironment(
  { name, version, src }: NodeModule,
  { environment, bucket, region, root, mark, binPackage }: ScriptSurroundings,
): Readonly<Record<string, string>> {
  const passed = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && passedOn.test(entry[0]),
  );
  const [, srcTag = '', srcFile = ''] = src?.key.split('/') ?? [];
  return {
    ...(region === undefined ? {} : { AWS_DEFAULT_REGION: region }),
    ...Object.fromEntries(passed),
    PATH: searchPath(environment['PATH'] ?? ''),
    BUCKET_NAME: bucket,
    REPO_NAME: name,
    REL_TAG: version,
    ...(src === null ? {} : { BIN_NAME: srcFile.replace(/\.tar\.gz$/, ''), SRC_TAG: srcTag, BITBUCKET_TAG: srcTag }),
    ...(binPackage === undefined ? {} : { BIN_PACKAGE: binPackage }),
    ...(root === '/' ? {} : { ROOT: root }),
    [stepMark]: mark,
  };
}

/** Timers and remote shells often have a short one: what is missing of the standard folders comes last. */
function searchPath(given: string): string {
  const own = given.split(':').filter((folder) => folder.startsWith('/'));
  return [...own, ...standardFolders.filter((folder) => !own.includes(folder))].join(':');
}
