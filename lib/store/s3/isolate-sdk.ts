/**
 * Takes out of a process's environment what the AWS SDK would read by itself (keys, profiles, endpoints, the instance's
 * role), and returns a copy of the environment as it was. A store is signed in to with what it was opened with alone.
 */
export function isolateSdk(env: Record<string, string | undefined>): Readonly<Record<string, string | undefined>> {
  const before = { ...env };
  for (const name of Object.keys(env)) {
    if (name.startsWith('AWS_')) {
      delete env[name];
    }
  }
  Object.assign(env, {
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return before;
}
