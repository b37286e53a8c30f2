import { join } from 'node:path';
import { composeMessages } from '../../control/alerts/compose-messages.ts';
import { decideAlerts } from '../../control/alerts/decide-alerts.ts';
import { sendQueue } from '../../control/alerts/send-queue.ts';
import { openHistory } from '../../control/history/open-history.ts';
import { judgeHost } from '../../control/watch/judge-host.ts';
import type { Observation } from '../../control/watch/observation.ts';
import { createRedactor } from '../../lib/core/redaction.ts';
import { silentContext } from '../../lib/core/silent-context.ts';
import { postToSlack } from '../../lib/report/send-to-slack.ts';

/**
 * `alerts FOLDER WEBHOOK HOSTS failing|well MINUTE`: one roll-out over so many hosts, none of which is there: every host
 * fails, for a reason and with a log of its own, or all are well. Each is judged, decided, composed, written and sent.
 */

const [folder = '', webhookUrl = '', hosts = '1', how = 'failing', minute = '0'] = process.argv.slice(2);
const project = 'ProjectA';
const release = '2.1.0';
let nowMs = Date.parse('2018-10-25T08:00:00Z') + Number(minute) * 60_000;
const clock = { now: (): Date => new Date(nowMs) };
const redactor = createRedactor();
redactor.add(new URL(webhookUrl).pathname);
using history = openHistory(join(folder, 'history.db'), { clock });
console.log(JSON.stringify(await rollOut(how === 'failing')));

async function rollOut(isFailing: boolean): Promise<{ readonly composed: number; readonly sent: number }> {
  const begin = {
    project,
    generation: 42,
    release,
    kind: 'release',
    playbook: undefined,
    inventory: undefined,
  } as const;
  const run = history.beginRun({ ...begin, limit: undefined, at: clock.now() });
  const buildingSince = history.buildingSince(project);
  const observations = Array.from({ length: Number(hosts) }, (_, index) => observe(index, isFailing));
  const verdicts = observations.map((observation) =>
    judgeHost(observation, {
      release,
      kind: 'release',
      stuckAfterMs: 3_600_000,
      buildingSince: buildingSince.get(observation.host),
    }),
  );
  const now = clock.now();
  const alerts = decideAlerts(history.openCauses(project), verdicts, {
    now,
    release,
    remindAfterMs: 86_400_000,
    knownHosts: new Set(observations.map(({ host }) => host)),
    rollOut: { at: now, ansible: isFailing ? 'failed' : 'success', step: undefined, problem: undefined },
    leftDispatches: history.leftDispatches(project),
  });
  const messages = composeMessages(alerts.groups, {
    language: 'en',
    project,
    release,
    generation: 42,
    run: String(run),
    now,
    redactor,
  });
  history.endRun(run, {
    at: now,
    outcome: isFailing ? 'failed' : 'whole',
    problem: undefined,
    hosts: verdicts.map((verdict) => ({ ...verdict, nodeRun: undefined })),
    gone: [],
    causes: alerts,
    messages,
    logs: [],
  });
  const { sent } = await sendQueue(
    history,
    async (payload, signal) => await postToSlack(webhookUrl, payload, { signal }),
    {
      context: { ...silentContext(), clock },
      // the second between two messages is Slack's, and not what is measured
      pause: async (pauseMs) => {
        nowMs += pauseMs;
      },
      deadlineMs: 3_600_000,
    },
  );
  return { composed: messages.length, sent };
}

function observe(index: number, isFailing: boolean): Observation {
  const host = `node-${String(index).padStart(5, '0')}.eu-central-1.example.com`;
  const at = new Date(nowMs + index);
  const known = { version: release, isInterrupted: false, wasInstalled: true, lastRun: undefined };
  const report = {
    outcome: isFailing ? 'failed' : 'unchanged',
    release,
    run: undefined,
    rebuilt: false,
    interrupted: undefined,
    reason: undefined,
    hint: undefined,
    scripts: isFailing ? [failedScript(index)] : [],
  };
  return {
    host,
    groups: ['eu', 'frontend'],
    dispatch: {
      host,
      status: isFailing ? 'failed' : 'success',
      sentAt: at,
      task: isFailing ? 'Apply the release' : undefined,
      message: isFailing ? 'non-zero return code' : undefined,
      report,
    },
    look: {
      ...known,
      host,
      askedAt: at,
      status: isFailing ? 'failure' : 'active',
      reason: isFailing ? `upgrade.sh of Module${index} 2.1.0 exited with 7` : undefined,
    },
  };
}

function failedScript(index: number) {
  const tail = Array.from({ length: 30 }, (_, line) => `${index}:${line} cannot bind to port 8080, token=abc${line}`);
  return {
    module: `Module${index}`,
    script: 'upgrade.sh',
    end: 'exited with 7',
    durationMs: 10,
    tail: tail.join('\n'),
  };
}
