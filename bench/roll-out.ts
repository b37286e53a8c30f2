import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparisonTable } from './compare-commands.ts';
import { type Bench, builtControl, type Scenario, scaled } from './harness/bench.ts';
import { interleave, type Runs } from './harness/interleave.ts';
import { type Measurement, measureProcess } from './harness/measure-process.ts';
import { median } from './harness/statistics.ts';
import { type TimedCall, timeProgram } from './harness/time-program.ts';
import { type RolledOutNodes, release, startRolledOutNodes } from './inputs/rolled-out-nodes.ts';
import { formatNumber, formatSpread } from './results/format-figures.ts';
import type { Table } from './results/results.ts';

const tagshipControl = 'tagship-control rollout';
const plain = '`ansible-playbook` alone';
const ansible = 'ansible-playbook';
/** The default of `--forks`. */
const forks = 20;
const systemPath = '/usr/local/bin:/usr/bin:/bin';
/** Of each, with nothing to do. */
const rounds = 3;
const percent = 100;

/** Whole roll-outs by real Ansible to real SSH servers: what of their time is tagship-control's own. */
export const rollOut: Scenario = {
  id: 'roll-out',
  run: async (bench) => {
    const count = scaled(bench, 50);
    await using nodes = await startRolledOutNodes(count, bench.folder);
    const { version, installation, again, runs } = await measureRollOuts(bench, nodes);
    const shares = again.map(sharePercent);
    return {
      id: 'roll-out',
      title: 'Roll-out by Ansible',
      text: [
        `\`tagship-control rollout\` with ansible-core ${version}, ${forks} forks, and ${count} nodes, each an OpenSSH server with folders of its own, all on this machine: the nodes' work shares the two cores with Ansible. First a release of one small module is installed on all of them, then there is nothing to do. Every run begins without open connections, as one every five minutes does. By turns with it the same playbook and inventory are run by \`ansible-playbook\` alone, which asks no node for its state, tells nobody and keeps nothing.`,
        "Its own time is that in which no process of Ansible runs, from its start to its end: reading the bundle, the history, judging, its own start. A script in Ansible's place notes when each begins and ends; the script's own start counts as tagship-control's. `its own processor time` is that of its process alone, while Ansible runs too.",
      ],
      tables: [timeTable(installation, again), comparisonTable(runs)],
      charts: [],
      figures: {
        'roll-out.own-percent': median(shares),
        'roll-out.installation.own-percent': sharePercent(installation),
        'roll-out.seconds': median(again.map(({ seconds }) => seconds)),
        'roll-out.own-seconds': median(again.map(ownSeconds)),
      },
    };
  },
};

interface MeasuredRollOut extends Measurement {
  /** Of Ansible, which ran one after another. */
  readonly calls: readonly TimedCall[];
  /** Of the process of tagship-control alone. */
  readonly ownCpuSeconds: number;
}

interface MeasuredRollOuts {
  /** Of ansible-core. */
  readonly version: string;
  readonly installation: MeasuredRollOut;
  /** With nothing to do. */
  readonly again: readonly MeasuredRollOut[];
  readonly runs: readonly Runs[];
}

