import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startS3Server } from '../../lib/testing/s3/server.ts';
import { type ContractWorld, createContractWorld, released, releasedKeys } from './contract-world.ts';

/** Part "Variables" of the checklist of a native pipe, line by line, on the built program in a clean environment. */
describe.concurrent('variables', () => {
  test('all missing and invalid ones are told in one run, a block for each, and nothing is uploaded', async () => {
    await using world = await createContractWorld();

    const { stdout, exitCode } = await world.run({
      REPO_NAME: 'Module X',
      DRY_RUN: 'perhaps',
      PROJECTA_BUCKET_NAME: '',
      PROJECTB_AWS_SECRET_ACCESS_KEY: '$SECRET_OF_B',
    });

    expect(stdout.slice(stdout.indexOf('✖')).split('\n')).toEqual([
      '✖ Validation errors:',
      'PROJECTB_AWS_SECRET_ACCESS_KEY:',
      '- its value was not replaced by a value; is the repository variable defined, and, for a deployment variable, does the step have "deployment:"?',
      'REPO_NAME:',
      '- "Module X" cannot be used; write a name of at most 128 letters, digits and "._-" that begins with a letter or digit, e.g. ModuleX',
      'DRY_RUN:',
      `- "perhaps" cannot be used; write 'true' or 'false'`,
      'PROJECTA_BUCKET_NAME:',
      expect.stringMatching(/^- required field; /),
      '✖ the variables are not complete; nothing was written to any store',
      '',
    ]);
    expect({ exitCode, calls: world.stores.server.calls.length }).toEqual({ exitCode: 1, calls: 0 });
  });

  test('an empty one is not given: an optional one has its default, a required one is missing', async () => {
    await using world = await createContractWorld();

    const optional = await world.run({
      FILES: '',
      DEVELOPER_BRANCH: '',
      DRY_RUN: '',
      TAG_CHECK: '',
      TAG: '',
      KIND: '',
    });
    const required = await world.run({ REPO_NAME: '' });

    expect(optional.last).toBe(released);
    expect(required.stdout).toContain('\nREPO_NAME:\n- required field; ');
    expect(required.exitCode).toBe(1);
  });

  test.each(['$BUCKET_OF_A', '${BUCKET_OF_A}'])(
    'one that is literally %s is an error that asks for the repository or deployment variable',
    async (literal) => {
      await using world = await createContractWorld();

      const { stdout, exitCode } = await world.run({ PROJECTA_BUCKET_NAME: literal });

      expect(stdout).toContain(
        `\nPROJECTA_BUCKET_NAME:\n- "${literal}" was not replaced by a value; is the repository variable defined, and, for a deployment variable, does the step have "deployment:"?\n`,
      );
      expect({ exitCode, keys: world.keys('PROJECTB') }).toEqual({ exitCode: 1, keys: [] });
    },
  );

  test('a boolean is true or false in any case, or yes or no', async () => {
    await using world = await createContractWorld();
    const isDry = async (text: string): Promise<boolean> => {
      const { last, exitCode } = await world.run({ DRY_RUN: text });
      expect(exitCode).toBe(0);
      return last.includes('dry run');
    };

    expect(await Promise.all(['true', 'TRUE', 'True', 'yes', 'YES'].map(isDry))).toEqual(Array(5).fill(true));
    expect(world.keys('PROJECTA')).toEqual([]);
    expect(await Promise.all(['false', 'FALSE', 'no', 'No'].map(isDry))).toEqual(Array(4).fill(false));
  });

  test.each(['1', '0', 'on', 'y', ' true', 'true false'])(
    'a boolean that is "%s" is an error that names the variable',
    async (text) => {
      await using world = await createContractWorld();

      const { stdout, exitCode } = await world.run({ STRICT: text });

      expect(stdout).toContain(`\nSTRICT:\n- "${text}" cannot be used; write 'true' or 'false'\n`);
      expect({ exitCode, keys: world.keys('PROJECTA') }).toEqual({ exitCode: 1, keys: [] });
    },
  );

  test.each<[string, Readonly<Record<string, string>>]>([
    ['as COUNT and items', { FILES_COUNT: '3', FILES_0: 'deploy.sh', FILES_1: 'upgrade.sh', FILES_2: 'a  file' }],
    ['as a text of lines', { FILES: 'deploy.sh\nupgrade.sh\r\n\na  file\n' }],
  ])('a list may be given %s, and blanks in its items are kept', async (_how, variables) => {
    await using world = await createContractWorld();
    world.repository.commit({ 'a  file': '1' });
    world.repository.git('tag', '--force', '2.0.0');

    const { last } = await world.run(variables);

    expect(last).toBe(released);
    expect(packedIn(world)).toEqual(['a  file', 'deploy.sh', 'repo-info', 'upgrade.sh']);
  });

  test('an item of a list keeps its blanks at both ends', async () => {
    await using world = await createContractWorld();
    world.repository.commit({ ' a file ': '1' });
    world.repository.git('tag', '--force', '2.0.0');

    const items = { FILES_COUNT: '3', FILES_0: 'deploy.sh', FILES_1: 'upgrade.sh', FILES_2: ' a file ' };
    const { last } = await world.run(items);

    expect(last).toBe(released);
    expect(packedIn(world)).toContain(' a file ');
  });

  test('a list with COUNT 0 is empty, which is not given', async () => {
    await using world = await createContractWorld();

    const { last } = await world.run({ FILES_COUNT: '0' });

    expect(last).toBe(released);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['a COUNT that is no number', { FILES_COUNT: 'two' }, '- "two" is not a number of items'],
    [
      'an item missing',
      { FILES_COUNT: '2', FILES_0: 'deploy.sh' },
      '- 2 items are announced, and FILES_1 is missing or empty',
    ],
  ])('a list with %s is an error', async (_what, variables, said) => {
    await using world = await createContractWorld();

    const { stdout, exitCode } = await world.run(variables);

    expect(stdout).toContain(`\nFILES_COUNT:\n${said}; `);
    expect({ exitCode, keys: world.keys('PROJECTA') }).toEqual({ exitCode: 1, keys: [] });
  });

  test('unknown ones are passed over, and one that is nearly a known one is warned of', async () => {
    await using world = await createContractWorld();

    const { lines, last } = await world.run({ MY_OWN_VARIABLE: 'x', DOCKER_HOST: 'tcp://x', STRCT: 'true' });

    expect(lines.filter((line) => line.startsWith('WARNING: '))).toEqual([
      'WARNING: STRCT: unknown variable; did you mean STRICT?',
    ]);
    expect(last).toBe(released);
  });

  test('those that pipe.yml takes from the context give the same as those that are listed', async () => {
    await using listing = await createContractWorld();
    await using taking = await createContractWorld();
    const project = (world: typeof listing) => {
      const {
        PROJECTA_AWS_ACCESS_KEY_ID = '',
        PROJECTA_AWS_SECRET_ACCESS_KEY = '',
        S3_ENDPOINT = '',
      } = world.stores.variables();
      return {
        BUCKET_NAME: 'acme-projecta',
        AWS_ACCESS_KEY_ID: PROJECTA_AWS_ACCESS_KEY_ID,
        AWS_SECRET_ACCESS_KEY: PROJECTA_AWS_SECRET_ACCESS_KEY,
        S3_ENDPOINT,
        RELEASE_BRANCH: 'master',
        REPO_NAME: 'ModuleX',
      };
    };
    const noStores = Object.fromEntries(Object.keys(listing.stores.variables()).map((name) => [name, '']));

    await listing.run({ ...noStores, ...project(listing) });
    await taking.run({ ...noStores, ...takenFromContext(project(taking)) });

    const stored = [listing, taking].map(({ stores }) =>
      stores.server.objects('acme-projecta').map(({ key, sizeBytes, metadata }) => ({
        key,
        sizeBytes,
        sha256: metadata['sha256'],
      })),
    );
    expect(stored[0]?.map(({ key }) => key)).toEqual(releasedKeys);
    expect(stored[1]).toEqual(stored[0]);
  });

  test('quotes, dollars, backslashes, line ends and JSON in one arrive at S3 unchanged', async () => {
    await using world = await createContractWorld();
    const secretAccessKey = `"q'$HOME\\n\`id\`;{"a":[1,"$(id)"]}`;
    const account = { name: 'PROJECTC', id: '100000000009', accessKeyId: 'AKIDPROJECTC', secretAccessKey };
    const server = await startS3Server({
      accounts: [account],
      buckets: [{ name: 'acme-projectc', owner: 'PROJECTC' }],
    });
    const name = `a "q" 'q' $HOME \${HOME} \\ \\n \`id\` {"a": [1]}\nnext line`;
    world.repository.commit({ [name]: 'x' });
    world.repository.git('tag', '--force', '2.0.0');

    const { last, stderr } = await world.run({
      STORES: 'PROJECTC',
      S3_ENDPOINT: server.endpoint,
      PROJECTC_BUCKET_NAME: 'acme-projectc',
      PROJECTC_AWS_ACCESS_KEY_ID: account.accessKeyId,
      // the server has accepted a signature by it
      PROJECTC_AWS_SECRET_ACCESS_KEY: secretAccessKey,
      FILES_COUNT: '3',
      FILES_0: 'deploy.sh',
      FILES_1: 'upgrade.sh',
      FILES_2: name,
    });

    const record = server.object('acme-projectc', 'ModuleX/2.0.0/ModuleX.rel.json')?.body();
    await server.close();
    expect({ last, stderr }).toEqual({ last: '✔ ModuleX 2.0.0 is released in 1 store', stderr: '' });
    expect(packedPaths(record)).toContain(name);
  });
});

function packedIn({ stores }: ContractWorld): readonly string[] {
  return packedPaths(stores.server.object('acme-projecta', 'ModuleX/2.0.0/ModuleX.rel.json')?.body());
}

/** What a release record names, sorted. */
function packedPaths(record: Buffer | undefined): readonly string[] {
  const { files }: { files: readonly { readonly path: string }[] } = JSON.parse(record?.toString() ?? '');
  return files.map(({ path }) => path).toSorted();
}

/** What Bitbucket gives to a pipe that declares nothing: the defaults of pipe.yml, filled from the context. */
function takenFromContext(context: Readonly<Record<string, string>>): Record<string, string> {
  const file = readFileSync(join(import.meta.dirname, '..', '..', 'pipe.yml'), 'utf8');
  const { variables }: { variables: readonly { readonly name: string; readonly default?: string }[] } = parse(file);
  return Object.fromEntries(
    variables.flatMap((variable) =>
      variable.default === undefined
        ? []
        : [[variable.name, variable.default.replaceAll(/\$(\w+)/g, (_all, name: string) => context[name] ?? '')]],
    ),
  );
}
