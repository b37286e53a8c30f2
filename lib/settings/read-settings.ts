import { resolve } from 'node:path';
import { type Diagnostic, quoted } from '../core/diagnostics.ts';
import { isName } from '../core/names.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { type RepositoryKind, repositoryKinds } from '../store/layout.ts';
import { checkValues } from './check-values.ts';
import {
  type GivenVariables,
  givenVariables,
  isMissing,
  isStoreName,
  storeVariableNames,
  variableNames,
} from './given-variables.ts';
import { readStores } from './read-stores.ts';
import { readTarget } from './read-target.ts';
import type { Environment } from './secrets.ts';
import type { Origin, Settings, StoreSettings } from './settings.ts';

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
  const diagnostics = [
    ...given.diagnostics,
    ...wrongValues,
    ...(kind === undefined && isMissing(given, 'KIND') ? [kindMissing] : []),
    ...checkNames(kind, given),
    ...targetProblems,
    ...origin.diagnostics,
    // a check needs no store: what it cannot ask for want of a variable is said, and is no error
    ...read.diagnostics.map((found): Diagnostic => (isCheck ? { ...found, severity: 'warning' } : found)),
    ...nearMisses(env, (lists.get('STORES') ?? []).filter(isStoreName)),
  ];
  if (kind === undefined || name === undefined || !isName(name)) {
    return { settings: undefined, diagnostics };
  }
  const cloneDir = resolve(workingDir, env['BITBUCKET_CLONE_DIR'] || '.');
  const reportFile = texts.get('REPORT_FILE');
  return {
    settings: {
      kind,
      name,
      binName,
      target,
      checkOnly,
      files: lists.get('FILES') ?? (isWanting(given, kind) ? [] : undefined),
      placeholderFiles: lists.get('PLACEHOLDER_FILES'),
      stores: read.stores.filter((store) => !hasWrongValue(store, wrongValues)),
      releaseBranch: texts.get('RELEASE_BRANCH') ?? 'master',
      tagCheck: readTagCheck(texts.get('TAG_CHECK')),
      dryRun: isTrue(texts.get('DRY_RUN')),
      strict: isTrue(texts.get('STRICT')),
      debug: isTrue(texts.get('DEBUG')),
      cloneDir,
      origin: { ...origin.value, ref },
      slackWebhookUrl: isWrong('SLACK_WEBHOOK_URL') ? undefined : texts.get('SLACK_WEBHOOK_URL'),
      reportFile: reportFile === undefined ? undefined : resolve(cloneDir, reportFile),
    },
    diagnostics,
  };
}

/** Whether it is said already that FILES must be given, or in another form: then no file is looked for. */
function isWanting(given: GivenVariables, kind: RepositoryKind): boolean {
  return kind === 'src' || !isMissing(given, 'FILES');
}

function readKind({ texts }: GivenVariables, env: Environment): RepositoryKind | undefined {
  const word = texts.get('KIND') ?? /\.([a-z]+)$/i.exec(env['BITBUCKET_REPO_SLUG'] ?? '')?.[1]?.toLowerCase();
  return repositoryKinds.find((kind) => kind === word);
}

const kindMissing: Diagnostic = {
  severity: 'error',
  at: { in: 'variable', name: 'KIND' },
  message: "required field, because the repository's name ends in none of .src, .rel, .dist",
  hint: 'write src, rel or dist',
};

function checkNames(kind: RepositoryKind | undefined, given: GivenVariables): readonly Diagnostic[] {
  const { texts } = given;
  const name = texts.get('REPO_NAME');
  const binName = texts.get('BIN_NAME');
  const problems: Diagnostic[] = [];
  const report = (variable: string, message: string, hint: string): void => {
    problems.push({ severity: 'error', at: { in: 'variable', name: variable }, message, hint });
  };
  if (isMissing(given, 'REPO_NAME')) {
    report('REPO_NAME', 'required field', "write the module's or project's name without suffix, e.g. ModuleX");
  } else if (name !== undefined && isName(name) && /\.(?:src|rel|dist)$/i.test(name)) {
    report('REPO_NAME', `${quoted(name)} has the suffix of a repository`, `write ${name.replace(/\.\w+$/, '')}`);
  }
  if (kind === 'src' && isMissing(given, 'BIN_NAME')) {
    report('BIN_NAME', 'required field', "write the binary's name, e.g. modulex-client");
  }
  if (name !== undefined && name === binName && kind !== 'dist') {
    report(
      'BIN_NAME',
      `${quoted(binName)} is REPO_NAME as well`,
      'both packages share a folder; name the binary otherwise',
    );
  }
  if (kind === 'src' && isMissing(given, 'FILES')) {
    report('FILES', 'required field', "write the files and folders that the build made, e.g. ['build']");
  }
  if (kind === 'dist' && texts.has('CONTROL_NODE')) {
    report(
      'CONTROL_NODE',
      'this version does not hand off to a control node',
      'leave it out until a version that does',
    );
  }
  return problems;
}

function readOrigin(
  env: Environment,
  isCheck: boolean,
): { readonly value: Omit<Origin, 'ref'>; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const read = (name: string, pattern: RegExp, absent: string): string => {
    const value = env[name] ?? '';
    if (pattern.test(value)) {
      return value;
    }
    if (!isCheck) {
      const message = value === '' ? 'required field' : `${quoted(value)} cannot be used`;
      diagnostics.push({
        severity: 'error',
        at: { in: 'variable', name },
        message,
        hint: 'Bitbucket Pipelines sets it',
      });
    }
    return absent;
  };
  const repository = read('BITBUCKET_REPO_FULL_NAME', /^[^\s/]+\/[^\s/]+$/, '');
  const build = read('BITBUCKET_BUILD_NUMBER', /^\d{1,15}$/, '0');
  const value = {
    repository,
    repositoryUuid: read('BITBUCKET_REPO_UUID', /^\{?[0-9A-Za-z-]{1,64}\}?$/, ''),
    commit: read('BITBUCKET_COMMIT', /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, ''),
    build: Number(build),
    stepRun: /^[1-9]\d{0,8}$/.test(env['BITBUCKET_STEP_RUN_NUMBER'] ?? '')
      ? Number(env['BITBUCKET_STEP_RUN_NUMBER'])
      : 1,
    url: `https://bitbucket.org/${repository}/pipelines/results/${build}`,
  };
  return { value, diagnostics };
}

/** A name that is no variable of ours but nearly one: it would be passed over in silence. */
function nearMisses(env: Environment, stores: readonly string[]): readonly Diagnostic[] {
  const known = [...variableNames, ...stores.flatMap((store) => storeVariableNames.map((name) => `${store}_${name}`))];
  const taken = new Set(known);
  return Object.keys(env).flatMap((name): Diagnostic[] => {
    const isList = /^(.+)_(?:COUNT|\d+)$/.exec(name)?.[1];
    if (taken.has(name) || (isList !== undefined && taken.has(isList)) || /^(?:BITBUCKET_|[a-z])/.test(name)) {
      return [];
    }
    const meant = nearestWord(name, known);
    return meant === undefined
      ? []
      : [
          {
            severity: 'warning',
            at: { in: 'variable', name },
            message: 'unknown variable',
            hint: `did you mean ${meant}?`,
          },
        ];
  });
}

function sessionName(env: Environment): string {
  const name = `tagship-${env['BITBUCKET_REPO_SLUG'] ?? ''}-${env['BITBUCKET_BUILD_NUMBER'] ?? ''}`;
  return name.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
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
