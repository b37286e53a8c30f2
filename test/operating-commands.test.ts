import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeletePublicAccessBlockCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../lib/testing/s3/sdk-client.ts';
import { type CliWorld, masked, startCliWorld } from './cli-world.ts';

const root = join(import.meta.dirname, '..');
const blocks = ['docs/operating.md', 'docs/operator.md'].flatMap((page) => {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```console(?: (\S+))?\n\$ tagship (.*)\n([^]*?)^```$/gm)].map(
    ([whole, scene = 'whole', command = '', output = '']) => ({ page, whole, scene, command, output }),
  );
});

const released = 'ModuleX/1.4.2/modulex-client';

type Variables = Readonly<Record<string, string>>;

/** What has happened before a command is run; the word behind ```console names it. */
const scenes: Readonly<Record<string, (world: CliWorld) => Variables | Promise<Variables>>> = {
  whole: () => ({}),
  altered: ({ server }) => {
    const before = server.object('acme-projecta', `${released}.tar.gz`);
    const bytes = Buffer.concat([before?.body() ?? Buffer.alloc(0), Buffer.from('!')]);
    server.put('acme-projecta', `${released}.tar.gz`, bytes, before?.metadata);
    return {};
  },
  killed: ({ server }) => {
    server.remove('acme-projectb', `${released}.src.json`);
    return {};
  },
  'wrong-secret': () => ({ PROJECTB_AWS_SECRET_ACCESS_KEY: 'not-the-secret-of-that-key' }),
  'one-set-up': async (world) => {
    await setUp(world);
    await neglect(world);
    const { PROJECTA_AWS_ACCESS_KEY_ID = '', PROJECTA_AWS_SECRET_ACCESS_KEY = '' } = world.variablesOf('ModuleX.src');
    return {
      PROJECTA_AWS_ACCESS_KEY_ID,
      PROJECTA_AWS_SECRET_ACCESS_KEY,
      PROJECTA_EXPECTED_BUCKET_OWNER: world.account('PROJECTA').id,
    };
  },
};

/** With the files that examples/bucket/set-up-bucket.sh puts; versions are kept there from the start. */
async function setUp(world: CliWorld): Promise<void> {
  const admin = signIn(world, 'PROJECTA');
  const read = (name: string): string => readFileSync(join(root, 'examples/bucket', name), 'utf8');
  const LifecycleConfiguration = JSON.parse(read('lifecycle.json'));
  await admin.send(new PutBucketLifecycleConfigurationCommand({ Bucket: 'acme-projecta', LifecycleConfiguration }));
  const Policy = read('s3-compatible/policy.json');
  await admin.send(new PutBucketPolicyCommand({ Bucket: 'acme-projecta', Policy }));
}

async function neglect(world: CliWorld): Promise<void> {
  const admin = signIn(world, 'PROJECTB');
  const Bucket = 'acme-projectb';
  await admin.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await admin.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
}

/** As the root of a project's account. */
function signIn({ server, account }: CliWorld, project: string): S3Client {
  const client = connect(server, account(project));
  onTestFinished(() => client.destroy());
  return client;
}

describe('the pages for operators', () => {
  // UPDATE=1 writes what the commands print now; read it before you commit it
  test.each(blocks)('$page shows what `tagship $command` prints ($scene)', async (block) => {
    const { page, whole, scene, command, output } = block;
    const world = await startCliWorld();
    const env = await scenes[scene]?.(world);
    expect(env, `there is no scene ${scene}`).toBeDefined();

    const { stdout, stderr } = await world.run(command.split(' '), env ?? {});
    const printed = `${stderr}${stdout}`;

    if (process.env['UPDATE'] === '1') {
      const file = join(root, page);
      const updated = whole.replace(/(?<=\n\$ .*\n)[^]*(?=```$)/, () => printed);
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(whole, () => updated),
      );
    } else {
      expect(masked(output)).toBe(masked(printed));
    }
  });

  test('show every command that asks the stores alone', () => {
    const shown = new Set(blocks.map(({ command }) => command.split(' ')[0]));

    expect([...shown]).toEqual(['list', 'show', 'why', 'diff', 'verify', 'doctor']);
  });
});
