import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PackageIdentity, packageKey, recordKey } from '../../lib/store/layout.ts';
import { choosePoints, describeSwitch, sweepSwitch } from '../sweeps/choose-points.ts';
import { type ProjectServer, storeVariables } from './project-servers.ts';
import { type ContenderResult, runContest, runPipeline } from './races/contest.ts';
import { compiledSrc, ownRel } from './races/contested-repositories.ts';
import { readStoredFolder, type StoredFolder } from './races/read-stored.ts';
import { planRounds, type Round } from './races/rounds.ts';

/** Lets two real pipelines publish the same to the stores of both projects at once, and judges what is there then. */
export function describeRaces(start: () => Promise<ProjectServer>): void {
  const rounds = choosePoints(planRounds(sweepSwitch.seed));

  describe(`two pipelines at once (${describeSwitch()})`, () => {
    let server: ProjectServer;
    let modules = 0;
    /** Of another module in each round. */
    const identityOf = (kind: 'src' | 'rel', folder: string): PackageIdentity => {
      const name = `Module${(modules += 1)}`;
      return { kind, name, folder, packageName: kind === 'src' ? `${name.toLowerCase()}-client` : name };
    };

    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => {
      await server[Symbol.asyncDispose]();
    });

    /** What each store has: one package with its record, which agree, and nothing else. */
    async function agreedFolders(identity: PackageIdentity): Promise<readonly [StoredFolder, StoredFolder]> {
      const { PROJECTA, PROJECTB } = server.projects;
      const folders = [await readStoredFolder(PROJECTA, identity), await readStoredFolder(PROJECTB, identity)] as const;
      for (const folder of folders) {
        const { size, sha256, etag, contentSha256 } = folder.record.package;
        const { commit } = folder.record.source;
        expect(folder).toMatchObject({
          keys: [packageKey(identity), recordKey(identity)].toSorted(),
          unfinishedUploads: 0,
          package: { size, sha256, etag, metadata: { sha256, commit, 'content-sha256': contentSha256 } },
        });
      }
      return folders;
    }

    describe('of two commits under one tag one is released everywhere, and the other pipeline says so', () => {
      test.each(rounds)('$title', async (round) => {
        const identity = identityOf('rel', '1.0.0');
        const contenders = [
          { repository: ownRel(identity, round), build: 41 },
          { repository: ownRel(identity, round), build: 42 },
        ] as const;

        const { results, arrivals } = await runContest({ server, identity, round, contenders });

        const stored = await agreedFolders(identity);
        const [winner, loser] = results[0].exitCode === 0 ? results : results.toReversed();
        const commit = winner?.report.subject.commit;
        expect(arrivals).toBeGreaterThanOrEqual(isDecidingPackage(round) ? 2 : 1);
        expect(stored.map(({ record }) => record.source.commit)).toEqual([commit, commit]);
        expect(lastLine(winner)).toBe(`✔ ${identity.name} 1.0.0 is released in 2 stores`);
        expect(loser).toMatchObject({ exitCode: 1, stderr: '' });
        expect(lastLine(loser)).toMatch(/^✖ /);
        const errors = loser?.report.errors.join('\n');
        expect(errors).toContain(` commit ${commit}`);
        expect(errors).toContain(`this build is of commit ${loser?.report.subject.commit}`);
      });
    });

    describe('of one commit that was compiled twice one package is everywhere, and both pipelines say which', () => {
      test.each(rounds)('$title', async (round) => {
        const identity = identityOf('src', '1.0.0');
        const contenders = [
          { repository: compiledSrc(identity, round), build: 41 },
          { repository: compiledSrc(identity, round), build: 42 },
        ] as const;

        const { results, arrivals } = await runContest({ server, identity, round, contenders });

        const stored = await agreedFolders(identity);
        const { sha256 } = stored[0].package;
        expect(arrivals).toBe(2);
        expect(stored.map((folder) => folder.package.sha256)).toEqual([sha256, sha256]);
        expect(results.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([wellEnded, wellEnded]);
        expect(results.flatMap(({ report }) => report.stores.map((store) => store.package?.sha256))).toEqual(
          Array.from({ length: 4 }, () => sha256),
        );
        const uploaded = results.filter(({ report }) => report.stores.some(({ arrival }) => arrival === 'uploaded'));
        expect(uploaded).toHaveLength(1);
      });
    });

    describe('of two builds of developer the newer one stays', () => {
      test.each(rounds)('$title', async (round) => {
        const identity = identityOf('rel', 'developer');
        const contenders = [
          { repository: ownRel(identity, round), build: 41 },
          { repository: ownRel(identity, round), build: 42 },
        ] as const;
        if (round.replaces) {
          await runPipeline(
            identity,
            { repository: ownRel(identity, round), build: 40 },
            storeVariables(server, server.endpoint),
          );
        }

        const { results, arrivals } = await runContest({ server, identity, round, contenders });

        const stored = await agreedFolders(identity);
        const [older, newer] = results;
        expect(arrivals).toBeGreaterThanOrEqual(round.place.object === 'package' ? 2 : 1);
        expect(stored.map((folder) => folder.package.metadata['build'])).toEqual(['42', '42']);
        expect(stored.map(({ record }) => record.source.build)).toEqual([42, 42]);
        expect(older).toMatchObject(wellEnded);
        expect(newer).toMatchObject(wellEnded);
        expect(lastLine(newer)).toBe(`✔ ${identity.name} developer is published in 2 stores`);
      });
    });
  });
}

/** Both have to put the package into the first store, which decides; the loser may come no further. */
function isDecidingPackage({ place }: Round): boolean {
  return place.project === 'PROJECTA' && place.object === 'package';
}

const wellEnded = { exitCode: 0, stderr: '' };

function lastLine(result: ContenderResult | undefined): string {
  return result?.stdout.trimEnd().split('\n').at(-1) ?? '';
}
