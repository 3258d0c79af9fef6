import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { diskFileStore } from '../../files/disk-file-store.ts';
import type { Config } from '../../model/config.ts';
import { UserError } from '../../model/errors.ts';
import { type RehearsalGround, readRehearsalGround } from '../../operations/rehearsal-ground.ts';
import type { CommandContext } from '../command.ts';
import { kustomizeFor } from '../kustomize-for.ts';
import { loadConfig } from '../load-config.ts';
import { checkOutHead, type HeadCheckout } from './head-checkout.ts';

/** A team's own repository, for a sandbox that stands for their clusters. */
export interface Team {
  /** Of its folder. */
  readonly name: string;
  readonly config: Config;
  readonly ground: RehearsalGround;
  /** Absent where the repository has no commit yet. */
  readonly head: HeadCheckout | undefined;
}

/** Throws UserError where it cannot be rehearsed. */
export async function openTeam(context: CommandContext, folder: string): Promise<Team> {
  const repo = resolve(context.cwd, folder);
  if (!existsSync(repo)) throw new UserError(`there is no folder ${folder}`, { hint: 'see --from' });
  const head = await checkOutHead(repo);
  try {
    const read = head?.repo ?? repo;
    const { kubeconfig: _, context: __, ...options } = context.options;
    const config = await loadConfig({ options: { ...options, repo: read } });
    requireContexts(config);
    const kustomize = await kustomizeFor(config, read, context.env);
    const files = diskFileStore(read);
    const ground = await readRehearsalGround(config, {
      files,
      ...(kustomize === undefined ? {} : { kustomize }),
    });
    if (ground.managedClusters.length === 0) {
      throw new UserError(`${folder} names no managed cluster`, {
        hint: 'list them under managedClusters in ramen-sync.yaml, or declare DRClusters',
      });
    }
    return { name: basename(repo), config, ground, head };
  } catch (error) {
    head?.dispose();
    throw error;
  }
}

/** Its own kubeconfig counts before `--kubeconfig`: a rehearsal would plan against the real cluster. */
function requireContexts({ managedClusters }: Config): void {
  const real = managedClusters.find(({ kubeconfig }) => kubeconfig !== undefined);
  if (real === undefined) return;
  throw new UserError(
    `ramen-sync.yaml names a kubeconfig for ${real.name}: a rehearsal would reach the real ${real.name}`,
    {
      hint: 'name contexts there, and the file with --kubeconfig or KUBECONFIG',
    },
  );
}

/** By the context that the team's configuration expects for it. */
export function contextsOf({ config }: Team, urls: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const contexts = new Map(config.managedClusters.map(({ name, context }) => [name, context ?? name]));
  contexts.set('hub', hubContext(config));
  return new Map([...urls].map(([cluster, url]) => [contexts.get(cluster) ?? cluster, url]));
}

export function hubContext({ hub }: Config): string {
  return hub.context ?? 'hub';
}

/** The identities that the team's configuration expects. */
export function identitiesOf({ config }: Team): ReadonlyMap<string, string> {
  const all = [{ name: 'hub', id: config.hub.id }, ...config.managedClusters];
  return new Map(all.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id] as const])));
}
