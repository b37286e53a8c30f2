import type { Handoff } from '../../schemas/generated/handoff.ts';
import { completeBundle, type HandoffFacts } from '../bundle/complete-bundle.ts';
import type { Context } from '../core/context.ts';
import { TagshipError } from '../core/errors.ts';
import { retry } from '../core/retry.ts';
import { bundleTar } from './bundle-tar.ts';
import { type ControlNode, describeControlNode, nameOfControlNode } from './control-node.ts';
import { type ControlState, type HistoryLine, parseControlState } from './control-state.ts';
import { type Candidate, decideHandoff, type HandoffDecision } from './decide-handoff.ts';
import { explainRefusal } from './explain-refusal.ts';
import { explainSshFailure } from './explain-ssh-failure.ts';
import type { HandoffRequest, HandoffResult } from './handoff-request.ts';
import { receiverCommand } from './receiver-command.ts';
import { type Receiver, startReceiver } from './run-receiver.ts';
import { prepareConnection } from './ssh-connection.ts';

const protocol = 1;
const connectAttempts = 5;

/**
 * Hands a bundle to the control node in one connection: asks what it has, decides (design.md, section 8), sends the bundle,
 * and returns when the control node says that it is the current generation. Killed at any point it leaves the generation
 * before or the new one. Throws `control-node` when it cannot be reached, refuses, or ends with another status than 0.
 */
export async function handOff(request: HandoffRequest, context: Context): Promise<HandoffResult> {
  const { bundle, controlNode, path, agentFolder, quietTimeoutMs } = request;
  await using cleanup = new AsyncDisposableStack();
  const connection =
    controlNode.kind === 'ssh'
      ? cleanup.use(
          await prepareConnection(controlNode, {
            path,
            ...(agentFolder !== undefined && { agentFolder }),
          }),
        )
      : undefined;
  const command = receiverCommand(controlNode, { project: bundle.project, path, connection });
  const name = nameOfControlNode(controlNode);
  const open = async (): Promise<Receiver> => {
    const started = await startReceiver(command, {
      signal: context.signal,
      onLine: (line) => context.log.info(`${name}: ${line}`),
      ...(quietTimeoutMs !== undefined && { quietTimeoutMs }),
    });
    const hello = await started.next();
    if (hello === undefined) {
      context.signal.throwIfAborted();
      throw await explainEnd(started, request);
    }
    checkHello(hello, bundle.project);
    return started;
  };
  const receiver = cleanup.use(
    await retry(open, {
      attempts: connectAttempts,
      isWorthIt: (error) => error instanceof ConnectionLost,
      signal: context.signal,
      firstPauseMs: 1000,
    }),
  );
  try {
    return await converse(receiver, request, context);
  } catch (error) {
    context.signal.throwIfAborted();
    throw error;
  }
}

async function converse(receiver: Receiver, request: HandoffRequest, context: Context): Promise<HandoffResult> {
  const { bundle, source, confirmed, dryRun = false } = request;
  const verb = dryRun ? 'look' : 'begin';
  await receiver.write(`${verb} ${protocol} ${bundle.record.folder} ${source.build} ${ownerOf(source)}\n`);
  const state = await readState(receiver, request);
  for (const warning of state.warnings) {
    context.log.warning(warning);
  }
  const decision = decideHandoff(candidateOf(request), state, confirmed);
  if (decision.decision === 'refuse') {
    await abandon(receiver);
    return explainRefusal(decision, request, state.root);
  }
  const { kind, generation, previousRelease } = decision;
  if (dryRun) {
    return { status: 'planned', kind, generation, previousRelease, root: state.root };
  }
  await send(receiver, request, { decision, now: context.clock.now() });
  await awaitDone(receiver, request, generation);
  return { status: 'handed-off', kind, generation, previousRelease, root: state.root };
}

function candidateOf({ bundle: { record }, source }: HandoffRequest): Candidate {
  return {
    release: record.folder,
    contentSha256: record.package.contentSha256,
    recordBuild: record.source.build,
    recordRepositoryUuid: record.source.repositoryUuid,
    build: source.build,
    repositoryUuid: source.repositoryUuid,
  };
}

async function readState(receiver: Receiver, request: HandoffRequest): Promise<ControlState> {
  const lines: string[] = [];
  for (let line = await receiver.next(); line !== 'ready'; line = await receiver.next()) {
    if (line === undefined) {
      throw await explainEnd(receiver, request);
    }
    lines.push(line);
  }
  return parseControlState(lines);
}

async function abandon(receiver: Receiver): Promise<void> {
  await receiver.write('abandon\n');
  receiver.end();
  await receiver.ended;
}

interface Sending {
  readonly decision: Extract<HandoffDecision, { decision: 'hand-off' }>;
  readonly now: Date;
}

