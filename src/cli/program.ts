import { Command, CommanderError } from 'commander';
import { version } from '../model/version.ts';
import { describeError } from '../report/error-text.ts';
import type { CommandDefinition } from './command.ts';
import { commands } from './commands.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { addEnvironment, addGlobalFlags, parseGlobalOptions } from './flags.ts';
import type { Surroundings } from './streams.ts';

/** Runs one command line to its exit status. Never throws; prints nothing but through `around`. */
export async function run(
  args: readonly string[],
  around: Surroundings,
  list: readonly CommandDefinition[] = commands,
): Promise<ExitCode> {
  const outcome: { code: ExitCode } = { code: exitCode.failed };
  const program = buildProgram(asked(args, list), around, (code) => {
    outcome.code = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.failed;
    // Thrown by who waited for reading; whoever writes ends by itself, and tells what was done.
    if (around.signal.aborted && error === around.signal.reason) {
      around.stderr.write('\ninterrupted: nothing was written\n');
      return interruption(around.signal);
    }
    around.stderr.write(describeError(error, { verbose: program.opts().verbose === true }));
    return around.signal.aborted ? interruption(around.signal) : exitCode.failed;
  }
}

/** A command that is named first needs no other: setting them all up would take longer than some runs do. */
function asked([first]: readonly string[], list: readonly CommandDefinition[]): readonly CommandDefinition[] {
  const definition = list.find(({ name }) => name === first);
  return definition === undefined ? list : [definition];
}

function buildProgram(
  list: readonly CommandDefinition[],
  around: Surroundings,
  done: (code: ExitCode) => void,
): Command {
  const program = new Command('ramen-sync')
    .description(
      "Ramen disaster recovery from Git: lint, plan and apply, without undoing an operator's failover.",
    )
    .version(version, '-V, --version', 'print the version')
    .usage('[flags] <command>')
    .helpOption('-h, --help', 'print help for a command')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(around.stdout.columns ?? HELP_WIDTH, 110) })
    .configureOutput({
      writeOut: (text) => around.stdout.write(text),
      writeErr: (text) => around.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('see --help')
    .exitOverride();
  addGlobalFlags(program);
  for (const definition of list) addCommand(program, definition, around, done);
  return program;
}

function addCommand(
  program: Command,
  definition: CommandDefinition,
  around: Surroundings,
  done: (code: ExitCode) => void,
): void {
  const command = program.command(definition.name, definition.hidden === true ? { hidden: true } : {});
  command.description(definition.summary).helpOption('-h, --help', 'print this help');
  definition.define?.(command);
  command.addHelpText('after', helpTail(definition));
  command.action(async () => {
    addEnvironment(program, around.env);
    addEnvironment(command, around.env);
    const options = parseGlobalOptions(program.opts(), definition.formats, around);
    const action = await definition.load();
    const code = await action({ ...around, options, run }, command.args, command.opts());
    done(around.signal.aborted && definition.endsOnSignal !== true ? interruption(around.signal) : code);
  });
}

/** Columns of help text; what is wider goes to the next line. */
const HELP_WIDTH = 100;

function helpTail({ formats, examples }: CommandDefinition): string {
  const list = formats.length === 0 ? '' : `\nFormats of -o: ${formats.join(', ')}\n`;
  const width = Math.max(0, ...examples.map(([line]) => line.length));
  const isNarrow = examples.every(([, what]) => width + what.length + 4 <= HELP_WIDTH);
  const rows = examples.map(([line, what]) =>
    isNarrow ? `  ${line.padEnd(width)}  ${what}` : `  ${line}\n      ${what}`,
  );
  return `${list}${rows.length === 0 ? '' : `\nExamples:\n${rows.join('\n')}\n`}`;
}

function interruption(signal: AbortSignal): ExitCode {
  return signal.reason === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted;
}
