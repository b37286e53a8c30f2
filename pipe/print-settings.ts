import { type ControlNode, describeControlNode } from '../lib/handoff/control-node.ts';
import type { ReportSubject } from '../lib/report/run-report.ts';
import type { Settings, StoreSettings } from '../lib/settings/settings.ts';
import { storeVariables } from '../lib/store/variables.ts';
import type { Console } from './console.ts';

/** Says what the run works with: everything that is not secret. */
export function printSettings(console: Console, settings: Settings): void {
  const { kind, name, binName, origin, stores, controlNode } = settings;
  const binary = binName === undefined ? '' : ` (binary ${binName})`;
  const commit = origin.commit === '' ? '' : `, commit ${origin.commit.slice(0, 12)}`;
  console.info(`${kind.toUpperCase()} ${name}${binary}: ${goal(settings)}${commit}, build ${origin.build}`);
  if (origin.repository !== '') {
    console.info(origin.url);
  }
  console.info(givenSettings(settings));
  for (const text of settings.unchecked) {
    console.info(text);
  }
  for (const store of stores) {
    console.info(`store ${store.name}: s3://${store.bucket}, ${place(store)}`);
    console.info(`store ${store.name}: ${signIn(store)}`);
  }
  if (controlNode !== undefined) {
    console.info(`is handed to ${describeControlNode(controlNode)}${way(controlNode)}`);
  }
}

/** How a control node is signed in to, and through what. */
function way(node: ControlNode): string {
  if (node.kind === 'local') {
    return ' on this machine';
  }
  const { port, jumpHost, privateKey, knownHosts } = node;
  const through = jumpHost === undefined ? '' : ` through ${jumpHost}`;
  const key = privateKey === undefined ? "the pipeline's key" : 'SSH_KEY';
  const hosts = knownHosts === undefined ? "the pipeline's known hosts" : 'SSH_KNOWN_HOSTS';
  return `, port ${port}${through}, with ${key} and ${hosts}`;
}

const mostShown = 5;

function givenSettings(settings: Settings): string {
  const { kind, files, placeholderFiles, releaseBranch, tagCheck, target, strict, debug, reportFile } = settings;
  const list = (items: readonly string[] | undefined): string =>
    items === undefined
      ? 'by default'
      : [...items.slice(0, mostShown), ...(items.length > mostShown ? [`... (${items.length})`] : [])].join(' ');
  return [
    `FILES ${list(files)}`,
    ...(kind === 'src' ? [] : [`PLACEHOLDER_FILES ${list(placeholderFiles)}`]),
    ...(target.on === 'tag' ? [`RELEASE_BRANCH ${releaseBranch}`, `TAG_CHECK ${tagCheck}`] : []),
    `STRICT ${strict}`,
    `DEBUG ${debug}`,
    ...(reportFile === undefined ? [] : [`REPORT_FILE ${reportFile}`]),
  ].join(', ');
}

/** What the run is about, for its report. */
export function subjectOf({ kind, name, target, origin }: Settings): ReportSubject {
  const { ref, commit, build, url } = origin;
  const folder = target.on === 'tag' ? target.tag : target.on === 'developer' ? 'developer' : null;
  return { kind, name, folder, ref, commit, build, url };
}

function goal({ target, checkOnly, dryRun }: Settings): string {
  const dry = dryRun ? ', dry run' : '';
  switch (target.on) {
    case 'tag':
      return `release of tag ${target.tag}${dry}`;
    case 'developer':
      return `developer build${dry}`;
    case 'other':
      return `check only, because ${checkOnly ?? 'there is neither a tag nor a branch'}`;
  }
}

function place({ region, endpoint }: StoreSettings): string {
  return endpoint === undefined ? region : `${endpoint}, region ${region}`;
}

/** Behind what is signed in with, the variable that gives it: the store's own or the common one. */
function signIn({ name, credentials, variables = storeVariables(`${name}_`) }: StoreSettings): string {
  switch (credentials.kind) {
    case 'web-identity':
      return `Authenticating with a OpenID Connect (OIDC) Web Identity Provider as ${credentials.roleArn} (${variables.roleArn})`;
    case 'keys':
      return `Using default authentication with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. (${variables.accessKeyId})`;
  }
}