async function send(
  receiver: Receiver,
  { bundle, source, by }: HandoffRequest,
  { decision, now }: Sending,
): Promise<void> {
  const { kind, generation, previousRelease, highestBuild, missingLine } = decision;
  const at = now.toISOString();
  const facts: HandoffFacts = {
    kind,
    generation,
    source,
    handedOff: { at, by },
    ...(previousRelease === undefined ? {} : { previousRelease }),
  };
  const line: HistoryLine = {
    schema: 1,
    generation,
    release: bundle.record.folder,
    kind,
    contentSha256: bundle.record.package.contentSha256,
    recordBuild: bundle.record.source.build,
    build: source.build,
    highestBuild,
    repositoryUuid: source.repositoryUuid,
    commit: source.commit,
    at,
    by,
  };
  for (const one of missingLine === undefined ? [line] : [missingLine, line]) {
    await receiver.write(`history ${JSON.stringify(one)}\n`);
  }
  await receiver.write(`bundle ${generationName(generation)}\n`);
  for (const piece of bundleTar(bundle, completeBundle(bundle, facts))) {
    await receiver.write(piece);
  }
  receiver.end();
}

/** `000042`: the folder of a generation. */
function generationName(generation: number): string {
  return String(generation).padStart(6, '0');
}

async function awaitDone(receiver: Receiver, request: HandoffRequest, generation: number): Promise<void> {
  let isSwitched = false;
  let isSwitching = false;
  let isDone = false;
  for (let line = await receiver.next(); line !== undefined; line = await receiver.next()) {
    isSwitching ||= line === 'durable';
    isSwitched ||= line === `switched ${generationName(generation)}`;
    isDone ||= line === `done ${generationName(generation)}`;
  }
  const { status } = await receiver.ended;
  if (status !== 0 || !isDone) {
    throw await explainEnd(receiver, request, { generation, isSwitching, isSwitched });
  }
}

/** A connection that ssh could not make or keep, for a reason that may pass. */
class ConnectionLost extends TagshipError {
  override readonly name = 'ConnectionLost';
}

/** How far a step came that was sent a bundle. */
interface Reached {
  readonly generation: number;
  /** From here on it may be switched, and not said. */
  readonly isSwitching: boolean;
  readonly isSwitched: boolean;
}

async function explainEnd(
  receiver: Receiver,
  { controlNode }: HandoffRequest,
  reached?: Reached,
): Promise<TagshipError> {
  receiver.end();
  const { status, isQuiet, lastLines } = await receiver.ended;
  if (reached?.isSwitched === true) {
    return new TagshipError(
      'control-node',
      `generation ${reached.generation} is the current one on the control node, and the receive step ended before it was done (status ${status ?? 'none'})`,
      { hint: 'run the step again: it makes a new generation of the same release' },
    );
  }
  if (isQuiet) {
    return new TagshipError(
      'control-node',
      `nothing went on in the receive step on ${describeControlNode(controlNode)} for long, and it was ended`,
      { hint: 'look there for a disk or a network file system that hangs, and run the step again' },
    );
  }
  if (controlNode.kind === 'ssh' && status === 255) {
    const { error, mayPass } = explainSshFailure(controlNode, lastLines);
    return mayPass
      ? new ConnectionLost(error.code, error.message, error.hint === undefined ? {} : { hint: error.hint })
      : error;
  }
  const last = lastLines.at(-1);
  return new TagshipError(
    'control-node',
    `the receive step on ${describeControlNode(controlNode)} ended with status ${status ?? 'none'}${last === undefined ? '' : `: ${last}`}`,
    { hint: hintOfEnd(controlNode, status, reached) },
  );
}

function hintOfEnd(controlNode: ControlNode, status: number | null, reached: Reached | undefined): string {
  if (reached?.isSwitching === true) {
    return `generation ${reached.generation} may be the current one by now: look where current leads there; a run makes a new generation`;
  }
  return controlNode.kind === 'ssh' && (status === 126 || status === 127)
    ? 'the command in authorized_keys cannot be run: look at its path, and give it mode 755; without one, that user needs sh; mend that and run the step again'
    : 'current there is what was before; mend that and run the step again';
}

function checkHello(hello: string, project: string): void {
  const [word, version, forProject] = hello.split(' ');
  if (word !== 'hello' || version !== String(protocol)) {
    throw new TagshipError(
      'control-node',
      `the control node speaks protocol ${version ?? 'none'}, and this is protocol ${protocol}`,
      {
        hint: 'install the receive.sh of this version there (examples/control-node)',
      },
    );
  }
  if (forProject !== project) {
    throw new TagshipError(
      'control-node',
      `this key is for project ${forProject ?? 'none'}, and the release is of ${project}`,
      {
        hint: 'give the repository the key of its own project',
      },
    );
  }
}

/** For the lock: who holds it, in characters that mean nothing to a shell. */
function ownerOf({ repository, build }: Handoff['source']): string {
  return `${repository.replaceAll(/[^0-9A-Za-z._/-]/g, '_')}:${build}`;
}
