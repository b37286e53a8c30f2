/** Endings of the names of variables whose values are never shown. */
const secretNames = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'BITBUCKET_STEP_OIDC_TOKEN',
  'PIPELINES_JWT_TOKEN',
  'SLACK_WEBHOOK_URL',
  'SSH_KEY',
];

/** Whether a variable, also a store's own (`PROJECTA_AWS_SECRET_ACCESS_KEY`), holds a secret. */
export function isSecret(variable: string): boolean {
  return secretNames.some((name) => variable === name || variable.endsWith(`_${name}`));
}

/** Every secret of an environment: to be registered for redaction before anything else is done with it. */
export function secretValues(env: Environment): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    isSecret(name) && value && !isUnreplaced(value) ? [value] : [],
  );
}

/** A literal `$NAME`: taken for a secret, it would mask the name of the variable that it is to be told of. */
export function isUnreplaced(value: string): boolean {
  return /^\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\})$/.test(value);
}

export type Environment = Readonly<Record<string, string | undefined>>;
