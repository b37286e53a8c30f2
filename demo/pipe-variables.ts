import type { ProjectStores } from '../lib/testing/project-stores.ts';
import type { Step } from './read-step.ts';

/** The names under which Bitbucket has what these examples ask for: workspace, repository and deployment variables. */
export type BitbucketVariables = Readonly<Record<string, string>>;

/** Variables that the pipe takes from where an administrator has set them, without being written in a step (pipe.yml). */
const takenFromContext = ['CONTROL_NODE', 'SSH_USER', 'SSH_PORT', 'SSH_KEY', 'SSH_KNOWN_HOSTS', 'REMOTE_PATH'];

/** What an administrator has set for a repository. SLACK_WEBHOOK_URL and the OIDC roles are not: see `pipeVariables`. */
export function bitbucketVariables(stores: ProjectStores, repository: string): BitbucketVariables {
  const regions = stores.stores.map(({ name }) => [`${name}_AWS_REGION`, 'us-east-1']);
  return { ...stores.variablesOf(repository), ...Object.fromEntries(regions) };
}

/**
 * The pipe's environment: what the step writes, every `$NAME` replaced (an unknown one by nothing), every list taken
 * apart. A server on this machine has no OIDC, so the keys of the step's stores and the server's address are added.
 */
export function pipeVariables({ variables }: Step, known: BitbucketVariables): Record<string, string> {
  const written = Object.entries(variables).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[name, expand(value, known)]]
      : [
          [`${name}_COUNT`, String(value.length)],
          ...value.map((item, index) => [`${name}_${index}`, expand(item, known)]),
        ],
  );
  return {
    ...Object.fromEntries(written),
    ...pick(known, [...takenFromContext, 'S3_ENDPOINT', ...storesOf({ variables }).flatMap(keysOf)]),
  };
}

/** STORES of a step. */
export function storesOf({ variables }: Pick<Step, 'variables'>): readonly string[] {
  return [variables['STORES'] ?? []].flat();
}

function keysOf(store: string): string[] {
  return [`${store}_AWS_ACCESS_KEY_ID`, `${store}_AWS_SECRET_ACCESS_KEY`];
}

function expand(text: string, known: BitbucketVariables): string {
  return text.replaceAll(/\$(?:(\w+)|\{(\w+)\})/g, (_, plain: string, braced: string) => known[plain ?? braced] ?? '');
}

function pick(variables: BitbucketVariables, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.includes(name)));
}
