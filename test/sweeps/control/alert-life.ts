import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageQueue } from '../../../control/alerts/cause.ts';
import { composeMessages } from '../../../control/alerts/compose-messages.ts';
import { decideAlerts } from '../../../control/alerts/decide-alerts.ts';
import { sendQueue } from '../../../control/alerts/send-queue.ts';
import type { History } from '../../../control/history/history.ts';
import { openHistory } from '../../../control/history/open-history.ts';
import { judgeHost } from '../../../control/watch/judge-host.ts';
import { createRedactor } from '../../../lib/core/redaction.ts';
import { postToSlack } from '../../../lib/report/send-to-slack.ts';
import type { SlackPeer } from '../../../lib/testing/slack-peer.ts';
import { hashOf } from '../choose-points.ts';
import { readMessages } from './read-messages.ts';
import { befall, meet, type NodeState, type RollOut } from './simulated-node.ts';
import { createToldTruth, type SeenTruth } from './told-truth.ts';

const project = 'ProjectA';
const versions = ['1.0.0', '2.0.0', '2.1.0', '3.0.0'];
const hostCount = 20;
const rollOutCount = 8;
const remindAfterMs = 24 * 3_600_000;
const stuckAfterMs = 6 * 3_600_000;

/** In memory where there is such a place: a thousand databases that wait for a disk try nothing more. */
const workFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** What came of a life, in words that can be compared. */
export interface LifeEnd {
  /** What had to be told. */
  readonly due: readonly string[];
  /** What people read, each message once. */
  readonly told: readonly string[];
  /** Messages that came twice although nothing broke between Slack's answer and the note of it. */
  readonly doubled: number;
  readonly left: number;
  readonly faults: ReadonlySet<string>;
  readonly kills: number;
}

