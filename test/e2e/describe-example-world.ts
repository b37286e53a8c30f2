import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaints, endedWell, lastLine, type PipelineRun } from '../../demo/run-pipeline.ts';
import { type ExampleRelease, readExampleReleases } from '../../lib/testing/example-world.ts';
import { fetchBucket, listBucket } from './fetch-bucket.ts';
import { type ProjectName, type ProjectServer, storeVariables } from './project-servers.ts';
import { filesIn, readReleases, sha256Of, unpackFiles } from './stored-releases.ts';
import { createTeam, type Team } from './team.ts';

const projectNames: readonly ProjectName[] = ['PROJECTA', 'PROJECTB'];

/** Publishes the example world to the stores of both projects, and judges what is there then by other programs than tagship. */
export function describeExampleWorld(start: () => Promise<ProjectServer>): void {
  describe('the example world', () => {
    let server: ProjectServer;
    let team: Team;
    let runs: readonly PipelineRun[];
    let temporary: string;
    /** Where a bucket was copied to, after the world was published. */
    const folderOf = (project: ProjectName): string => join(temporary, project);

    beforeAll(async () => {
      temporary = mkdtempSync(join(tmpdir(), 'tagship world '));
      server = await start();
      team = createTeam((repository) => storeVariables(server, server.endpoint, repository));
      runs = await team.publishWorld();
      for (const name of projectNames) {
        await fetchBucket(server.endpoint, server.projects[name], folderOf(name));
      }
    });
    afterAll(async () => {
      team[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
      rmSync(temporary, { recursive: true, force: true });
    });

    /** All that is in both stores, with the time of its last write. */
    const stored = async (): Promise<unknown> => [
      await listBucket(server.projects.PROJECTA),
      await listBucket(server.projects.PROJECTB),
    ];

    test('is published by pipelines that all end well', () => {
      expect(runs.filter((run) => !endedWell(run)).map(({ stdout, stderr }) => stdout + stderr)).toEqual([]);
      expect(runs).toHaveLength(2 * readExampleReleases().length);
    });

    test.each(projectNames)('%s has the objects of world.yaml, and nothing else', (name) => {
      const releases = readExampleReleases().filter((release) => isFor(release, name));
      const folders = [...releases, ...releases.map((release) => ({ ...release, tag: 'developer' }))];
      const expected = folders.flatMap(keysOf);

      const keys = filesIn(folderOf(name));

      expect(keys).toEqual([...new Set(expected)].toSorted());
    });

    test.each(projectNames)(
      'every package of %s is what its record says, and tar unpacks it to the files of its record',
      (name) => {
        const releases = readReleases(folderOf(name));

        const seen = releases.map(({ content }, index) => ({
          size: content.length,
          sha256: sha256Of(content),
          files: unpackFiles(content, join(temporary, 'unpacked', name, String(index))),
        }));

        expect(seen).toEqual(
          releases.map(({ record }) => ({
            size: record.package.size,
            sha256: record.package.sha256,
            files: record.files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
          })),
        );
      },
    );

    test.each(projectNames)('every package of %s has the ETag of its record', async (name) => {
      const listed = await listBucket(server.projects[name]);

      for (const { record } of readReleases(folderOf(name))) {
        expect(listed.get(record.package.key)).toContain(`"${record.package.etag}"`);
      }
    });

    test.each([
      ['PROJECTA', /projectb/i],
      ['PROJECTB', /projecta/i],
    ] as const)('no line of any file of %s, unpacked, mentions the other project', (name, other) => {
      const unpacked = join(temporary, 'searched', name);
      const releases = readReleases(folderOf(name));
      releases.forEach(({ content }, index) => unpackFiles(content, join(unpacked, String(index))));
      const records = filesIn(folderOf(name)).filter((key) => key.endsWith('.json'));
      const files = [
        ...filesIn(unpacked).map((path) => join(unpacked, path)),
        ...records.map((key) => join(folderOf(name), key)),
      ];

      const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));

      const ownUrl = `s3://${server.projects[name].bucket}/`;
      expect(lines.filter((line) => line.includes(ownUrl)).length).toBeGreaterThan(releases.length);
      expect(lines.filter((line) => other.test(line))).toEqual([]);
    });

    test.each([
      ['ProjectA', '2.1.0', 'PROJECTA', ['BaseLib 1.2.3', 'ModuleX 2.0.0', 'Nginx 1.24.0']],
      ['ProjectA', '2.2.0', 'PROJECTA', ['BaseLib 1.3.0', 'ModuleX 2.1.0', 'Nginx 1.24.0']],
      ['ProjectB', '1.0.0', 'PROJECTB', ['BaseLib 1.3.0', 'ModuleX 2.1.0']],
    ] as const)(
      '%s %s locks its modules in their order, each with packages of its own store',
      (project, tag, name, order) => {
        const releases = readReleases(folderOf(name));
        const digests = new Map(releases.map(({ record, content }) => [record.package.key, sha256Of(content)]));

        const { lock } = releases.find(({ record }) => record.name === project && record.folder === tag)?.record ?? {};

        const modules = lock?.modules ?? [];
        const packages = modules.flatMap(({ rel, src }) => (src === null ? [rel] : [rel, src]));
        expect(modules.map((module) => `${module.name} ${module.version}`)).toEqual(order);
        expect(packages).toEqual(packages.map(({ key }) => expect.objectContaining({ key, sha256: digests.get(key) })));
      },
    );

    test.each([
      ['ModuleX.src', '1.4.2', '✔ ModuleX 1.4.2 was already released in 2 stores; nothing had to be written'],
      ['ModuleX.rel', '2.0.0', '✔ ModuleX 2.0.0 was already released in 2 stores; nothing had to be written'],
      ['ProjectA.dist', '2.1.0', '✔ ProjectA 2.1.0 was already released in 1 store; nothing had to be written'],
    ])('%s %s is run again, and no object is written', async (name, tag, end) => {
      const repository = team.repository(name);
      const before = await stored();

      const run = await team.runPipeline(repository, repository.tag(tag));

      expect({ end: lastLine(run), exitCode: run.exitCode }).toEqual({ end, exitCode: 0 });
      expect(await stored()).toEqual(before);
    });

    test('a tag that was moved is refused, both commits are named, and no object is written', async () => {
      const repository = team.repository('BaseLib.rel');
      const former = repository.tag('1.3.0');
      repository.commit('Mend one more line', (workTree) => appendFileSync(join(workTree, 'deploy.sh'), '# mended\n'));
      const moved = repository.release('1.3.0');
      const before = await stored();

      const run = await team.runPipeline(repository, moved);

      expect(run.exitCode).toBe(1);
      expect(run.stdout).toContain(
        `tag 1.3.0 was released from commit ${former.commit}, and this build is of commit ${moved.commit}`,
      );
      expect(await stored()).toEqual(before);
    });

    test("a store whose bucket is another account's is named, and no object is written to any store", async () => {
      const repository = team.repository('Nginx.rel');
      repository.commit('Prepare 1.24.1', (workTree) => {
        const repoInfo = join(workTree, 'repo-info');
        writeFileSync(repoInfo, readFileSync(repoInfo, 'utf8').replace(/^rel_branch: .*/m, 'rel_branch: 1.24.1'));
      });
      const { accessKeyId, secretAccessKey } = server.projects.PROJECTA.account;
      const before = await stored();

      const run = await team.runPipeline(repository, repository.release('1.24.1'), {
        PROJECTB_AWS_ACCESS_KEY_ID: accessKeyId,
        PROJECTB_AWS_SECRET_ACCESS_KEY: secretAccessKey,
      });

      const { bucket } = server.projects.PROJECTB;
      expect(run.exitCode).toBe(1);
      expect(complaints(run)).toBe(
        [
          `ERROR: store PROJECTB: ListObjectsV2 s3://${bucket} was refused (403 AccessDenied); allow s3:ListBucket on arn:aws:s3:::${bucket} for this store's credentials`,
          '✖ 1 error; nothing was written to any store',
        ].join('\n'),
      );
      expect(await stored()).toEqual(before);
    });
  });
}

/** A module is for both projects, a project for itself. */
function isFor({ repository }: ExampleRelease, project: ProjectName): boolean {
  return !repository.endsWith('.dist') || basename(repository, '.dist').toUpperCase() === project;
}

function keysOf({ repository, tag }: ExampleRelease): readonly string[] {
  const kind = extname(repository);
  const name = basename(repository, kind);
  const stem = `${name}/${tag}/${repository === 'ModuleX.src' ? 'modulex-client' : name}`;
  return [`${stem}.tar.gz`, `${stem}${kind}.json`];
}
