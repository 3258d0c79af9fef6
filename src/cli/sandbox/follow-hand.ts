import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../../model/errors.ts';
import { describeError } from '../../report/error-text.ts';
import { obey } from '../../sandbox/rehearsal/obey.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import type { CommandContext } from '../command.ts';
import { type ExitCode, exitCode } from '../exit-codes.ts';

/**
 * Carries out what stands on stdin, line by line, until `quit`, the signal, or on a terminal the end of the input. A
 * pipe that ends ends nothing: the sandbox may be meant for others. Fails where one of the lines did.
 */
export async function followHand(context: CommandContext, sandbox: Sandbox): Promise<ExitCode> {
  const isPrompt = context.stdin.isTTY;
  let status: ExitCode = exitCode.done;
  if (!isPrompt || isInForeground()) {
    if (isPrompt) context.stdout.write('help lists what can be done here; Ctrl-D ends it\n');
    for await (const line of context.stdin.lines('sandbox> ', context.signal)) {
      const command = line.replace(/#.*/, '').trim();
      if (command === 'quit' || command === 'exit') return status;
      if (command !== '' && !carryOut(context, sandbox, command)) status = exitCode.failed;
    }
    if (isPrompt) {
      // The shell's own prompt is to begin a line.
      context.stdout.write('\n');
      return exitCode.done;
    }
  }
  if (!context.signal.aborted) await once(context.signal, 'abort');
  return status;
}

function carryOut(context: CommandContext, sandbox: Sandbox, command: string): boolean {
  try {
    context.stdout.write(`${obey(sandbox, command)}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.stderr.write(describeError(error, { verbose: context.options.verbose }));
    return false;
  }
}

/** Who reads a terminal from the background (`ramen-sync sandbox &`) is stopped by it. */
function isInForeground(): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' });
    return state.includes('+');
  } catch {
    return true;
  }
}
