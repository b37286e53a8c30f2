import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyBundle } from '../node/apply-bundle.ts';
import type { ApplyReport } from '../node/apply-report.ts';
import { foreseeApply } from '../node/foresee-apply.ts';
import type { NodePorts, NodeSettings } from '../node/node-ports.ts';
import { resetNode } from '../node/reset-node.ts';
import { lookAtNode, type NodeView, type Verification, verifyNode } from '../node/verify-node.ts';
import { diskFiles } from '../node-state/durable-files.ts';
import { type NodePaths, nodePaths } from '../node-state/node-paths.ts';
import { machineProcesses } from '../node-state/processes.ts';
import type { NodeWorld } from './node-world.ts';
import { type RecordingContext, recordingContext } from './recording-context.ts';

/** A node whose root is a folder. */
export interface TestNode {
  readonly root: string;
  readonly paths: NodePaths;
  readonly context: RecordingContext;
  apply(bundle: string, changes?: NodeChanges): Promise<ApplyReport>;
  /** What an apply would come to. */
  foresee(bundle: string, changes?: NodeChanges): Promise<ApplyReport>;
  reset(to?: 'last-release' | 'absent', changes?: NodeChanges): Promise<ApplyReport>;
  verify(): Promise<Verification>;
  look(): Promise<NodeView>;
  /** images.yaml as text, `absent` without one. */
  state(): string;
  writeState(text: string): void;
  /** The lines that scripts wrote about themselves. */
  trace(): readonly string[];
  /** Makes a script fail from now on, or no longer: `upgrade-A-2.0.0`. */
  setBroken(script: string, isBroken?: boolean): void;
}

export interface NodeChanges {
  readonly ports?: Partial<NodePorts>;
  readonly settings?: Partial<NodeSettings>;
  readonly signal?: AbortSignal;
}

export function testNode(world: NodeWorld, name = 'node'): TestNode {
  const root = join(world.folder, name);
  mkdirSync(join(root, 'break'), { recursive: true });
  const context = recordingContext();
  const paths = nodePaths(root, 'ProjectA');
  const access = ({ ports = {}, settings = {}, signal = context.signal }: NodeChanges) => ({
    context: { ...context, signal },
    settings: {
      root,
      environment: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      userId: process.geteuid?.() ?? 0,
      scriptDeadlineMs: 20_000,
      graceMs: 200,
      fetchDeadlineMs: 20_000,
      ...settings,
    },
    ports: {
      // a whole machine's sync(2) is not what these tests are about, and takes long on a busy one
      files: { ...diskFiles, flushAll: async () => await Promise.resolve() },
      processes: machineProcesses,
      openFetch: () => world.fetch,
      ...ports,
    },
  });
  return {
    root,
    paths,
    context,
    apply: async (bundle, changes = {}) => await applyBundle(bundle, access(changes)),
    foresee: async (bundle, changes = {}) => await foreseeApply(bundle, access(changes)),
    reset: async (to = 'last-release', changes = {}) =>
      await resetNode({ ...access(changes), project: 'ProjectA' }, to),
    verify: async () => await verifyNode({ ...access({}), project: 'ProjectA' }),
    look: async () => await lookAtNode({ ...access({}), project: 'ProjectA' }),
    state: () => {
      try {
        const [, version = '?'] = /version: "?([^"\n]*)/.exec(readFileSync(paths.images, 'utf8')) ?? [];
        const [, status = '?'] = /status: (.*)/.exec(readFileSync(paths.images, 'utf8')) ?? [];
        return `${status} ${version}`;
      } catch {
        return 'absent';
      }
    },
    writeState: (text) => {
      mkdirSync(paths.folder, { recursive: true });
      writeFileSync(paths.images, text);
    },
    trace: () => {
      try {
        return readFileSync(join(root, 'trace'), 'utf8').trimEnd().split('\n');
      } catch {
        return [];
      }
    },
    setBroken: (script, isBroken = true) => {
      if (isBroken) {
        writeFileSync(join(root, 'break', script), '');
      } else {
        rmSync(join(root, 'break', script), { force: true });
      }
    },
  };
}
