import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import { startSandbox } from '../sandbox/start.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, isSet, number, text } from './flags.ts';

/** Runs until SIGTERM or Ctrl-C. It is a model, and says so. */
export async function runSandboxCommand(
  context: CommandContext,
  _args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  const file = text(flags, 'writeKubeconfig');
  const port = number(flags, 'port');
  const speed = number(flags, 'speed');
  const sandbox = await startSandbox({
    ...(port === undefined ? {} : { port }),
    ...(speed === undefined || speed === 0 ? {} : { speed }),
    empty: isSet(flags, 'empty'),
  });
  try {
    if (file !== undefined) writeKubeconfig(resolve(context.cwd, file), sandbox.kubeconfig);
    const places = [...sandbox.urls].map(([name, url]) => `${name} ${url}`).join(', ');
    context.stdout.write(`ready (a model of Ramen, no cluster): ${places}\n`);
    if (!context.signal.aborted) await once(context.signal, 'abort');
    return exitCode.done;
  } finally {
    await sandbox.close();
  }
}

/** It holds the sandbox's token: for its owner alone. */
function writeKubeconfig(path: string, kubeconfig: string): void {
  try {
    writeFileSync(path, kubeconfig, { mode: 0o600 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`the kubeconfig ${path} cannot be written: ${why}`, { cause: error });
  }
}
