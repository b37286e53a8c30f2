import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { version } from '../lib/version.ts';
import { startCliWorld } from './cli-world.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-desk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function startDesk() {
  const world = await startCliWorld();
  const root = temporaryFolder();
  const env = { CONTROL_NODE: 'local', REMOTE_PATH: root, USER: 'ada' };
  return {
    world,
    root,
    run: async (args: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
      await world.run(args, { ...env, ...changes }),
  };
}

describe('tagship handoff', () => {
  it('rolls back to a release from a desk, and says what it has done', async () => {
    const { run, root } = await startDesk();
    await run(['handoff', 'ProjectA', '--release', '2.1.0']);
    await run(['handoff', 'ProjectA', '--release', '2.2.0']);

    const { stdout, stderr, status } = await run(['handoff', 'ProjectA', '--release', '2.1.0']);

    expect(stdout).toBe(`release       ProjectA 2.1.0
store         PROJECTA, s3://acme-projecta
control node  ${root}
before        2.2.0
✔ ProjectA 2.1.0 is generation 3 on the control node (rollback)
`);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(readlinkSync(join(root, 'ProjectA/current'))).toBe('generations/000003');
    expect(JSON.parse(readFileSync(join(root, 'ProjectA/current/handoff.json'), 'utf8'))).toMatchObject({
      kind: 'rollback',
      handedOff: { by: `tagship ${version}, ada at a desk` },
    });
  });

  it('says as JSON what it would do, and does nothing', async () => {
    const { run, root } = await startDesk();

    const { stdout } = await run(['handoff', 'ProjectA', '--release', '2.1.0', '--dry-run', '--json']);

    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      program: `tagship ${version}`,
      command: 'handoff',
      status: 'success',
      error: null,
      project: 'ProjectA',
      release: '2.1.0',
      store: 'PROJECTA',
      controlNode: root,
      outcome: 'planned',
      kind: 'release',
      generation: 1,
      previousRelease: null,
      findings: [],
      notes: [],
    });
    expect(existsSync(join(root, 'ProjectA'))).toBe(false);
  });

  it('says what is missing to reach a control node', async () => {
    const { run } = await startDesk();

    const nowhere = await run(['handoff', 'ProjectA', '--release', '2.1.0'], { CONTROL_NODE: '' });
    const noKey = await run(['handoff', 'ProjectA', '--release', '2.1.0'], { CONTROL_NODE: 'control.invalid' });
    const unknown = await run(['handoff', 'ProjectA', '--release', '2.1.9']);

    expect(nowhere.stderr).toContain("CONTROL_NODE:\n- required field; write a host's name or address");
    expect(noKey.stdout).toContain(
      '✖ ProjectA 2.1.0 was not handed over: there is no key to sign in with; give SSH_KEY: export SSH_KEY="$(base64 -w 0 < my_key)"\n',
    );
    expect(unknown.stderr).toContain('no store has ProjectA "2.1.9"; did you mean');
    expect([nowhere.status, noKey.status, unknown.status]).toEqual([1, 1, 1]);
  });

  it('says in its last line why it was refused, or has failed, in words for a desk', async () => {
    const { run, root } = await startDesk();
    await run(['handoff', 'ProjectA', '--release', '2.2.0']);
    const generation = join(root, 'ProjectA/generations/000001/handoff.json');
    const handoff = JSON.parse(readFileSync(generation, 'utf8'));
    handoff.source.repositoryUuid = '{another}';
    writeFileSync(generation, JSON.stringify(handoff));

    const refused = await run(['handoff', 'ProjectA', '--release', '2.1.0']);
    const json = await run(['handoff', 'ProjectA', '--release', '2.1.0', '--json']);
    const failed = await run(['handoff', 'ProjectA', '--release', '2.1.0'], { REMOTE_PATH: '/proc/nope' });

    expect(refused.stdout).toMatch(
      /^✖ ProjectA 2\.1\.0 was not handed over: generation 1 was handed over by repository \{another\}, .*accept-repository$/m,
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      status: 'failure',
      outcome: 'refused',
      error: expect.stringContaining('generation 1 was handed over by repository {another}'),
    });
    expect(failed.stdout).toMatch(
      /^✖ ProjectA 2\.1\.0 was not handed over: the receive step on \/proc\/nope ended with status 1: \/proc\/nope\/ProjectA cannot be made by \w+ \(mkdir: .*\); current there is what was before; mend that and run it again$/m,
    );
    expect(`${refused.stdout}${failed.stdout}`).not.toContain('Validation errors');
    expect([refused.status, json.status, failed.status]).toEqual([1, 1, 1]);
  });

  it('hands nothing over when a package was altered since', async () => {
    const { run, root, world } = await startDesk();
    world.server.put('acme-projecta', 'BaseLib/1.2.3/BaseLib.tar.gz', 'altered');

    const { stdout, status } = await run(['handoff', 'ProjectA', '--release', '2.1.0']);

    expect(stdout).toContain('BaseLib/1.2.3/BaseLib.tar.gz is not what was released');
    expect(stdout).toContain('✖ ProjectA 2.1.0 is not in its store as it was recorded; nothing was handed over\n');
    expect(status).toBe(1);
    expect(existsSync(join(root, 'ProjectA'))).toBe(false);
  });
});

describe('tagship bundle', () => {
  it('writes a folder that sha256sum finds whole, with the modes of the release', async () => {
    const { run } = await startDesk();
    const out = join(temporaryFolder(), 'bundle');

    const { stdout, status } = await run(['bundle', 'ProjectA', '2.1.0', '--out', out]);

    expect(status).toBe(0);
    expect(stdout).toContain(`✔ ProjectA 2.1.0 is in ${out}; copy it to the machine`);
    expect(
      execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: out, encoding: 'utf8' }).match(/: OK$/gm),
    ).toHaveLength(7);
    expect(statSync(join(out, 'install.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(join(out, 'vars.yml')).mode & 0o777).toBe(0o644);
    const handoff = JSON.parse(readFileSync(join(out, 'handoff.json'), 'utf8'));
    expect(handoff).toMatchObject({ release: '2.1.0', kind: 'release', store: { bucket: 'acme-projecta' } });
    expect(handoff).not.toHaveProperty('generation');
  });

  it('makes a rollback where one is asked for, and leaves alone what is there', async () => {
    const { run } = await startDesk();
    const out = join(temporaryFolder(), 'bundle');

    const back = await run(['bundle', 'ProjectA', '2.1.0', '--out', out, '--rollback', '--json']);
    const again = await run(['bundle', 'ProjectA', '2.2.0', '--out', out]);

    expect(JSON.parse(back.stdout)).toMatchObject({ status: 'success', kind: 'rollback', out, files: 8 });
    expect(JSON.parse(readFileSync(join(out, 'handoff.json'), 'utf8'))).toMatchObject({
      kind: 'rollback',
      release: '2.1.0',
    });
    expect(again.stderr).toContain('is not empty; name a folder that is not there yet');
    expect(again.status).toBe(1);
  });
});

test('a release that is in two stores is taken from the one that is named', async () => {
  const { world, run } = await startDesk();
  for (const { key, body, metadata } of world.server.objects('acme-projecta')) {
    world.server.put('acme-projectb', key, body(), metadata);
  }
  const out = join(temporaryFolder(), 'bundle');

  const { stderr, status } = await run(['bundle', 'ProjectA', '2.1.0', '--out', out]);

  expect(stderr).toContain(
    'ProjectA 2.1.0 is released in 2 stores, and a node is sent to one; name the one that the nodes fetch from: --store NAME',
  );
  expect(status).toBe(2);
});
