import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import { renderKubeconfig } from '../sandbox/kubeconfig.ts';
import { serveHand } from '../sandbox/rehearsal/serve-hand.ts';
import { tellSandbox } from '../sandbox/rehearsal/tell.ts';
import { startSandbox } from '../sandbox/start.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, isSet, number, text } from './flags.ts';
import { followHand } from './sandbox/follow-hand.ts';

/** Without words it runs one until SIGTERM, Ctrl-C or `quit`; with words it gives them to one that runs. */
export async function runSandboxCommand(
  context: CommandContext,
  args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  return args.length > 0 ? tell(context, args.join(' ')) : runSandbox(context, flags);
}

async function tell(context: CommandContext, line: string): Promise<ExitCode> {
  const path = context.options.kubeconfig ?? context.env.KUBECONFIG;
  if (path === undefined || path === '') {
    throw new UserError('which sandbox is to be told is not said', {
      hint: 'give --kubeconfig with the file that ramen-sync sandbox --write-kubeconfig wrote',
    });
  }
  context.stdout.write(`${await tellSandbox(readKubeconfig(resolve(context.cwd, path)), line)}\n`);
  return exitCode.done;
}

/** It is a model, and says so. */
async function runSandbox(context: CommandContext, flags: FlagValues): Promise<ExitCode> {
  const file = text(flags, 'writeKubeconfig');
  const port = number(flags, 'port');
  const speed = number(flags, 'speed');
  const { now } = context.options;
  const sandbox = await startSandbox({
    ...(port === undefined ? {} : { port }),
    ...(speed === undefined ? {} : { speed }),
    ...(now === undefined ? {} : { now }),
    empty: isSet(flags, 'empty'),
  });
  const hand = await serveHand(sandbox);
  try {
    if (file !== undefined) {
      const kubeconfig = renderKubeconfig(sandbox.urls, sandbox.token, hand.url);
      writeKubeconfig(resolve(context.cwd, file), kubeconfig);
    }
    const places = [...sandbox.urls].map(([name, url]) => `${name} ${url}`).join(', ');
    context.stdout.write(`ready (a model of Ramen, no cluster): ${places}\n`);
    return await followHand(context, sandbox);
  } finally {
    await hand.close();
    await sandbox.close();
  }
}

/** It holds the sandbox's token: for its owner alone. */
function writeKubeconfig(path: string, kubeconfig: string): void {
  try {
    writeFileSync(path, kubeconfig, { mode: 0o600 });
  } catch (error) {
    throw new UserError(`the kubeconfig ${path} cannot be written: ${reason(error)}`, { cause: error });
  }
}

function readKubeconfig(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`the kubeconfig ${path} cannot be read: ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
