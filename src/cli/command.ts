import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import type { FlagValues, GlobalOptions } from './flags.ts';
import type { Surroundings } from './streams.ts';

/** What a command works with: the parsed flags of all commands, and the outer world. */
export interface CommandContext extends Surroundings {
  readonly options: GlobalOptions;
  /** Runs another command line of this program, as `demo` does. */
  readonly run: (args: readonly string[], around: Surroundings) => Promise<ExitCode>;
}

/** `args` are the positional arguments as written. Throws UserError or ClusterError; anything else is a bug. */
export type CommandAction = (
  context: CommandContext,
  args: readonly string[],
  flags: FlagValues,
) => Promise<ExitCode>;

/** A command's face: loaded on every start, so it imports types only; `load` brings the rest when it is asked for. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  /** Adds arguments and own flags. */
  readonly define?: (command: Command) => void;
  /** Formats of `-o`, the default first. Empty: the command takes no `-o`. */
  readonly formats: readonly string[];
  /** Shown by `--help`: command line and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** Ctrl-C and SIGTERM are the ordinary end: its own exit status counts. */
  readonly endsOnSignal?: true;
  /** Not shown in the list of commands. */
  readonly hidden?: true;
  readonly load: () => Promise<CommandAction>;
}