async function measureRollOuts(bench: Bench, nodes: RolledOutNodes): Promise<MeasuredRollOuts> {
  const timed = timeProgram(ansible, systemPath, join(bench.folder, 'timed'));
  const cpuFile = join(bench.folder, 'own-processor-time.json');
  const preload = join(bench.folder, 'tell-processor-time.cjs');
  const tell = `require('node:fs').writeFileSync(${JSON.stringify(cpuFile)}, JSON.stringify(process.cpuUsage()))`;
  writeFileSync(preload, `process.on('exit', () => ${tell});\n`);
  const { inventory, root, data, home } = nodes;
  const places = ['--root', root, '--data', data, '--inventory', inventory, '--forks', String(forks)];
  const rollOutOnce = async (): Promise<MeasuredRollOut> => {
    await nodes.closeConnections();
    timed.take();
    const measurement = await measureProcess({
      command: [process.execPath, '--require', preload, builtControl, 'rollout', '--json', ...places],
      env: { PATH: `${timed.folder}:${systemPath}`, HOME: home },
    });
    requireActive(measurement.stdout, nodes.names);
    const { user, system }: NodeJS.CpuUsage = JSON.parse(readFileSync(cpuFile, 'utf8'));
    const run = { ...measurement, calls: timed.take(), ownCpuSeconds: (user + system) / 1_000_000 };
    bench.say(
      `roll-out, ${tagshipControl}: ${formatNumber(run.seconds)} s, of them its own ${formatNumber(ownSeconds(run))} s`,
    );
    return run;
  };
  const runPlaybookOnce = async (): Promise<Measurement> => {
    await nodes.closeConnections();
    const measurement = await measureProcess({
      command: [ansible, `--inventory=${inventory}`, nodes.playbook],
      env: {
        HOME: home,
        ANSIBLE_PIPELINING: 'True',
        ANSIBLE_FORKS: String(forks),
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_SSH_CONTROL_PATH_DIR: nodes.plainSockets,
      },
    });
    requireRecap(measurement.stdout, nodes.names.length);
    bench.say(`roll-out, ${plain}: ${formatNumber(measurement.seconds)} s`);
    return measurement;
  };
  const { stdout } = await measureProcess({ command: [ansible, '--version'], env: { HOME: home } });
  const installation = await rollOutOnce();
  const again: MeasuredRollOut[] = [];
  const runs = await interleave(
    [
      { name: plain, leastRounds: rounds, run: runPlaybookOnce },
      {
        name: tagshipControl,
        leastRounds: rounds,
        async run() {
          const run = await rollOutOnce();
          again.push(run);
          return run;
        },
      },
    ],
    { rounds, secondsEach: 0 },
  );
  return { version: /core ([0-9.]+)/.exec(stdout)?.[1] ?? 'unknown', installation, again, runs };
}

/** A run in which a node was not reached would be a quick one. */
function requireActive(stdout: string, names: readonly string[]): void {
  const { hosts }: Told = JSON.parse(stdout);
  const active = hosts.filter(({ node, version, cause }) => node === 'active' && version === release && cause === null);
  if (active.length !== names.length) {
    throw new Error(stdout);
  }
}

interface Told {
  readonly hosts: readonly { readonly node: string; readonly version: string | null; readonly cause: string | null }[];
}

function requireRecap(stdout: string, count: number): void {
  const well = stdout.match(/ changed=0 +unreachable=0 +failed=0 /g) ?? [];
  if (well.length !== count) {
    throw new Error(stdout);
  }
}

type Purpose = 'version' | 'playbook' | 'own plays';

function purposeOf({ firstArgument, lastArgument }: TimedCall): Purpose {
  if (firstArgument === '--version') {
    return 'version';
  }
  return lastArgument.endsWith('/playbook.yml') ? 'playbook' : 'own plays';
}

function ansibleSeconds({ calls }: MeasuredRollOut, purpose?: Purpose): number {
  return calls
    .filter((call) => purpose === undefined || purposeOf(call) === purpose)
    .reduce((total, { seconds }) => total + seconds, 0);
}

function ownSeconds(run: MeasuredRollOut): number {
  return run.seconds - ansibleSeconds(run);
}

function sharePercent(run: MeasuredRollOut): number {
  return (percent * ownSeconds(run)) / run.seconds;
}

function timeTable(installation: MeasuredRollOut, again: readonly MeasuredRollOut[]): Table {
  const row = (name: string, runs: readonly MeasuredRollOut[]): readonly string[] => {
    const spread = (of: (run: MeasuredRollOut) => number): string => {
      const values = runs.map(of);
      return formatSpread(median(values), values);
    };
    return [
      name,
      String(runs.length),
      spread(({ seconds }) => seconds),
      spread((run) => ansibleSeconds(run, 'playbook')),
      spread((run) => ansibleSeconds(run, 'own plays')),
      spread((run) => ansibleSeconds(run, 'version')),
      spread(ownSeconds),
      `${spread(sharePercent)} %`,
      `${spread(({ ownCpuSeconds }) => ownCpuSeconds)} s`,
    ];
  };
  return {
    columns: [
      'roll-out',
      'runs',
      'seconds',
      'Ansible: the playbook',
      'Ansible: state and logs of the nodes',
      'Ansible: `--version`',
      'its own',
      'share of it',
      'its own processor time',
    ],
    rows: [row('a new release on new nodes', [installation]), row('nothing to do', again)],
  };
}
