import { isAbsolute, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseName } from '../lib/command-line/parse-name.ts';
import { isVersion } from '../lib/core/names.ts';
import type { Answer } from '../lib/report/answer/answer.ts';
import { version } from '../lib/version.ts';
import type { ControlDesk } from './commands/control-desk.ts';
import type { HistoryOptions } from './commands/history.ts';
import type { LogsOptions } from './commands/logs.ts';
import type { RolloutOptions } from './commands/rollout.ts';
import type { StatusOptions } from './commands/status.ts';
import { parseDuration } from './parse-duration.ts';

/** Does what a command was asked for: prints each answer as it comes, and keeps the status of the last one. */
export type Perform = (
  command: string,
  options: { readonly json?: boolean },
  work: (desk: ControlDesk, print: (answer: Answer) => void) => Promise<void>,
) => Promise<void>;

type Json = { readonly json?: boolean };

/** The command line. What a command needs beyond this file is loaded when it runs. */
export function createCommandLine(perform: Perform): Command {
  const program = new Command('tagship-control')
    .description('Rolls what was handed over out to the nodes, and tells people what became of it.')
    .version(`tagship-control ${version}`, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('(tagship-control --help tells more)')
    .addHelpText('after', generalExamples)
    .addHelpText('after', exitHelp.rollout);

  ofProject(program.command('rollout'), 'roll the current generation out, ask every node, and tell what is wrong')
    .option('--inventory <file>', 'the nodes, as Ansible reads them', parsePath, '/etc/tagship/inventory.ini')
    .option('--playbook <file>', 'a playbook of your own; default: playbook.yml of the bundle', parsePath)
    .option('--forks <number>', 'how many nodes at a time', parseForks, 20)
    .option('--limit <pattern>', "only these hosts and groups, as Ansible's own --limit takes them", parsePattern)
    .option('--check', 'change nothing: ask the nodes what they would do; nothing is kept or sent')
    .option('--every <duration>', 'again and again, so long from beginning to beginning: 90s, 5m, 1h', parseTime)
    .addOption(duration('--deadline', 'how long the playbook may take', '2h'))
    .addOption(duration('--stuck-after', 'how long a node may be at work before that is told', '1h'))
    .addOption(duration('--remind-after', 'after which time what lasts is told again', '24h'))
    .addHelpText('after', rolloutExamples)
    .addHelpText('after', exitHelp.rollout)
    .action(async (options: Json & RolloutOptions) => {
      await perform('rollout', options, async (desk, print) => {
        const { rollout } = await import('./commands/rollout.ts');
        await rollout(desk, options, print);
      });
    });
  ofProject(program.command('status'), 'say what each node was when it was last asked')
    .option('--nodes', 'a line for every node, and not only for those that are not as wanted')
    .addHelpText('after', statusExamples)
    .addHelpText('after', exitHelp.status)
    .action(async (options: Json & StatusOptions) => {
      await perform('status', options, async (desk, print) => {
        const { status } = await import('./commands/status.ts');
        print(await status(desk, options));
      });
    });
  ofProject(program.command('history'), 'list roll-outs, newest first, and what each changed and told')
    .option('--limit <number>', 'at most so many', parseCount, 20)
    .option('--run <number>', 'one of them: every change and every message', parseCount)
    .option('--node <host>', 'the changes of one node')
    .addHelpText('after', historyExamples)
    .addHelpText('after', exitHelp.look)
    .action(async (options: Json & HistoryOptions) => {
      await perform('history', options, async (desk, print) => {
        const { history } = await import('./commands/history.ts');
        print(await history(desk, options));
      });
    });
  ofProject(program.command('logs'), 'print what the scripts of a release printed on a node')
    .argument('<node>', 'a host of the inventory')
    .argument('[release]', 'a tag, or developer; default: the last run of the node', parseRelease)
    .option('--run <run>', "one of several runs, by the node's own name for it")
    .addHelpText('after', logsExamples)
    .addHelpText('after', exitHelp.look)
    .action(async (node: string, release: string | undefined, options: Json & LogsOptions) => {
      await perform('logs', options, async (desk, print) => {
        const { logs } = await import('./commands/logs.ts');
        print(await logs(desk, { ...options, node, release }));
      });
    });
  const alerts = program
    .command('alerts')
    .description('try the alerts on Slack')
    .showHelpAfterError('(tagship-control alerts --help tells more)');
  alerts
    .command('test')
    .description('send a message to SLACK_WEBHOOK_URL, in the language of ALERT_LANGUAGE')
    .option('--json', 'print one JSON object (schema 1)')
    .showHelpAfterError('(tagship-control alerts test --help tells more)')
    .addHelpText('after', alertsExamples)
    .addHelpText('after', exitHelp.alerts)
    .action(async (options: Json) => {
      await perform('alerts test', options, async (desk, print) => {
        const { testAlerts } = await import('./commands/test-alerts.ts');
        print(await testAlerts(desk));
      });
    });
  return program;
}

/** An option that has a duration by default: the help shows it as it is written. */
function duration(name: string, description: string, standard: string): Option {
  const option = new Option(`${name} <duration>`, description).argParser(parseTime);
  return option.default(parseTime(standard), standard);
}

function ofProject(command: Command, description: string): Command {
  return command
    .description(description)
    .option('--project <name>', 'the project; default: the only one there', parseName)
    .option('--root <dir>', 'REMOTE_PATH of the hand-off', parsePath, '/srv/tagship')
    .option('--data <dir>', 'where the history is kept', parsePath, '/var/lib/tagship-control')
    .option('--json', 'print one JSON object (schema 1)')
    .showHelpAfterError(`(tagship-control ${command.name()} --help tells more)`);
}

function parsePath(text: string): string {
  if (text === '') {
    throw new InvalidArgumentError('Write a path.');
  }
  return isAbsolute(text) ? text : resolve(text);
}

function parseRelease(text: string): string {
  if (!isVersion(text)) {
    throw new InvalidArgumentError('A release is a tag name: letters, digits and "._+-".');
  }
  return text;
}

/** An empty one would be all nodes, where a variable of a shell has no value. */
function parsePattern(text: string): string {
  if (text.trim() === '') {
    throw new InvalidArgumentError('Write hosts or groups, or leave --limit out for all of them.');
  }
  return text;
}

function parseForks(text: string): number {
  const forks = Number(text);
  if (!(Number.isInteger(forks) && forks >= 1 && forks <= 1000)) {
    throw new InvalidArgumentError('Write a number from 1 to 1000.');
  }
  return forks;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw new InvalidArgumentError('Write a number from 1 on.');
  }
  return count;
}

