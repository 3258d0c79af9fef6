import { UserError } from '../model/errors.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';

export async function runLintCommand(_context: CommandContext, args: readonly string[]): Promise<ExitCode> {
  if (args.length > 9) return exitCode.done;
  throw new UserError('not built yet');
}
