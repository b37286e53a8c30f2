import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunReport } from '../../../lib/report/run-report.ts';
import { type PackageIdentity, packageKey, recordKey } from '../../../lib/store/layout.ts';
import type { GitRepository } from '../../../lib/testing/git-repository.ts';
import { type PipeResult, runPipeProcess } from '../../../lib/testing/pipe-process.ts';
import { type ProjectServer, storeVariables } from '../project-servers.ts';
import type { Round } from './rounds.ts';
import { openStartingGate } from './starting-gate.ts';

/** A pipeline of the newest commit of a repository. */
export interface Contender {
  readonly repository: GitRepository;
  readonly build: number;
}

export interface ContenderResult extends PipeResult {
  readonly report: RunReport;
}

export interface Contest {
  /** In the order of the contenders. */
  readonly results: readonly [ContenderResult, ContenderResult];
  /** How many contenders came to where they were to meet. */
  readonly arrivals: number;
}

export interface ContestRequest {
  readonly server: ProjectServer;
  /** What they publish, to the stores of both projects. */
  readonly identity: PackageIdentity;
  readonly round: Round;
  readonly contenders: readonly [Contender, Contender];
}

/** Runs two pipelines at the same time. */
export async function runContest({ server, identity, round, contenders }: ContestRequest): Promise<Contest> {
  const { place, lastGoesFirst, lagMs } = round;
  const key = (place.object === 'package' ? packageKey : recordKey)(identity);
  const request = `PUT /${server.projects[place.project].bucket}/${key}`;
  await using gate = await openStartingGate(server.endpoint, { request, lastGoesFirst, lagMs });

  const run = async (contender: 0 | 1): Promise<ContenderResult> => {
    try {
      return await runPipeline(identity, contenders[contender], storeVariables(server, gate.endpoints[contender]));
    } finally {
      gate.leave(contender);
    }
  };
  const results = await Promise.all([run(0), run(1)]);
  return { results, arrivals: gate.arrivals() };
}

/** Runs the built pipe, to the stores of both projects. */
export async function runPipeline(
  { kind, name, folder, packageName }: PackageIdentity,
  { repository, build }: Contender,
  stores: Readonly<Record<string, string>>,
): Promise<ContenderResult> {
  const temporary = mkdtempSync(join(tmpdir(), 'tagship-report-'));
  const reportFile = join(temporary, 'report.json');
  try {
    const result = await runPipeProcess({
      cloneDir: repository.directory,
      slug: `${name.toLowerCase()}.${kind}`,
      commit: repository.git('rev-parse', 'HEAD'),
      build,
      ...(folder === 'developer' ? { branch: folder } : { tag: folder }),
      variables: {
        REPO_NAME: name,
        ...(kind === 'src' ? { BIN_NAME: packageName, FILES: 'build' } : {}),
        STORES: 'PROJECTA PROJECTB',
        TAG_CHECK: 'false',
        REPORT_FILE: reportFile,
        ...stores,
      },
    });
    const report: RunReport = JSON.parse(readFileSync(reportFile, 'utf8'));
    return { ...result, report };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
