import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { parseName } from '../lib/command-line/parse-name.ts';
import { developerFolder, isTag } from '../lib/core/names.ts';
import type { Answer } from '../lib/report/answer/answer.ts';
import { version } from '../lib/version.ts';
import type { HandoffCommand } from './commands/handoff.ts';
import type { Desk, StoreChoice } from './desk.ts';
import type { SourceOptions } from './source-environment.ts';

/** Does what a command was asked for: prints the answer and keeps the status. */
export type Perform = (
  command: string,
  options: { readonly json?: boolean },
  answer: (desk: Desk) => Promise<Answer>,
) => Promise<void>;

interface CommonOptions extends StoreChoice {
  readonly json?: boolean;
}

/** The command line. What a command needs beyond this file is loaded when it runs. */
export function createCommandLine(perform: Perform): Command {
  const program = new Command('tagship')
    .description(
      'Looks at releases from a desk: what a pipeline would do, and what the stores have. Writes to no store.',
    )
    .version(`tagship ${version}`, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', generalExamples)
    .addHelpText('afterAll', storesHelp);

  sourceCommand(program, 'check', 'check a repository as the pipe would, and the stores if variables name any')
    .addHelpText('after', checkExamples)
    .action(async (directory: string | undefined, options: CommonOptions & SourceOptions) => {
      await perform('check', options, async (desk) => {
        const { check } = await import('./commands/check.ts');
        return await check(desk, directory, options);
      });
    });
  sourceCommand(program, 'plan', 'say what the next build of a repository would write where')
    .addHelpText('after', planExamples)
    .action(async (directory: string | undefined, options: CommonOptions & SourceOptions) => {
      await perform('plan', options, async (desk) => {
        const { plan } = await import('./commands/plan.ts');
        return await plan(desk, directory, options);
      });
    });
  storeCommand(program, 'list', 'list what is released, store beside store')
    .addArgument(nameArgument('[module]', 'a module or project; default: all of them'))
    .addHelpText('after', listExamples)
    .action(async (module: string | undefined, options: CommonOptions) => {
      await perform('list', options, async (desk) => {
        const { list } = await import('./commands/list.ts');
        return await list(desk, module, options);
      });
    });
  storeCommand(program, 'show', 'show the records of a release')
    .addArgument(nameArgument('<module>', 'a module or project'))
    .addArgument(folderArgument('<folder>', 'a tag, or developer'))
    .addHelpText('after', showExamples)
    .action(async (module: string, folder: string, options: CommonOptions) => {
      await perform('show', options, async (desk) => {
        const { show } = await import('./commands/show.ts');
        return await show(desk, module, folder, options);
      });
    });
  storeCommand(program, 'why', 'say why a release installs a module, in that version and in that place')
    .addArgument(nameArgument('<project>', 'a project'))
    .addArgument(folderArgument('<folder>', 'a tag of it, or developer'))
    .addArgument(nameArgument('<module>', 'a module that it installs'))
    .addHelpText('after', whyExamples)
    .action(async (project: string, folder: string, module: string, options: CommonOptions) => {
      await perform('why', options, async (desk) => {
        const { why } = await import('./commands/why.ts');
        return await why(desk, { project, folder, module }, options);
      });
    });
  storeCommand(program, 'diff', 'say what one release of a project installs otherwise than another')
    .addArgument(nameArgument('<project>', 'a project'))
    .addArgument(folderArgument('<before>', 'a tag of it, or developer'))
    .addArgument(folderArgument('<after>', 'another'))
    .addHelpText('after', diffExamples)
    .action(async (project: string, before: string, after: string, options: CommonOptions) => {
      await perform('diff', options, async (desk) => {
        const { diff } = await import('./commands/diff.ts');
        return await diff(desk, { project, before, after }, options);
      });
    });
  storeCommand(program, 'verify', 'hold every package against its record')
    .addArgument(nameArgument('[module]', 'a module or project; default: the whole store'))
    .addArgument(folderArgument('[folder]', 'a tag, or developer; default: all of them'))
    .option('--deep', 'read and hash every byte')
    .addHelpText('after', verifyExamples)
    .action(
      async (module: string | undefined, folder: string | undefined, options: CommonOptions & { deep?: boolean }) => {
        await perform('verify', options, async (desk) => {
          const { verify } = await import('./commands/verify.ts');
          return await verify(desk, { ...options, module, folder });
        });
      },
    );
  repositoryOptions(
    storeCommand(
      program,
      'doctor',
      'name what is unsafe about the stores, and what a credential can do too much',
    ).argument('[dir]', "a clone whose pipeline's credential is tried out; default: none is"),
  )
    .option('--strict', 'take every warning for an error (STRICT)')
    .addHelpText('after', doctorExamples)
    .action(async (directory: string | undefined, options: CommonOptions & SourceOptions) => {
      await perform('doctor', options, async (desk) => {
        const { doctor } = await import('./commands/doctor.ts');
        return await doctor(desk, directory, options);
      });
    });
  storeCommand(program, 'handoff', 'hand a stored release to the control node: the way back, and forward again')
    .addArgument(nameArgument('<project>', 'a project'))
    .addOption(
      new Option('--release <folder>', 'a tag of it, or developer').argParser(parseFolder).makeOptionMandatory(),
    )
    .option('--late', 'hand it over although a later build has handed over before it')
    .option('--other-repository', 'hand it over although another repository handed over before it')
    .option('--dry-run', 'say what would be done, and change nothing')
    .addHelpText('after', handoffExamples)
    .action(async (project: string, options: CommonOptions & HandoffCommand) => {
      await perform('handoff', options, async (desk) => {
        const { handoff } = await import('./commands/handoff.ts');
        return await handoff(desk, project, options);
      });
    });
  storeCommand(program, 'bundle', 'write a stored release into a folder, to be installed on a machine by hand')
    .addArgument(nameArgument('<project>', 'a project'))
    .addArgument(folderArgument('<folder>', 'a tag of it, or developer'))
    .requiredOption('--out <dir>', 'the folder to be made')
    .option('--rollback', 'as a rollback: the machine takes it whatever its version and state')
    .addHelpText('after', bundleExamples)
    .action(async (project: string, folder: string, options: CommonOptions & { out: string; rollback?: boolean }) => {
      await perform('bundle', options, async (desk) => {
        const { bundle } = await import('./commands/bundle.ts');
        return await bundle(desk, { ...options, project, folder });
      });
    });
  return program;
}

function sourceCommand(program: Command, name: string, description: string): Command {
  return repositoryOptions(
    storeCommand(program, name, description).argument('[dir]', 'a clone of the repository; default: where you are'),
  )
    .option('--file <path>', 'a file or folder to pack; can be repeated (FILES)', collect)
    .addOption(new Option('--tag <tag>', 'as if this tag were built (TAG)').conflicts('branch'))
    .option('--branch <branch>', 'as if this branch were built (BRANCH); default: what is checked out')
    .option('--strict', 'take every warning for an error (STRICT)');
}

function repositoryOptions(command: Command): Command {
  return command
    .option('--kind <kind>', 'src, rel or dist (KIND); default: what the name of the remote or of the folder ends in')
    .option('--name <name>', "the module's or the project's name, without suffix (REPO_NAME)")
    .option('--bin-name <name>', "the binary's name (BIN_NAME)");
}

function storeCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--store <name>', 'one store of those in STORES')
    .option('--json', 'print one JSON object (schema 1)')
    .showHelpAfterError(`(tagship ${name} --help tells more)`);
}