function parseTime(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) {
    throw new InvalidArgumentError('Write 90s, 5m, 2h or 1d, up to 24d.');
  }
  return ms;
}

const exitHelp = {
  rollout: `
Exit status: 0 every node is as wanted, or another roll-out is at work; 1 a node is not as wanted, the roll-out failed as
a whole, or it was stopped; 2 wrong usage. A release that does not upgrade the version of a node (upgradable_versions) is
told and is no failure.`,
  status: `
Exit status: 0 every node is as wanted; 1 a node is not as wanted, the last roll-out failed as a whole, or there was none;
2 wrong usage.`,
  look: `
Exit status: 0 it is printed; 1 there is no such thing, or the history cannot be read; 2 wrong usage.`,
  alerts: `
Exit status: 0 Slack has taken it; 1 Slack has not, or the address is none; 2 wrong usage.`,
};

const generalExamples = `
The environment: SLACK_WEBHOOK_URL, where alerts go; ALERT_LANGUAGE, en or zh.

Examples:
  tagship-control rollout                     once; a systemd timer repeats it
  tagship-control status                      what each node is
  tagship-control history --run 128           what a roll-out changed, and what was told
  tagship-control logs node-3 2.1.0           what the scripts printed there`;

const rolloutExamples = `
Never two of a project at once; a bundle that is handed over meanwhile is taken next. Killed or stopped at any time, the
next one goes on, and nothing that was to be told is lost. With --every and --json there is one object for each.

Examples:
  tagship-control rollout --every 5m
  tagship-control rollout --limit canary      only that group of the inventory
  tagship-control rollout --check             what each node would do
  tagship-control rollout --json | jq '.hosts[] | select(.cause) | {host, cause, reason}'`;

const statusExamples = `
Of each node what it was when the last roll-out asked it: nothing is asked now. A node that is not in the inventory any
more is left out from the next roll-out on; history and logs keep it.

Examples:
  tagship-control status
  tagship-control status --nodes --project ProjectA
  tagship-control status --json | jq -r '.nodes[] | select(.cause) | .host'`;

const historyExamples = `
Examples:
  tagship-control history --limit 50
  tagship-control history --run 128
  tagship-control history --node node-3`;

const logsExamples = `
Logs are collected after each roll-out: the beginning and the end of each, 256 KiB at most, for 90 days.

Examples:
  tagship-control logs node-3 2.1.0
  tagship-control logs node-3`;

const alertsExamples = `
Examples:
  SLACK_WEBHOOK_URL=https://hooks.slack.com/services/... ALERT_LANGUAGE=zh tagship-control alerts test`;
