import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseName } from '../lib/command-line/parse-name.ts';
import { version } from '../lib/version.ts';

export interface CommonOptions {
  readonly project?: string;
  readonly root: string;
  readonly json?: boolean;
}

export interface ScriptOptions {
  /** Minutes. */
  readonly scriptDeadline: number;
}

/** What a command does; returns the exit status. */
export interface Commands {
  apply(options: CommonOptions & ScriptOptions & { readonly bundle: string; readonly dryRun?: boolean }): Promise<void>;
  status(options: CommonOptions): Promise<void>;
  verify(options: CommonOptions & ScriptOptions): Promise<void>;
  reset(options: CommonOptions & ScriptOptions & { readonly to?: 'absent' }): Promise<void>;
  logs(options: CommonOptions & { readonly run?: string }): Promise<void>;
}

export function createCommandLine(commands: Commands): Command {
  const program = new Command('tagship-node')
    .description('Brings this node to a release, and says what it is.')
    .version(`tagship-node ${version}`, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('afterAll', exitHelp);
  withScripts(command(program, 'apply', 'bring this node to the release of a bundle, if its state allows it'))
    .requiredOption(
      '--bundle <dir>',
      'the folder of the bundle: release.json, handoff.json, SHA256SUMS and the DIST files',
    )
    .option('--dry-run', 'say what would be done, and change nothing')
    .action(async (options) => await commands.apply(options));
  ofProject(command(program, 'status', 'say what this node is')).action(
    async (options) => await commands.status(options),
  );
  withScripts(
    ofProject(command(program, 'verify', 'hold this node against its release: packages, and every check.sh')),
  ).action(async (options) => await commands.verify(options));
  withScripts(ofProject(command(program, 'reset', 'take this node out of its failure, back to its last whole release')))
    .addOption(new Option('--to <state>', 'make it a new node instead').choices(['absent']))
    .action(async (options) => await commands.reset(options));
  ofProject(command(program, 'logs', 'print what the scripts of a run printed'))
    .option('--run <run>', 'a run, by the name of its folder; default: the last run, as status names it')
    .action(async (options) => await commands.logs(options));
  return program;
}

function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option(
      '--root <dir>',
      'the root of the node, for demo and tests; its scripts get it as ROOT',
      (path) => resolve(path),
      '/',
    )
    .option('--json', 'print one JSON object (schema 1)')
    .showHelpAfterError(`(tagship-node ${name} --help tells more)`);
}

function ofProject(command: Command): Command {
  return command.option('--project <name>', 'the project; default: the only one of this node', parseName);
}

function withScripts(command: Command): Command {
  return command.option(
    '--script-deadline <minutes>',
    'how long each script may take',
    (text) => {
      const minutes = Number(text);
      if (!(minutes > 0 && minutes <= 1440)) {
        throw new InvalidArgumentError('Write minutes, up to 1440.');
      }
      return minutes;
    },
    30,
  );
}

const exitHelp = `
The state is in /var/lib/tagship/<PROJECT>/images.yaml: building, maintain, failure or active; no file is a new node,
which apply calls absent. For status a node is new, active, failure, working (a run is at work), interrupted (a run was
killed: the next apply makes that a failure), unclear (its files contradict each other or cannot be understood) or
blocked (its files are not ours to write).

Exit status: 0 as wanted, or skipped because another run is at work; 1 failed; 2 refused by the node's state or by
upgradable_versions. Wrong usage is 1.`;