function collect(path: string, before: readonly string[] = []): readonly string[] {
  return [...before, path];
}

function nameArgument(name: string, description: string): Argument {
  return new Argument(name, description).argParser(parseName);
}

function folderArgument(name: string, description: string): Argument {
  return new Argument(name, description).argParser(parseFolder);
}

function parseFolder(text: string): string {
  if (text !== developerFolder && !isTag(text)) {
    throw new InvalidArgumentError('Write a tag, e.g. 1.2.3, or developer.');
  }
  return text;
}

const storesHelp = `
The stores are those of the pipe's variables, read from the environment: STORES and for each of them
<STORE>_BUCKET_NAME, <STORE>_AWS_REGION, <STORE>_AWS_ACCESS_KEY_ID, <STORE>_AWS_SECRET_ACCESS_KEY, ...
or for a single one BUCKET_NAME, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...
A profile of the AWS CLI becomes such variables by: eval "$(aws configure export-credentials --format env)"

Exit status: 0 all is right, 1 something is wrong, 2 wrong usage.`;

const generalExamples = `
Examples:
  tagship check --name ModuleX --bin-name modulex-client   in a clone of modulex.rel
  tagship list                                             what the stores have
  tagship why ProjectA 2.1.0 BaseLib                       why that release installs that module
  tagship doctor                                           what is unsafe about the stores`;

