import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { listFolder } from '../../lib/testing/folder-listing.ts';
import { createGitRepository, type GitRepository } from '../../lib/testing/git-repository.ts';
import { type PipeBuild, type PipeResult, runPipeProcess } from '../../lib/testing/pipe-process.ts';
import { bucketOf, type ProjectStores, startProjectStores } from '../../lib/testing/project-stores.ts';
import { findingsOf } from '../invalid-example.ts';

/** A small REL that can be released as it is. */
const rightRel = {
  'repo-info': 'rel_branch: 2.0.0\nsrc_branch: none\ndepend_list: none\n',
  'deploy.sh': 'echo ${BUCKET_NAME}\n',
  'upgrade.sh': 'echo ${REL_TAG}\n',
  'etc/module.conf': 'x\n',
};

interface Attempt extends Partial<Omit<PipeBuild, 'variables'>> {
  readonly variables?: Readonly<Record<string, string>>;
  /** How long the refusal may take. Default: 15 s, on a machine that is busy with other tests. */
  readonly withinMs?: number;
  /** What the run may leave of itself on a server: an upload that it was not allowed to end. */
  readonly mayLeaveUpload?: boolean;
}

/** A clone of ModuleX.rel on the tag 2.0.0, and stores to release it to. All of it is gone when the test ends. */
export interface Trial {
  readonly clone: GitRepository;
  readonly stores: ProjectStores;
  /** Runs the built pipe. */
  run(attempt?: Attempt): Promise<PipeResult>;
  /**
   * Runs the built pipe, which has to refuse: exit 1, `✖` in the last line and only there, no stack trace, nothing on
   * stderr, nothing written to a store, to the clone or to the folder for temporary files. Returns what it found, as
   * people read it.
   */
  refused(attempt?: Attempt): Promise<string>;
}

export async function startTrial(
  files: Readonly<Record<string, string | Buffer>> = {},
  projects: readonly string[] = ['PROJECTA', 'PROJECTB'],
): Promise<Trial> {
  const stores = await startProjectStores(projects);
  const clone = createGitRepository();
  const temporary = mkdtempSync(join(tmpdir(), 'tagship-trial-'));
  onTestFinished(async () => {
    clone[Symbol.dispose]();
    rmSync(temporary, { recursive: true, force: true });
    await stores[Symbol.asyncDispose]();
  });
  clone.commit({ ...rightRel, ...files });

  const run: Trial['run'] = async ({ variables = {}, ...build } = {}) =>
    await runPipeProcess({
      cloneDir: clone.directory,
      slug: 'modulex.rel',
      commit: clone.git('rev-parse', 'HEAD'),
      build: 41,
      ...('branch' in build ? {} : { tag: '2.0.0' }),
      ...build,
      variables: {
        REPO_NAME: 'ModuleX',
        BITBUCKET_PIPE_STORAGE_DIR: temporary,
        ...stores.variables(),
        ...variables,
      },
    });
  const everything = () => ({
    clone: listFolder(clone.directory),
    temporary: readdirSync(temporary),
    stored: projects.map((project) => stores.server.objects(bucketOf(project)).map(({ key, etag }) => [key, etag])),
    written: stores.server.calls.filter(({ operation }) => !isHarmless(operation)).length,
  });
  const unfinished = () => projects.flatMap((project) => stores.server.unfinishedUploads(bucketOf(project)));

  return {
    clone,
    stores,
    run,
    async refused({ withinMs = 15_000, mayLeaveUpload = false, ...attempt } = {}) {
      const before = everything();
      const startedMs = performance.now();
      const { stdout, stderr, exitCode } = await run(attempt);

      const lines = stdout.trimEnd().split('\n');
      const marked = lines.filter((line) => /^[✔✖]/.test(line) && line !== '✖ Validation errors:');
      expect({ stderr, exitCode, marked }).toEqual({ stderr: '', exitCode: 1, marked: [lines.at(-1)] });
      expect(lines.at(-1)).toMatch(/^✖ .*nothing was written to any store$/);
      expect(stdout).not.toMatch(/^\s+at .*:\d+/m);
      expect(everything()).toEqual(before);
      expect(mayLeaveUpload ? [] : unfinished()).toEqual([]);
      expect(performance.now() - startedMs).toBeLessThan(withinMs);
      return findingsOf(stdout);
    },
  };
}

/** Reads, or proves the right to write by beginning an upload that it ends at once. */
function isHarmless(operation = 'unknown'): boolean {
  return /^(?:Get|Head|List|CreateMultipartUpload$|AbortMultipartUpload$)/.test(operation);
}
