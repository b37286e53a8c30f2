import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { quoted } from '../lib/core/diagnostics.ts';
import { TagshipError } from '../lib/core/errors.ts';
import { shortDigest } from '../lib/report/short-digest.ts';
import type { Environment } from '../lib/settings/secrets.ts';
import { openGit } from '../lib/source/git.ts';
import { type CloneFacts, commitOfTag, nameOfRemote, readCloneFacts } from './clone-facts.ts';
import type { Desk, StoreChoice } from './desk.ts';

/** The options that stand for variables of the pipe. */
export interface SourceOptions extends StoreChoice {
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly binName?: string | undefined;
  readonly file?: readonly string[] | undefined;
  readonly tag?: string | undefined;
  readonly branch?: string | undefined;
  readonly strict?: boolean | undefined;
}

export interface SourceEnvironment {
  /** As a pipeline would have it. */
  readonly env: Environment;
  /** The folder and the commit, for people. */
  readonly lookedAt: string;
  readonly notes: readonly string[];
  /** Whether the variables name a store at all. */
  readonly namesStores: boolean;
  /** Whether Bitbucket's own variables say which repository this is. */
  readonly knowsRepository: boolean;
}

/** Higher than any: what is looked at at a desk is what the next build would do. */
const nextBuild = '999999999999999';

/**
 * Puts together the variables that a pipeline of this clone would have: the options first, then the environment, then
 * what git knows. What Bitbucket's own variables say is taken in the step that cloned the folder, and nowhere else. Throws `invalid-input` when there is no such folder, or when the tag is of another commit.
 */
export async function readSourceEnvironment(
  { env: environment, workingDir, signal }: Desk,
  directory: string | undefined,
  options: SourceOptions,
): Promise<SourceEnvironment> {
  const stepDir = (environment['CI'] === 'true' && environment['BITBUCKET_CLONE_DIR']) || undefined;
  const cloneDir = resolve(workingDir, directory ?? stepDir ?? '.');
  if (!statSync(cloneDir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new TagshipError('invalid-input', `there is no folder ${quoted(cloneDir)}`, {
      hint: 'give the folder of a repository',
    });
  }
  const isOfStep = stepDir !== undefined && resolve(workingDir, stepDir) === cloneDir;
  const foreign = isOfStep ? [] : Object.keys(environment).filter((name) => environment[name] && isOfClone(name));
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.includes(name)));
  const git = openGit({ cloneDir, path: env['PATH'] ?? '', signal });
  const facts = await readCloneFacts(git);
  const given: Record<string, string | undefined> = { ...env, ...variablesOf(options), BITBUCKET_CLONE_DIR: cloneDir };
  if (!given['TAG'] && !given['BITBUCKET_TAG'] && !given['BRANCH'] && !given['BITBUCKET_BRANCH']) {
    given['BITBUCKET_TAG'] = facts?.tag;
    given['BITBUCKET_BRANCH'] = facts?.branch;
  }
  const namesStores = ['STORES', 'STORES_COUNT', 'BUCKET_NAME'].some((name) => given[name]);
  const tag = given['TAG'] || given['BITBUCKET_TAG'];
  if (tag && facts !== undefined) {
    requireCheckedOut({ tag, head: facts.head, tagged: await commitOfTag(git, tag) });
  }
  // without a store a commit is compared with nothing
  const noCommit = namesStores ? undefined : '0'.repeat(40);
  const asksRemote = facts !== undefined && !given['KIND'] && !hasKind(basename(cloneDir));
  const slug = (asksRemote ? await nameOfRemote(git) : undefined) ?? basename(cloneDir);
  const defaults: Environment = {
    BITBUCKET_COMMIT: facts?.head ?? noCommit,
    BITBUCKET_REPO_SLUG: slug,
    BITBUCKET_REPO_FULL_NAME: `desk/${slug.replaceAll(/[\s/]/g, '-') || 'clone'}`,
    BITBUCKET_REPO_UUID: 'desk',
    BITBUCKET_BUILD_NUMBER: nextBuild,
  };
  for (const [name, value] of Object.entries(defaults)) {
    given[name] ||= value;
  }
  return {
    env: given,
    lookedAt: `looked at ${cloneDir}, ${describeCommit(facts)}`,
    notes: [
      ...(foreign.length === 0
        ? []
        : [`passed over, because no step cloned this folder: ${foreign.toSorted().join(', ')}`]),
      ...(facts?.isChanged ? ['this clone has changes that are not committed; a pipeline would not have them'] : []),
    ],
    namesStores,
    knowsRepository: Boolean(env['BITBUCKET_REPO_UUID']),
  };
}

/** What is looked at is what is checked out: of another commit nothing would be true. */
function requireCheckedOut({
  tag,
  head,
  tagged,
}: Readonly<Record<'tag' | 'head' | 'tagged', string | undefined>>): void {
  if (tagged !== undefined && tagged !== head) {
    throw new TagshipError(
      'invalid-input',
      `tag ${tag} is of commit ${tagged}, and ${head ?? 'no commit'} is checked out`,
      { hint: `check it out first: git switch --detach ${tag}` },
    );
  }
}

/** Whether Bitbucket says by it what is built; its token signs in to stores, whatever that is. */
function isOfClone(name: string): boolean {
  return name.startsWith('BITBUCKET_') && name !== 'BITBUCKET_STEP_OIDC_TOKEN';
}

function describeCommit(facts: CloneFacts | undefined): string {
  if (facts === undefined) {
    return 'which is no git clone';
  }
  return facts.head === undefined ? 'which has no commit' : `commit ${shortDigest(facts.head)}`;
}

/** Whether the name of a repository ends in its kind. */
function hasKind(name: string): boolean {
  return /\.(?:src|rel|dist)$/i.test(name);
}

/** Where an option is given, what the environment says of the same is passed over. */
function variablesOf({ kind, name, binName, file, tag, branch, strict }: SourceOptions): Environment {
  return {
    // at a desk it is another program's as likely as not, and has no form that a pipe would take
    DEBUG: undefined,
    ...(kind === undefined ? {} : { KIND: kind }),
    ...(name === undefined ? {} : { REPO_NAME: name }),
    ...(binName === undefined ? {} : { BIN_NAME: binName }),
    ...(file === undefined ? {} : { FILES: file.join('\n'), FILES_COUNT: undefined }),
    ...(tag === undefined && branch === undefined
      ? {}
      : { TAG: tag, BRANCH: branch, BITBUCKET_PR_ID: undefined, BITBUCKET_TAG: tag, BITBUCKET_BRANCH: branch }),
    ...(strict === true ? { STRICT: 'true' } : {}),
  };
}
