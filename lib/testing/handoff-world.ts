import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Handoff } from '../../schemas/generated/handoff.ts';
import type { HistoryLine } from '../../schemas/generated/history-line.ts';
import { type Bundle, makeBundle } from '../bundle/make-bundle.ts';
import type { Context } from '../core/context.ts';
import { silentContext } from '../core/silent-context.ts';
import type { ControlNode } from '../handoff/control-node.ts';
import { handOff } from '../handoff/hand-off.ts';
import type { HandoffRequest, HandoffResult } from '../handoff/handoff-request.ts';
import type { Store } from '../store/store.ts';
import { bucketOf, type ProjectStores, startProjectStores } from './project-stores.ts';
import { sampleDist, sampleRel } from './sample-releases.ts';

const project = 'ProjectA';

/** A store with releases of ProjectA, and a control node in a temporary folder, for tests of the hand-off. */
export interface HandoffWorld extends AsyncDisposable {
  readonly projects: ProjectStores;
  readonly store: Store;
  /** REMOTE_PATH */
  readonly root: string;
  /** The folder of ProjectA below it. */
  readonly folder: string;
  /** Releases ProjectA under a tag, by that build. */
  release(tag: string, build: number, files?: Readonly<Record<string, string>>): Promise<void>;
  bundle(tag: string): Promise<Bundle>;
  /** Hands a release over, as a run of the pipeline with that build number does. */
  handOver(tag: string, build: number, changes?: Partial<HandoffRequest>, context?: Context): Promise<HandoffResult>;
  generations(): Promise<readonly string[]>;
  /** `000042`, or undefined before the first. */
  current(): Promise<string | undefined>;
  handoffOf(generation: string): Promise<Handoff>;
  history(): Promise<readonly HistoryLine[]>;
  /** Everything in the project's folder but generations, current, history: what a run leaves behind. */
  leftovers(): Promise<readonly string[]>;
}

const repositoryUuid = '{projecta.dist}';

export async function startHandoffWorld(): Promise<HandoffWorld> {
  const projects = await startProjectStores(['PROJECTA']);
  const store = projects.open('PROJECTA');
  const root = await mkdtemp(join(tmpdir(), 'tagship-control-'));
  const folder = join(root, project);
  const bundles = new Map<string, Promise<Bundle>>();
  await sampleRel({ name: 'BaseLib', tag: '1.2.3' }).publish([store]);

  async function make(tag: string): Promise<Bundle> {
    const { bundle, diagnostics } = await makeBundle(
      { store, place: { bucket: bucketOf('PROJECTA'), endpoint: projects.server.endpoint }, project, folder: tag },
      silentContext(),
    );
    if (bundle === undefined) {
      throw new Error(JSON.stringify(diagnostics));
    }
    return bundle;
  }
  const bundleOf = async (tag: string): Promise<Bundle> => {
    const made = bundles.get(tag) ?? make(tag);
    bundles.set(tag, made);
    return await made;
  };
  const controlNode: ControlNode = { kind: 'local', root };

  return {
    projects,
    store,
    root,
    folder,
    release: async (tag, build, files = {}) => {
      const dist = sampleDist(project, tag, { BaseLib: '1.2.3' });
      if (Object.keys(files).length > 0) {
        dist.repository.commit(files);
      }
      const { status, diagnostics, outcomes } = await dist.publish([store], { build: { build } });
      if (status !== 'published') {
        throw new Error(JSON.stringify([diagnostics, outcomes]));
      }
    },
    bundle: bundleOf,
    handOver: async (tag, build, changes = {}, context = silentContext()) => {
      const bundle = await bundleOf(tag);
      return await handOff(
        {
          bundle,
          controlNode,
          source: sourceOf(build),
          by: 'tagship test',
          path: '/usr/local/bin:/usr/bin:/bin',
          ...changes,
        },
        context,
      );
    },
    generations: async () => (await readdir(join(folder, 'generations'))).toSorted(),
    current: async () => (await readlink(join(folder, 'current')).catch(() => undefined))?.replace('generations/', ''),
    handoffOf: async (generation) =>
      JSON.parse(await readFile(join(folder, 'generations', generation, 'handoff.json'), 'utf8')),
    history: async () =>
      (await readFile(join(folder, 'history'), 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    leftovers: async () =>
      (await readdir(folder).catch(() => [])).filter((name) => !['generations', 'current', 'history'].includes(name)),
    [Symbol.asyncDispose]: async () => {
      for (const bundle of bundles.values()) {
        await (await bundle)[Symbol.asyncDispose]();
      }
      await projects[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function sourceOf(build: number): Handoff['source'] {
  return {
    repository: 'acme/projecta.dist',
    repositoryUuid,
    commit: 'a'.repeat(40),
    build,
    stepRun: 1,
    url: `https://bitbucket.org/acme/projecta.dist/pipelines/results/${build}`,
  };
}
