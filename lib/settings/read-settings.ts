import { resolve } from 'node:path';
import { type Diagnostic, renderDiagnostic } from '../core/diagnostics.ts';
import { isName } from '../core/names.ts';
import { type RepositoryKind, repositoryKinds } from '../store/layout.ts';
import { checkAfterScript } from './check-after-script.ts';
import { checkNames, checkRepositoryName, kindMissing } from './check-names.ts';
import { checkValues } from './check-values.ts';
import { type GivenVariables, givenVariables, isMissing, isStoreName, storeVariableNames } from './given-variables.ts';
import { nearMisses } from './near-misses.ts';
import { readControlNode } from './read-control-node.ts';
import { readOrigin } from './read-origin.ts';
import { readStores } from './read-stores.ts';
import { readTarget } from './read-target.ts';
import type { Environment } from './secrets.ts';
import type { Settings, StoreSettings } from './settings.ts';

/**
 * `settings` is undefined when not even the kind and the name are right. Where other variables are wrong it holds what is
 * right, so that all the rest can be checked as well; nothing may be published while `diagnostics` has an error.
 */
export interface ReadSettings {
  readonly settings: Settings | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the pipe's variables out of an environment, checks them all, and gives their normal form (design.md, section 4).
 * `workingDir` is the clone dir where Bitbucket does not say one. Never throws.
 */
export function readSettings(env: Environment, workingDir: string): ReadSettings {
  const given = givenVariables(env);
  const { texts, lists } = given;
  const { target, checkOnly, ref, diagnostics: targetProblems } = readTarget(given, env);
  const isCheck = checkOnly !== undefined;
  const kind = readKind(given, env);
  const name = texts.get('REPO_NAME');
  const binName = texts.get('BIN_NAME');
  const origin = readOrigin(env, isCheck);
  const wrongValues = checkValues(given);
  const isWrong = (variable: string): boolean =>
    wrongValues.some(({ at }) => at.in === 'variable' && at.name === variable);
  const read = readStores(given, {
    oidcToken: env['BITBUCKET_STEP_OIDC_TOKEN'] || undefined,
    sessionName: sessionName(env),
  });
  const control = kind === 'dist' ? readControlNode(given, env) : noControlNode;
  const diagnostics = [
    ...given.diagnostics,
    ...wrongValues,
    ...(kind === undefined && isMissing(given, 'KIND') ? [kindMissing] : []),
    ...checkNames(kind, given),
    ...checkRepositoryName(given, env['BITBUCKET_REPO_SLUG'] ?? ''),
    ...control.diagnostics.filter(({ at }) => at.in !== 'variable' || !isWrong(at.name)),
    ...targetProblems,
    ...origin.diagnostics,
    // a check publishes nothing, so it may stand anywhere
    ...(isCheck ? [] : [...read.diagnostics, ...checkAfterScript(env)]),
    ...nearMisses(env, (lists.get('STORES') ?? []).filter(isStoreName)),
  ];
  if (kind === undefined || name === undefined || !isName(name)) {
    return { settings: undefined, diagnostics };
  }
  const cloneDir = resolve(workingDir, env['BITBUCKET_CLONE_DIR'] || '.');
  const reportFile = texts.get('REPORT_FILE');
  const outputFile = env['BITBUCKET_PIPELINES_VARIABLES_PATH'] || undefined;
  return {
    settings: {
      kind,
      name,
      binName,
      target,
      checkOnly,
      files: lists.get('FILES') ?? (isWanting(given, kind) ? [] : undefined),
      placeholderFiles: lists.get('PLACEHOLDER_FILES'),
      unchecked: isCheck ? uncheckedStores(given, read.diagnostics) : [],
      stores: read.stores.filter((store) => !hasWrongValue(store, wrongValues)),
      controlNode: controlVariables.some(isWrong) ? undefined : control.controlNode,
      releaseBranch: texts.get('RELEASE_BRANCH') ?? 'master',
      tagCheck: readTagCheck(texts.get('TAG_CHECK')),
      isTagByHand: target.on === 'tag' && target.tag !== env['BITBUCKET_TAG'],
      dryRun: isTrue(texts.get('DRY_RUN')),
      strict: isTrue(texts.get('STRICT')),
      debug: isTrue(texts.get('DEBUG')),
      cloneDir,
      origin: { ...origin.value, ref },
      slackWebhookUrl: isWrong('SLACK_WEBHOOK_URL') ? undefined : texts.get('SLACK_WEBHOOK_URL'),
      reportFile: reportFile === undefined ? undefined : resolve(cloneDir, reportFile),
      outputFile: outputFile === undefined ? undefined : resolve(cloneDir, outputFile),
    },
    diagnostics,
  };
}

const noControlNode = { controlNode: undefined, diagnostics: [] } as const;

const controlVariables = ['CONTROL_NODE', 'SSH_USER', 'SSH_PORT', 'SSH_KEY', 'SSH_JUMP_HOST', 'REMOTE_PATH'];

/** Whether it is said already that FILES must be given, or in another form: then no file is looked for. */
function isWanting(given: GivenVariables, kind: RepositoryKind): boolean {
  return kind === 'src' || !isMissing(given, 'FILES');
}

function readKind({ texts }: GivenVariables, env: Environment): RepositoryKind | undefined {
  const word = texts.get('KIND') ?? /\.([a-z]+)$/i.exec(env['BITBUCKET_REPO_SLUG'] ?? '')?.[1]?.toLowerCase();
  return repositoryKinds.find((kind) => kind === word);
}

/** The repository and the build: with a long name the end of the repository's goes, and never the build. */
function sessionName(env: Environment): string {
  const build = `-${env['BITBUCKET_BUILD_NUMBER'] ?? ''}`.slice(0, 20);
  const name = `tagship-${env['BITBUCKET_REPO_SLUG'] ?? ''}`.slice(0, 64 - build.length);
  return `${name}${build}`.replaceAll(/[^\w+=,.@-]/g, '-');
}

/** A check needs no store: what it cannot ask for want of a variable is told, and is no fault. */
function uncheckedStores(given: GivenVariables, findings: readonly Diagnostic[]): readonly string[] {
  if (!given.lists.has('STORES') && !given.texts.has('BUCKET_NAME')) {
    return ['no store is given: whether what is referred to is released there is not checked'];
  }
  return findings.map((finding) => `a store is not checked: ${renderDiagnostic(finding)}`);
}

/** Whether a variable of the store, its own or one for all stores, has a value that cannot be used. */
function hasWrongValue({ name }: StoreSettings, wrongValues: readonly Diagnostic[]): boolean {
  return wrongValues.some(
    ({ at }) =>
      at.in === 'variable' &&
      storeVariableNames.some((variable) => at.name === variable || at.name === `${name}_${variable}`),
  );
}

function readTagCheck(text: string | undefined): Settings['tagCheck'] {
  return text === 'true' || text === 'false' ? text : 'auto';
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(?:true|yes)$/i.test(text);
}
