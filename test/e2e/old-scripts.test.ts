import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { bundleFiles } from '../../lib/bundle/bundle-files.ts';
import { readRecord } from '../../lib/release/record.ts';
import { openS3Store } from '../../lib/store/s3/s3-store.ts';
import type { Store } from '../../lib/store/store.ts';
import { signBundle, writeBundle } from '../../lib/testing/node-world.ts';
import { sampleDist, sampleRel, sampleSrc } from '../../lib/testing/sample-releases.ts';
import { createCephProjects, type ProjectServer, startLoopbackProjects } from './project-servers.ts';
import { hasAwsCli } from './real-s3/aws-cli.ts';

const cephEndpoint = inject('cephEndpoint');
const builtNode = join(import.meta.dirname, '../../dist/tagship-node.mjs');

/**
 * As the source document has them (R63-R66): written for a pipeline that fills in BUCKET_NAME and REPO_NAME, with
 * BITBUCKET_TAG for the folder of the program, which no pipeline ever filled in. They fetch by themselves, and know nothing
 * of tagship.
 */
const oldScript = (target: string, what: string): string => `#!/bin/bash
echo "${what} \${REPO_NAME}"
aws s3 cp s3://\${BUCKET_NAME}/\${REPO_NAME}/\${BITBUCKET_TAG}/\${BIN_NAME}.tar.gz .
tar xzf \${BIN_NAME}.tar.gz
mkdir -p ${target}
cp build/bin/client ${target}/client
cp etc/module.conf ${target}/module.conf
echo "${what} done" >> ${target}/history
`;

interface Machine {
  readonly folder: string;
  apply(bundle: string): Promise<string>;
}

/** A machine as it was before tagship: Debian's AWS CLI, to which a shim in PATH gives the endpoint, and read-only keys. */
function createMachine(server: ProjectServer): Machine {
  const folder = mkdtempSync(join(tmpdir(), 'tagship-old-scripts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'aws'), `#!/bin/sh\nexec /usr/bin/aws --endpoint-url '${server.endpoint}' "$@"\n`, {
    mode: 0o755,
  });
  const { accessKeyId, secretAccessKey } = server.user('PROJECTA', 'node');
  const env = {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: folder,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return {
    folder,
    apply: async (bundle) => {
      const args = [builtNode, 'apply', '--bundle', bundle, '--root', join(folder, 'root'), '--json'];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env });
      return stdout;
    },
  };
}

/** The bundle of a DIST that is in the store. */
async function bundleOf(server: ProjectServer, store: Store, release: string, folder: string): Promise<string> {
  const identity = { kind: 'dist', name: 'ProjectA', folder: release, packageName: 'ProjectA' } as const;
  const modules = (await readRecord(store, identity))?.record.lock?.modules ?? [];
  const bundle = join(folder, `bundle-${release}`);
  writeBundle(bundle, { release, modules: [] }, modules);
  const file = join(bundle, bundleFiles.handoff);
  const handoff: object = JSON.parse(readFileSync(file, 'utf8'));
  const { bucket } = server.projects.PROJECTA;
  writeFileSync(
    file,
    JSON.stringify({ ...handoff, store: { bucket, region: 'us-east-1', endpoint: server.endpoint } }),
  );
  signBundle(
    bundle,
    readdirSync(bundle).filter((name) => name !== bundleFiles.sums),
  );
  return bundle;
}

function describeOldScripts(start: () => Promise<ProjectServer>): void {
  test('a deploy.sh and an upgrade.sh that fetch by themselves install unchanged', { timeout: 120_000 }, async () => {
    await using server = await start();
    const machine = createMachine(server);
    const target = join(machine.folder, 'opt');
    const { bucket, account } = server.projects.PROJECTA;
    const { accessKeyId, secretAccessKey } = account;
    const credentials = { kind: 'keys', accessKeyId, secretAccessKey } as const;
    const options = { name: 'PROJECTA', bucket, region: 'us-east-1', endpoint: server.endpoint, credentials };
    const store = openS3Store(options);
    const publish = async (version: string, program: string): Promise<void> => {
      const scripts = { 'deploy.sh': oldScript(target, 'deploy'), 'upgrade.sh': oldScript(target, 'upgrade') };
      const releases = [
        sampleSrc('OldModule', program),
        sampleRel({
          name: 'OldModule',
          tag: version,
          srcBranch: program,
          files: { ...scripts, 'etc/module.conf': version },
        }),
        sampleDist('ProjectA', version, { OldModule: version }),
      ];
      for (const release of releases) {
        expect((await release.publish([store])).status).toBe('published');
      }
    };
    await publish('1.0.0', '7.1');
    await publish('1.1.0', '7.2');

    const installed = await machine.apply(await bundleOf(server, store, '1.0.0', machine.folder));
    const first = readFileSync(join(target, 'client'), 'utf8');
    const upgraded = await machine.apply(await bundleOf(server, store, '1.1.0', machine.folder));
    store.close();

    expect(JSON.parse(installed)).toMatchObject({ outcome: 'installed', now: { status: 'active', version: '1.0.0' } });
    expect(JSON.parse(upgraded)).toMatchObject({ outcome: 'upgraded', now: { status: 'active', version: '1.1.0' } });
    expect(first).toBe('binary of OldModule 7.1\n');
    expect(readFileSync(join(target, 'client'), 'utf8')).toBe('binary of OldModule 7.2\n');
    expect(readFileSync(join(target, 'module.conf'), 'utf8')).toBe('1.1.0');
    expect(readFileSync(join(target, 'history'), 'utf8')).toBe('deploy done\nupgrade done\n');
  });
}

describe.skipIf(!hasAwsCli())('scripts of the time before tagship, on the loopback server', () => {
  describeOldScripts(startLoopbackProjects);
});

describe.skipIf(cephEndpoint === null || !hasAwsCli())('scripts of the time before tagship, on Ceph RGW', () => {
  describeOldScripts(async () => await createCephProjects(cephEndpoint ?? '', { withRights: true }));
});
