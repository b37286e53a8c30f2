import { type Command, CommanderError } from 'commander';

export interface CommanderOptions {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** The exit status of arguments that no command takes. */
  readonly wrongUsage: number;
}

/** Runs the command that the arguments name. Resolves to the exit status, or undefined where a command was run. */
export async function runCommander(
  program: Command,
  args: readonly string[],
  { out, err, wrongUsage }: CommanderOptions,
): Promise<number | undefined> {
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({ writeOut: out, writeErr: err });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : wrongUsage;
    }
    throw error;
  }
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
