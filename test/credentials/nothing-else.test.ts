import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RoleWorld, startRoleWorld } from './role-world.ts';

/** Other people's keys, wherever the AWS SDK looks for some by itself; each place is watched. */
const foreign = { accessKeyId: 'AKIDFOREIGN', secretAccessKey: 'secret-of-someone-else' };

let world: RoleWorld;
let home: string;
let decoy: Server;
let decoyUrl: string;
const decoyRequests: string[] = [];

beforeEach(async () => {
  world = await startRoleWorld({ accounts: [{ name: 'foreign', id: '100000000000', ...foreign }] });
  home = mkdtempSync(join(tmpdir(), 'tagship-home-'));
  decoyRequests.length = 0;
  decoy = createServer((request, response) => {
    decoyRequests.push(`${request.method} ${request.url}`);
    const { accessKeyId, secretAccessKey } = foreign;
    response.end(
      JSON.stringify({ AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: 'x', Code: 'Success' }),
    );
  });
  await new Promise<void>((resolve) => decoy.listen(0, '127.0.0.1', resolve));
  const address = decoy.address();
  decoyUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterEach(async () => {
  decoy.closeAllConnections();
  await decoy[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/** What the SDK would read: variables, the files that they name, and those in the home folder. */
function plant(): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey } = foreign;
  const marker = join(home, 'process-was-run');
  const config = [
    '[default]',
    `endpoint_url = ${decoyUrl}`,
    'region = eu-west-3',
    '[profile planted]',
    `endpoint_url = ${decoyUrl}`,
    `credential_process = touch ${marker}`,
    '',
  ].join('\n');
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws', 'config'), config);
  writeFileSync(join(home, '.aws', 'credentials'), `[default]\n${keys}[planted]\n${keys}`);
  writeFileSync(join(home, 'token'), world.identityB.issuer.token({ repositoryUuid: '{planted}' }));
  return {
    HOME: home,
    AWS_PROFILE: 'planted',
    AWS_DEFAULT_PROFILE: 'planted',
    AWS_CONFIG_FILE: join(home, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws', 'credentials'),
    AWS_SDK_LOAD_CONFIG: '1',
    AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'),
    AWS_ROLE_ARN: world.identityC.roleArn,
    AWS_ROLE_SESSION_NAME: 'planted',
    AWS_ENDPOINT_URL: decoyUrl,
    AWS_ENDPOINT_URL_S3: decoyUrl,
    AWS_ENDPOINT_URL_STS: decoyUrl,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${decoyUrl}/container`,
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/container',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'planted',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: decoyUrl,
    AWS_EC2_METADATA_DISABLED: 'false',
  };
}

function expectNothingElseWasUsed(): void {
  expect(decoyRequests).toEqual([]);
  expect(world.server.calls.filter(({ accessKeyId }) => accessKeyId === foreign.accessKeyId)).toEqual([]);
  expect(existsSync(join(home, 'process-was-run'))).toBe(false);
}

test("what the SDK would use by itself is not used beside the stores' own credentials", async () => {
  const { lines, exitCode } = await world.run(plant());

  expect({ last: lines.at(-1), exitCode }).toEqual({ last: '✔ ModuleX 2.0.0 is released in 3 stores', exitCode: 0 });
  expectNothingElseWasUsed();
  expect(world.identityC.sts.calls.map(({ token, sessionName }) => [token, sessionName])).toEqual([
    [world.token, 'tagship-modulex.rel-41'],
  ]);
});

test('what the SDK would use by itself is not used where a store has no credentials', async () => {
  const { exitCode, lines } = await world.run({
    ...plant(),
    PROJECTA_AWS_ACCESS_KEY_ID: '',
    PROJECTA_AWS_SECRET_ACCESS_KEY: '',
  });

  expect({ last: lines.at(-1), exitCode }).toEqual({
    last: '✖ 1 error; nothing was written to any store',
    exitCode: 1,
  });
  expectNothingElseWasUsed();
});

test('keys that are common are not used for a store that has a part of its own, nor for one whose role fails', async () => {
  world.identityC.sts.fail({ kind: 'status', status: 403, code: 'AccessDenied' });

  const { exitCode } = await world.run({
    AWS_ACCESS_KEY_ID: foreign.accessKeyId,
    AWS_SECRET_ACCESS_KEY: foreign.secretAccessKey,
    PROJECTA_AWS_SECRET_ACCESS_KEY: '',
  });

  const asked = new Set(world.server.calls.map(({ bucket, accessKeyId }) => `${bucket} ${accessKeyId}`));
  expect({ exitCode, asked }).toEqual({
    exitCode: 1,
    asked: new Set([`acme-projectb ${world.identityB.sessions[0]?.accessKeyId}`]),
  });
});
