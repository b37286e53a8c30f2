import { describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { runCliProcess } from './cli-process.ts';
import { startCliWorld } from './cli-world.ts';

const commands = ['check', 'plan', 'list', 'show', 'why', 'diff', 'verify', 'handoff', 'bundle'];

test('an older Node is refused in one line, before anything else is loaded', async () => {
  const older = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); delete Object.groupBy;";

  const result = await runCliProcess(['list'], {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` },
  });

  expect(result).toEqual({
    stdout: '',
    stderr: '✖ tagship needs Node.js 24 or newer, and this is 20.20.2\n',
    status: 1,
  });
});

describe('help', () => {
  test.each(commands)('of %s has what it does, its options and examples', async (command) => {
    const { stdout, stderr, status } = await runCliProcess([command, '--help']);

    expect(stdout).toMatch(new RegExp(`^Usage: tagship ${command} \\[options\\]`));
    expect(stdout).toContain('--json');
    expect(stdout).toContain('--store <name>');
    expect(stdout).toMatch(new RegExp(`\\nExamples:\\n( {2}.*tagship ${command}.*\\n)+`));
    expect(stdout).toContain('Exit status: 0 all is right, 1 something is wrong, 2 wrong usage.');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  test('lists every command, and is printed where there is none', async () => {
    const asked = await runCliProcess(['--help']);
    const none = await runCliProcess([]);

    expect(commands.filter((command) => !asked.stdout.includes(`\n  ${command} [options]`))).toEqual([]);
    expect(none).toEqual({ stdout: '', stderr: asked.stdout, status: 2 });
  });

  test('has the version of the package', async () => {
    expect((await runCliProcess(['--version'])).stdout).toBe(`tagship ${manifest.version}\n`);
  });
});

describe('wrong usage', () => {
  test.each([
    ['a command that is none', ['lst'], "error: unknown command 'lst'\n(Did you mean list?)\n"],
    [
      'an option that is none',
      ['list', '--jsn'],
      "error: unknown option '--jsn'\n(Did you mean --json?)\n(tagship list --help tells more)\n",
    ],
    [
      'an argument too few',
      ['show', 'ModuleX'],
      "error: missing required argument 'folder'\n(tagship show --help tells more)\n",
    ],
    [
      'an argument too many',
      ['list', 'A', 'B'],
      "error: too many arguments for 'list'. Expected 1 argument but got 2: A, B.\n(tagship list --help tells more)\n",
    ],
    [
      'a name that is a path',
      ['list', '../x'],
      "error: command-argument value '../x' is invalid for argument 'module'. A name has letters, digits and \"._-\" only.\n(tagship list --help tells more)\n",
    ],
    [
      'a folder that no tag can have',
      ['show', 'ModuleX', 'none'],
      "error: command-argument value 'none' is invalid for argument 'folder'. Write a tag, e.g. 1.2.3, or developer.\n(tagship show --help tells more)\n",
    ],
    [
      'a tag and a branch at once',
      ['check', '--tag', '1.0', '--branch', 'developer'],
      "error: option '--tag <tag>' cannot be used with option '--branch <branch>'\n(tagship check --help tells more)\n",
    ],
  ])('is refused with status 2: %s', async (_case, args, stderr) => {
    expect(await runCliProcess(args)).toEqual({ stdout: '', stderr, status: 2 });
  });
});

describe('stores', () => {
  test('that are not named are asked for, and no other variable is', async () => {
    const result = await runCliProcess(['list'], { env: { KIND: 'none of them', TAG: 'no tag' } });

    expect(result).toEqual({
      stdout: '',
      stderr: `✖ Validation errors:
STORES:
- required field; write the names of the stores, e.g. ['PROJECTA'] with PROJECTA_BUCKET_NAME, or BUCKET_NAME for a single one
✖ the variables are not complete; tagship list --help tells which there are
`,
      status: 1,
    });
  });

  test('may be a single one, by the names without prefix', async () => {
    const world = await startCliWorld();
    const variables = world.variables();

    const { stdout, status } = await runCliProcess(['list', 'ModuleX', '--json'], {
      env: {
        BUCKET_NAME: 'acme-projectb',
        S3_ENDPOINT: world.server.endpoint,
        AWS_ACCESS_KEY_ID: variables['PROJECTB_AWS_ACCESS_KEY_ID'] ?? '',
        AWS_SECRET_ACCESS_KEY: variables['PROJECTB_AWS_SECRET_ACCESS_KEY'] ?? '',
      },
    });

    expect(JSON.parse(stdout)).toMatchObject({ stores: [{ store: 'STORE', url: 's3://acme-projectb' }] });
    expect(status).toBe(0);
  });

  test('are signed in to by the variables alone, not by what the SDK would find itself', async () => {
    const world = await startCliWorld();
    const { PROJECTA_AWS_SECRET_ACCESS_KEY: secret = '' } = world.variables();

    const { stderr, status } = await runCliProcess(['list'], {
      env: {
        STORES: 'PROJECTA',
        PROJECTA_BUCKET_NAME: 'acme-projecta',
        PROJECTA_S3_ENDPOINT: world.server.endpoint,
        AWS_PROFILE: 'acme',
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
        AWS_WEB_IDENTITY_TOKEN_FILE: secret,
      },
    });

    expect(stderr).toContain('PROJECTA_AWS_OIDC_ROLE_ARN:\n- required field; ');
    expect(status).toBe(1);
    expect(world.server.calls).toHaveLength(0);
  });

  test('that are not there are told with what may have been meant', async () => {
    const world = await startCliWorld();

    const near = await world.run(['list', '--store', 'PROJCTA']);
    const far = await world.run(['list', '--store', 'X', '--json']);

    expect(near.stderr).toBe('✖ there is no store "PROJCTA"; did you mean PROJECTA?\n');
    expect(JSON.parse(far.stdout)).toMatchObject({
      status: 'failure',
      error: 'there is no store "X"; STORES has PROJECTA, PROJECTB',
    });
    expect([near.status, far.status]).toEqual([2, 2]);
  });

  test('that cannot be reached are an error with what to check, and no stack', async () => {
    const env = {
      BUCKET_NAME: 'acme-projecta',
      S3_ENDPOINT: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example-secret',
    };

    const { stdout, stderr, status } = await runCliProcess(['verify'], { env });

    expect(stdout).toMatch(
      /^ERROR: store STORE: ListObjectsV2 s3:\/\/acme-projecta got no answer from http:\S+ \(ECONNREFUSED: nobody listens there\); check S3_ENDPOINT and the network, then run it again$/m,
    );
    expect(stdout).not.toMatch(/^ +at /m);
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 });
  });
});

test('no secret is printed, in any form, by any command, with or without DEBUG', async () => {
  const world = await startCliWorld();
  const { PROJECTA_AWS_SECRET_ACCESS_KEY: secret = '' } = world.variables();
  const planted = [secret, 'NXR4ukkJ2oLz9xmQ8vTq'];
  const key = 'ModuleX/2.0.0/ModuleX.rel.json';
  const record = world.server.object('acme-projecta', key)?.body().toString() ?? '';
  world.server.put('acme-projecta', key, record.replace('"acme/modulex.rel"', `"acme/${planted.join('-')}"`));
  const shown = await world.run(['show', 'ModuleX', '2.0.0']);

  const printed: string[] = [];
  for (const debug of ['', 'true']) {
    for (const args of [
      ['show', 'ModuleX', '2.0.0'],
      ['show', 'ModuleX', '2.0.0', '--json'],
      ['list', secret],
      [secret],
    ]) {
      const { stdout, stderr } = await world.run(args, {
        SLACK_WEBHOOK_URL: planted[1] ?? '',
        DEBUG: debug,
      });
      printed.push(stdout, stderr);
    }
  }

  expect(shown.stdout).toContain('acme/****-NXR4ukkJ2oLz9xmQ8vTq');
  expect(printed.join('')).toContain('acme/****-****');
  for (const text of planted) {
    const forms = [text, Buffer.from(text).toString('base64'), Buffer.from(text).toString('hex')];
    expect(forms.filter((form) => printed.join('').includes(form))).toEqual([]);
  }
});

describe('colours', () => {
  const terminal = 'import pty, sys; pty.spawn(sys.argv[1:])';

  test.each([
    ['are there on a terminal', {}, true],
    ['are not there with NO_COLOR', { NO_COLOR: '1' }, false],
  ])('%s', async (_case, env, expected) => {
    const world = await startCliWorld();

    const { stdout } = await runCliProcess(['list', 'ModuleX'], {
      env: { ...world.variables(), ...env },
      through: ['python3', '-c', terminal],
    });

    expect(stdout).toContain('ModuleX');
    expect(stdout.includes('\u001b[33mnot in PROJECTB\u001b[0m')).toBe(expected);
    expect(stdout.includes('\u001b')).toBe(expected);
  });
});

test('Ctrl-C ends it at once, though a store hangs', async () => {
  const world = await startCliWorld();
  const interrupt = new AbortController();
  world.server.setHooks({
    before: () => {
      interrupt.abort();
      return { kind: 'stall' };
    },
  });

  const result = await runCliProcess(['list'], { env: world.variables(), interrupt: interrupt.signal });

  expect(result).toEqual({ stdout: '', stderr: '✖ stopped by SIGINT\n', status: 1 });
});

test('a reader that has read enough ends it without an error', async () => {
  const world = await startCliWorld();

  const { stderr, status } = await runCliProcess(['list'], {
    env: world.variables(),
    through: ['bash', '-o', 'pipefail', '-c', '"$@" | true', 'bash'],
  });

  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});
