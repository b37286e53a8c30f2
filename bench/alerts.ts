import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type PostedMessage, startSlackPeer } from '../lib/testing/slack-peer.ts';
import { megabyte, type Scenario, scaled } from './harness/bench.ts';
import { bundleProgram } from './harness/bundle-program.ts';
import { type Measurement, measureProcess } from './harness/measure-process.ts';
import { median } from './harness/statistics.ts';
import { formatMegabytes, formatSpread } from './results/format-figures.ts';

/** Three roll-outs over many hosts, each a process: from what is known of them to what Slack has taken. */
export const alerts: Scenario = {
  id: 'alerts',
  run: async (bench) => {
    const hosts = scaled(bench, 5000);
    const runs: MeasuredAlerts[] = [];
    for (let round = 0; round < 5; round += 1) {
      const folder = join(bench.folder, String(round));
      mkdirSync(folder);
      runs.push(await measureAlerts(folder, hosts));
    }
    const seconds = runs.map((run) => run.seconds);
    const peakBytes = Math.max(...runs.map((run) => run.peakBytes));
    const [messages = 0] = runs.map((run) => run.taken.length);
    bench.say(`alerts: ${formatSpread(median(seconds), seconds)} s, ${formatMegabytes(peakBytes)}`);
    return {
      id: 'alerts',
      title: 'Alerts of many nodes',
      text: [
        `${hosts} simulated nodes (no ssh) through three roll-outs, each a process: every node fails, with a reason and a log of its own; nothing has changed; every node is well again. Each time all are judged by both links, it is decided what is told, the messages are composed, secrets masked, all written in one transaction of the history, and the ${messages} messages sent to a Slack on the loopback interface. The second between two messages is left out (a clock of its own). ${runs.length} runs: ${formatSpread(median(seconds), seconds)} s for all three, Node's own starts included; ${formatMegabytes(peakBytes)} at most.`,
      ],
      tables: [],
      charts: [],
      figures: { 'alerts.seconds': median(seconds), 'alerts.peak-megabytes': peakBytes / megabyte },
    };
  },
};

export interface MeasuredAlerts {
  /** Of all three together. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** What Slack took. */
  readonly taken: readonly PostedMessage[];
}

/** `folder`: an empty one, for the program and its history. */
export async function measureAlerts(folder: string, hosts: number): Promise<MeasuredAlerts> {
  const program = await bundleProgram('alerts', folder);
  const slack = await startSlackPeer();
  const measurements: Measurement[] = [];
  try {
    for (const [minute, how] of ['failing', 'failing', 'well'].entries()) {
      const before = slack.taken.length;
      const args = [folder, slack.webhookUrl, String(hosts), how, String(minute)];
      const measurement = await measureProcess({ command: [process.execPath, program, ...args] });
      const { composed, sent }: SentAlerts = JSON.parse(measurement.stdout);
      const arrived = slack.taken.length - before;
      if (sent !== arrived || sent !== composed || (composed === 0) !== (minute === 1)) {
        throw new Error(`${arrived} messages arrived of ${measurement.stdout}`);
      }
      measurements.push(measurement);
    }
  } finally {
    await slack.close();
  }
  const sum = (of: (measurement: Measurement) => number): number =>
    measurements.reduce((total, one) => total + of(one), 0);
  return {
    seconds: sum(({ seconds }) => seconds),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    peakBytes: Math.max(...measurements.map(({ peakBytes }) => peakBytes)),
    taken: slack.taken,
  };
}

interface SentAlerts {
  readonly composed: number;
  readonly sent: number;
}