/** Twenty nodes and a control node through eight roll-outs, with faults, kills, restarts and a Slack that fails. */
export async function liveThrough(seed: string, slack: SlackPeer): Promise<LifeEnd> {
  const random = createRandom(seed);
  const folder = await mkdtemp(join(workFolder, 'tagship-alert-life-'));
  let nowMs = Date.parse('2018-10-25T08:00:00Z');
  const clock = { now: (): Date => new Date(nowMs) };
  const open = (): History => openHistory(join(folder, 'history.db'), { clock });
  let history = open();
  const restart = (): void => {
    history[Symbol.dispose]();
    history = open();
  };

  const nodes = new Map<string, NodeState>();
  for (let index = 0; index < hostCount; index += 1) {
    nodes.set(`n${index}`, random(2) === 0 ? { is: 'new' } : { is: 'active', version: '1.0.0' });
  }
  const truth = createToldTruth({ remindAfterMs, stuckAfterMs });
  const faults = new Set<string>();
  const mayDouble: string[] = [];
  const takenBefore = slack.taken.length;
  let left: SeenTruth[] = [];
  let kills = 0;
  let rollOut: RollOut = { release: '2.0.0', kind: 'release', upgradable: ['1.0.0'] };

  const send = async (killedAfter: number): Promise<void> => {
    let answers = 0;
    const queue: MessageQueue = {
      nextMessage: () => history.nextMessage(),
      markTried: (id, at, problem) => history.markTried(id, at, problem),
      markRefused: (id, at, problem) => history.markRefused(id, at, problem),
      queueLength: () => history.queueLength(),
      lastTryAt: () => history.lastTryAt(),
      markSent(id, at) {
        answers += 1;
        if (answers > killedAfter) {
          throw new Killed();
        }
        history.markSent(id, at);
      },
    };
    const disturbed = disturb(slack, random);
    try {
      await sendQueue(
        queue,
        async (payload, signal) => {
          const answer = await postToSlack(slack.webhookUrl, payload, {
            signal,
            timeoutMs: disturbed === 'hang' ? 30 : 20_000,
          });
          // where the answer is lost, nobody can tell whether Slack took it
          if (answer.is === 'unreachable' && (disturbed === 'take and cut' || disturbed === 'hang')) {
            mayDouble.push(JSON.stringify(payload));
          }
          return answer;
        },
        {
          context: { clock, signal: new AbortController().signal, log: silentLog },
          pause: async (pauseMs) => {
            nowMs += pauseMs;
            // an outage ends some time, also in the middle of a queue
            if (random(4) === 0) {
              heal(slack);
            }
          },
        },
      );
    } catch (error) {
      if (!(error instanceof Killed)) {
        throw error;
      }
      const waiting = history.nextMessage();
      mayDouble.push(JSON.stringify(waiting?.message.payload));
      kills += 1;
      restart();
    } finally {
      heal(slack);
    }
  };

  try {
    for (let count = 0; count < rollOutCount; count += 1) {
      nowMs += 300_000 + random(10 * 3_600_000);
      if (random(3) === 0) {
        rollOut = {
          release: versions[random(versions.length)] ?? '2.0.0',
          kind: random(4) === 0 ? 'rollback' : 'release',
          upgradable: versions.filter(() => random(3) > 0),
        };
      }
      for (const [host, node] of nodes) {
        nodes.set(host, befall(node, versions, random));
      }
      const inventory = new Set([...nodes.keys()].filter(() => random(40) > 0));
      const isBroken = random(15) === 0;
      const { release, kind } = rollOut;

      const earlier = history.leftDispatches(project);
      const run = history.beginRun({
        project,
        generation: count,
        release,
        kind,
        playbook: undefined,
        inventory: undefined,
        limit: undefined,
        at: clock.now(),
      });
      const buildingSince = history.buildingSince(project);
      const met = (isBroken ? [] : [...inventory]).map((host) => {
        const sentAt = new Date((nowMs += 1 + random(900)));
        const meeting = meet(nodes.get(host) ?? { is: 'new' }, rollOut, random);
        nodes.set(host, meeting.next);
        faults.add(meeting.fault);
        return { host, sentAt, ...meeting };
      });
      const askedAt = new Date((nowMs += 60_000));
      const seen: readonly SeenTruth[] = met.map(({ host, sentAt, dispatch, look, truth }) => ({
        host,
        ansible: dispatch?.status ?? 'not run',
        node: look.status,
        at: dispatch === undefined ? askedAt : sentAt,
        askedAt,
        truth,
      }));
      for (const { host, sentAt, dispatch } of met) {
        if (dispatch?.report?.rebuilt || dispatch?.report?.interrupted !== undefined) {
          history.keepDispatch(run, { ...dispatch, host, sentAt });
        }
      }
      if (random(8) === 0) {
        kills += 1;
        left.push(...seen.filter((one) => one.truth.event !== undefined));
        restart();
        continue;
      }

      const verdicts = met.map(({ host, sentAt, dispatch, look }) =>
        judgeHost(
          {
            host,
            groups: [],
            dispatch: dispatch && { ...dispatch, host, sentAt },
            look: { ...emptyLook, host, askedAt, ...look },
          },
          { release, kind, stuckAfterMs, buildingSince: buildingSince.get(host) },
        ),
      );
      const now = clock.now();
      const problem = isBroken ? 'there is no ansible-playbook' : undefined;
      const alerts = decideAlerts(history.openCauses(project), verdicts, {
        now,
        release,
        remindAfterMs,
        knownHosts: isBroken ? undefined : inventory,
        rollOut: { at: now, ansible: isBroken ? 'not run' : 'success', step: undefined, problem },
        leftDispatches: earlier,
      });
      const messages = composeMessages(alerts.groups, {
        language: 'en',
        project,
        release,
        generation: count,
        run: String(run),
        now,
        redactor: createRedactor(),
      });
      history.endRun(run, {
        at: now,
        outcome: isBroken ? 'failed' : 'whole',
        problem,
        hosts: verdicts.map((verdict) => ({ ...verdict, nodeRun: undefined })),
        gone: [],
        causes: alerts,
        messages,
        logs: [],
      });
      truth.add({ now, release, inventory: isBroken ? new Set(nodes.keys()) : inventory, seen, left, isBroken });
      left = left.filter(({ host }) => !seen.some((one) => one.host === host));
      if (random(8) === 0) {
        kills += 1;
        restart();
        continue;
      }
      await send(random(6) === 0 ? random(3) : Infinity);
    }
    restart();
    await sendQueue(history, async (payload, signal) => await postToSlack(slack.webhookUrl, payload, { signal }), {
      context: { clock, signal: new AbortController().signal, log: silentLog },
      pause: async (pauseMs) => {
        nowMs += pauseMs;
      },
    });
    const taken = slack.taken.slice(takenBefore);
    const texts = taken.map((message) => JSON.stringify(message));
    const once = taken.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
    const extra = texts.filter((text, index) => texts.indexOf(text) !== index);
    return {
      due: truth.told.toSorted(),
      told: readMessages(once).toSorted(),
      doubled: extra.filter((text) => !mayDouble.includes(text)).length,
      left: history.queueLength(),
      faults,
      kills,
    };
  } finally {
    history[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Killed extends Error {}

const silentLog = { debug: () => undefined, info: () => undefined, warning: () => undefined };

const emptyLook = {
  version: undefined,
  isInterrupted: false,
  wasInstalled: false,
  reason: undefined,
  lastRun: undefined,
};

/** Half of the time Slack is well. */
function disturb(slack: SlackPeer, random: (below: number) => number): string | undefined {
  switch (random(14)) {
    case 0:
      slack.answer(500);
      return 'down';
    case 1:
      slack.answer(429, {
        body: 'rate_limited',
        headers: { 'Retry-After': String(1 + random(30)) },
        times: 1 + random(3),
      });
      return 'busy';
    case 2:
      slack.answer(404, { body: 'no_service' });
      return 'gone';
    case 3:
      slack.disturb('cut');
      return 'cut';
    case 4:
      slack.disturb('take and cut');
      return 'take and cut';
    case 5:
      slack.disturb(random(4) === 0 ? 'hang' : 'cut');
      return 'hang';
    default:
      return undefined;
  }
}

function heal(slack: SlackPeer): void {
  slack.answer(200);
  slack.disturb(undefined);
}

/** The same numbers for the same seed (xorshift32). */
function createRandom(seed: string): (below: number) => number {
  let state = hashOf(seed) || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}
