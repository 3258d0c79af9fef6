import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connectCluster } from '../cluster/connect.ts';
import { ClusterPool } from '../controller/cluster-pool.ts';
import { jsonLog } from '../controller/log.ts';
import { runLoop } from '../controller/run-loop.ts';
import { type BindAddress, parseBindAddress } from '../controller/serve/bind-address.ts';
import { type Binds, Services } from '../controller/serve/services.ts';
import { SyncSession } from '../controller/sync-session.ts';
import { sha256 } from '../files/sha256.ts';
import type { ClusterAccess } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { Leave } from '../ports/leave.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, isSet, text } from './flags.ts';
import { garbageCollector } from './garbage-collector.ts';
import { workAsLeader } from './work-as-leader.ts';
import { growYoungGenerationOnce } from './young-generation.ts';

export async function runRunCommand(
  context: CommandContext,
  _args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  growYoungGenerationOnce(8);
  const { requestTimeoutMs, strict, quiet, verbose } = context.options;
  const { clock } = context;
  const access = hubAccess(context);
  const log = jsonLog({ write: (line) => context.stderr.write(line), now: clock.now, quiet });
  const requests = {
    requestTimeoutMs,
    ...(verbose ? { verbose: (line: string) => log.info('request', { request: line }) } : {}),
  };
  const warn = (line: string): void => log.info('hub is not verified', { why: line });
  const isInPod = 'inCluster' in access;
  const binds = readBinds(flags, isInPod);
  const hub = await connectCluster({ name: 'hub', access, ...requests, warn });
  const data = await openDataFolder(context);
  const namespace = text(flags, 'namespace');
  const only = namespace === undefined ? {} : { namespace };
  const services = new Services({ log, now: clock.now, signal: context.signal });
  const work = async (leave?: Leave): Promise<void> => {
    const signal = leave === undefined ? context.signal : AbortSignal.any([context.signal, leave.ended]);
    const own = { ...requests, ...(leave === undefined ? {} : { leave }) };
    const listing = await connectCluster({ name: 'hub', access, ...own });
    const { webhookKey, applyWatcher, observer, nudges } = services;
    const heard = { webhookKey, applyWatcher };
    const time = { clock, random: Math.random };
    const pool = new ClusterPool({ ...time, digest: sha256, isHubAskedAnyway: leave !== undefined });
    const deps = { hub: access, pool, dataFolder: data.folder, ...own, strict, ...time, ...heard };
    await services.lead(true);
    try {
      await runLoop(
        { ...only, signal },
        {
          hub: listing,
          begin: (_, of, woken) => new SyncSession(deps, of, woken),
          ...time,
          log,
          observer,
          nudges,
          workOver: garbageCollector(),
          ...(leave === undefined ? {} : { leave }),
        },
      );
    } finally {
      await services.lead(false);
      listing.close();
    }
  };
  try {
    await services.start(binds);
    if (isSet(flags, 'leaderElect')) {
      await services.lead(false);
      await workAsLeader({ hub, clock, log, signal: context.signal, ...only }, work);
    } else await work();
    return exitCode.done;
  } finally {
    await services.close();
    hub.close();
    await data.dispose();
  }
}

function readBinds(flags: FlagValues, isInPod: boolean): Binds {
  const bindOf = (flag: string, value: string | undefined): BindAddress | undefined => {
    if (value === undefined || value === '0') return undefined;
    const bind = parseBindAddress(value);
    if (bind !== undefined) return bind;
    throw new UserError(`${flag} ${value} is no address to listen on`, {
      hint: 'write it as 0.0.0.0:8080, :8080 or [::1]:8080; 0 listens nowhere',
    });
  };
  const metrics = bindOf(
    '--metrics-bind',
    text(flags, 'metricsBind') ?? (isInPod ? METRICS_IN_POD : undefined),
  );
  const health = bindOf('--health-bind', text(flags, 'healthBind'));
  const webhook = bindOf('--webhook-bind', text(flags, 'webhookBind'));
  return {
    ...(metrics === undefined ? {} : { metrics }),
    ...(health === undefined ? {} : { health }),
    ...(webhook === undefined ? {} : { webhook }),
  };
}

const METRICS_IN_POD = '0.0.0.0:8080';

/** A loop that wrote to whatever cluster a person has open would surprise that person. */
function hubAccess({ options, env }: CommandContext): ClusterAccess {
  const { kubeconfig, context } = options;
  if (kubeconfig !== undefined || context !== undefined) {
    return {
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
    };
  }
  if (env.KUBERNETES_SERVICE_HOST !== undefined) return { inCluster: true };
  throw new UserError('run works on the cluster that it runs in, and this is no pod', {
    hint: 'name the hub: --context <name>, or --kubeconfig <file>',
  });
}

async function openDataFolder({
  env,
  cwd,
}: CommandContext): Promise<{ readonly folder: string; readonly dispose: () => Promise<void> }> {
  const named = env.RAMEN_SYNC_DATA ?? '';
  if (named !== '') {
    const folder = resolve(cwd, named);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return { folder, dispose: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'ramen-sync-run-'));
  return { folder, dispose: () => rm(folder, { recursive: true, force: true }) };
}
