import { DiagnosticsError, isError } from '../../lib/core/diagnostics.ts';
import { systemClock } from '../../lib/core/system-clock.ts';
import { type ControlNode, describeControlNode } from '../../lib/handoff/control-node.ts';
import { type HandoffOutcome, handOffRelease } from '../../lib/handoff/hand-off-release.ts';
import { type Answer, fields } from '../../lib/report/answer/answer.ts';
import { describeError } from '../../lib/report/run-report.ts';
import { readControlSettings } from '../../lib/settings/read-control-settings.ts';
import { version } from '../../lib/version.ts';
import type { Desk, StoreChoice } from '../desk.ts';
import { deskWords } from '../desk-words.ts';
import { withProjectStore } from '../released-in.ts';

export interface HandoffCommand extends StoreChoice {
  /** A tag, or `developer`. */
  readonly release: string;
  readonly late?: boolean | undefined;
  readonly otherRepository?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/** `tagship handoff PROJECT --release TAG`: hands a stored release to the control node, as a run of its pipeline does. */
export async function handoff(desk: Desk, project: string, command: HandoffCommand): Promise<Answer> {
  const controlNode = requireControlNode(desk);
  const { release: folder, dryRun = false, late = false, otherRepository = false } = command;
  return await withProjectStore(desk, command, { project, folder }, async ({ store, place }) => {
    const outcome = await handOffRelease(
      {
        store,
        place,
        project,
        folder,
        controlNode,
        by: byDesk(desk),
        confirmed: { late, otherRepository },
        dryRun,
        path: desk.env['PATH'] ?? '',
        agentFolder: null,
      },
      {
        signal: desk.signal,
        clock: systemClock,
        log: { debug: () => undefined, info: desk.onProgress, warning: desk.onProgress },
      },
    );
    const facts = factsOf(outcome);
    const where = describeControlNode(controlNode, 'root' in outcome ? outcome.root : undefined);
    return {
      data: { project, release: folder, store: store.name, controlNode: where, ...facts },
      blocks: [
        fields([
          ['release', `${project} ${folder}`],
          ['store', `${store.name}, ${store.url}`],
          ['control node', where],
          ['before', facts.previousRelease ?? ''],
        ]),
      ],
      findings: outcome.diagnostics,
      ...problemOf(outcome),
      summary: verdict(outcome, `${project} ${folder}`),
    };
  });
}

/** Who hands over, for the history. */
export function byDesk({ env }: Desk): string {
  const user = (env['USER'] ?? '').replaceAll(/[^\w.@-]/g, '');
  return `tagship ${version}, ${user === '' ? 'somebody' : user} at a desk`;
}

function requireControlNode({ env }: Desk): ControlNode {
  const { controlNode, diagnostics } = readControlSettings(env);
  if (diagnostics.some(isError)) {
    throw new DiagnosticsError(diagnostics);
  }
  if (controlNode === undefined) {
    throw new DiagnosticsError([
      {
        severity: 'error',
        at: { in: 'variable', name: 'CONTROL_NODE' },
        message: 'required field',
        hint: "write a host's name or address, or local for this machine",
      },
    ]);
  }
  return controlNode;
}

function factsOf(outcome: HandoffOutcome): {
  readonly outcome: HandoffOutcome['status'];
  readonly kind: string | null;
  readonly generation: number | null;
  readonly previousRelease: string | null;
} {
  if (outcome.status === 'handed-off' || outcome.status === 'planned') {
    const { kind, generation, previousRelease = null } = outcome;
    return { outcome: outcome.status, kind, generation, previousRelease };
  }
  return { outcome: outcome.status, kind: null, generation: null, previousRelease: null };
}

/** Why it was not handed over, where no finding says it. */
function problemOf(outcome: HandoffOutcome): Pick<Answer, 'ending'> {
  switch (outcome.status) {
    case 'refused':
      return { ending: `${outcome.message}; ${outcome.hint}` };
    case 'failed':
      return { ending: deskWords(describeError(outcome.error)) };
    default:
      return {};
  }
}

function verdict(outcome: HandoffOutcome, what: string): string {
  switch (outcome.status) {
    case 'handed-off':
      return `${what} is generation ${outcome.generation} on the control node (${outcome.kind})`;
    case 'planned':
      return `${what} would be generation ${outcome.generation} on the control node (${outcome.kind}); nothing was changed`;
    case 'refused':
    case 'failed':
      return `${what} was not handed over`;
    case 'invalid':
      return `${what} is not in its store as it was recorded; nothing was handed over`;
  }
}