const checkExamples = `
Examples:
  tagship check --name ModuleX --bin-name modulex-client
  tagship check --name ModuleX --bin-name modulex-client --tag 2.0.0 ~/src/modulex.rel
  STORES=PROJECTA PROJECTA_BUCKET_NAME=acme-projecta ... tagship check --name BaseLib --json`;

const planExamples = `
Examples:
  tagship plan --name ModuleX --bin-name modulex-client --tag 2.0.0
  tagship plan --name ProjectA --store PROJECTA --json | jq .locks`;

const listExamples = `
Examples:
  tagship list
  tagship list ModuleX --store PROJECTA
  tagship list --json | jq '.releases[] | select(.missingIn != [])'`;

const showExamples = `
Examples:
  tagship show ModuleX 2.0.0
  tagship show ProjectA developer --json`;

const whyExamples = `
Examples:
  tagship why ProjectA 2.1.0 BaseLib`;

const diffExamples = `
Exit status is 0 also where the two differ.

Examples:
  tagship diff ProjectA 2.1.0 2.2.0
  tagship diff ProjectA 2.2.0 developer --json`;

const verifyExamples = `
Of a project's release every package that it has locked is verified as well.

Examples:
  tagship verify
  tagship verify ModuleX
  tagship verify ProjectA 2.1.0 --deep`;

const doctorExamples = `
Reads how each bucket is protected. With a repository (a clone, or --kind, --name and --bin-name) it also tries out what
else the credential could write, by starting uploads and aborting them: nothing is written and nothing removed, but a
refusal can be seen in the server's audit log.

Examples:
  tagship doctor
  tagship doctor --kind src --name ModuleX --bin-name modulex-client
  tagship doctor ~/src/modulex.rel --name ModuleX --bin-name modulex-client --store PROJECTA
  tagship doctor --json | jq '.stores[] | {store, hazards}'`;

const handoffExamples = `
The control node is that of the pipe's variables, read from the environment: CONTROL_NODE, SSH_USER, SSH_PORT, SSH_KEY,
SSH_KNOWN_HOSTS, SSH_JUMP_HOST, REMOTE_PATH; a key and known hosts of your own become such variables by:
export SSH_KEY="$(base64 -w 0 < my_key)" SSH_KNOWN_HOSTS="$(cat ~/.ssh/known_hosts)"
CONTROL_NODE=local is the machine that you are on.

Examples:
  tagship handoff ProjectA --release 2.0.0             back to a release that was there before
  tagship handoff ProjectA --release 2.0.0 --dry-run   what that would do
  tagship handoff ProjectA --release 2.1.5 --late      a release whose build finished late, on purpose`;

const bundleExamples = `
Every package that the release installs is verified first. The folder is whole or not there.

Examples:
  tagship bundle ProjectA 2.1.0 --out ProjectA-2.1.0
  tagship bundle ProjectA 2.0.0 --out back --rollback && scp -r back node: && ssh node back/upgrade.sh`;
