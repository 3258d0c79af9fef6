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
import { LOAD_MS, loadTeam } from './sandbox/load-team.ts';
import { renderLoaded, renderLoading } from './sandbox/render-loaded.ts';
import { contextsOf, identitiesOf, openTeam, type Team } from './sandbox/team.ts';

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
  const from = text(flags, 'from');
  if (from === undefined) return serve(context, flags, undefined);
  if (isSet(flags, 'empty')) throw new UserError('--empty and --from exclude each other');
  const team = await openTeam(context, from);
  try {
    return await serve(context, flags, team);
  } finally {
    team.head?.dispose();
  }
}

async function serve(context: CommandContext, flags: FlagValues, team: Team | undefined): Promise<ExitCode> {
  const port = number(flags, 'port');
  const speed = number(flags, 'speed') ?? 1;
  const now = context.options.now ?? Date.now();
  const sandbox = await startSandbox({
    ...(port === undefined ? {} : { port }),
    empty: isSet(flags, 'empty'),
    ...(team === undefined
      ? { speed, now }
      : {
          speed: 0,
          now: now - LOAD_MS,
          managedClusters: team.ground.managedClusters,
          identities: identitiesOf(team),
        }),
  });
  const hand = await serveHand(sandbox);
  try {
    const urls = team === undefined ? sandbox.urls : contextsOf(team, sandbox.urls);
    const kubeconfig = renderKubeconfig(urls, sandbox.token, hand.url);
    if (team !== undefined) {
      if (!context.options.quiet) context.stderr.write(renderLoading(team));
      const loaded = await loadTeam(context, sandbox, team, kubeconfig);
      if (!context.options.quiet) context.stderr.write(renderLoaded(team, loaded));
      sandbox.setSpeed(speed);
    }
    const file = text(flags, 'writeKubeconfig');
    if (file !== undefined) writeKubeconfig(resolve(context.cwd, file), kubeconfig);
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
