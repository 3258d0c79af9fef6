import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../config/parse-config.ts';
import { GitFailure, gitProcess } from '../../git/git-process.ts';
import { lintForPlan } from '../../operations/lint-for-plan.ts';
import type { FileStore } from '../../ports/repository.ts';

/** What the folder itself says about how it is to be used. */
export interface InitDefaults {
  /** Those that its DRClusters name. */
  readonly managedClusters: readonly string[];
  /** Folders named for a cluster, by its name. */
  readonly folders: (cluster: string) => string | undefined;
  readonly url: string;
  readonly branch: string;
}

const EXAMPLE_URL = 'https://git.example.com/dr.git';

export async function findDefaults(repo: string, files: FileStore, now: number): Promise<InitDefaults> {
  const { topology } = await lintForPlan(
    { config: parseConfig(undefined, 'ramen-sync.yaml'), now },
    { files },
  );
  const remote = await ask(repo, ['remote', 'get-url', 'origin']);
  return {
    managedClusters: topology.managedClusters,
    folders: (cluster) =>
      [`managed/${cluster}`, `clusters/${cluster}`, cluster].find((path) => existsSync(join(repo, path))),
    url: remote === undefined ? EXAMPLE_URL : withoutUser(remote),
    branch: (await ask(repo, ['symbolic-ref', '--short', 'HEAD'])) ?? 'main',
  };
}

async function ask(repo: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await gitProcess({ dir: repo })(args)).trim() || undefined;
  } catch (error) {
    if (error instanceof GitFailure) return undefined;
    throw error;
  }
}

/** A password in an address belongs into a Secret; git's short form for SSH is written out. */
function withoutUser(remote: string): string {
  const [, user, host, path] = /^([\w.-]+)@([\w.-]+):(?!\/)(.+)$/.exec(remote) ?? [];
  if (path !== undefined) return `ssh://${user}@${host}/${path}`;
  if (!URL.canParse(remote)) return remote;
  const url = new URL(remote);
  url.password = '';
  if (url.protocol !== 'ssh:') url.username = '';
  return url.href;
}
