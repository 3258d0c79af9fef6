import { parseConfig } from '../config/parse-config.ts';
import { diskFileStore } from '../files/disk-file-store.ts';
import { folderInside } from '../files/folder-inside.ts';
import { kustomizeOf } from '../files/kustomize.ts';
import { gitRepository } from '../git/git-repository.ts';
import { settledRepository } from '../git/settled-repository.ts';
import type { Config } from '../model/config.ts';
import { type LintedTopology, lintForPlan } from '../operations/lint-for-plan.ts';
import type { Repository } from '../ports/repository.ts';
import type { SyncSpec } from './topology-sync.ts';

/** What one commit asks for, read and linted once. */
export interface Checkout {
  readonly config: Config;
  readonly linted: Pick<LintedTopology, 'topology' | 'errors'>;
  /** Good until the work tree moves to another commit. */
  readonly repository: Repository;
}

const CONFIG_FILE = 'ramen-sync.yaml';

/** Reads what stands below `root`. Throws UserError where that is no DR repository. */
export async function readCheckout(root: string, spec: SyncSpec, now: number): Promise<Checkout> {
  const folder = folderInside(root, spec.path);
  const files = diskFileStore(folder);
  const config = trustedConfig(parseConfig(await files.readFile(CONFIG_FILE), CONFIG_FILE), spec);
  const { topology, errors } = await lintForPlan(
    { config, now },
    { files, kustomize: kustomizeOf(folder, process.env) },
  );
  return { config, linted: { topology, errors }, repository: settledRepository(gitRepository(folder)) };
}

/**
 * Whoever can push must not be able to widen what may be done: clusters, gates and permissions are those of the
 * TopologySync. The repository says where its files are, which rules count, and where this Ramen is installed.
 */
export function trustedConfig(fromRepository: Config, spec: SyncSpec): Config {
  const defaults = parseConfig(undefined, CONFIG_FILE);
  const { file, sources, rules, ramen } = fromRepository;
  return {
    ...(file === undefined ? {} : { file }),
    hub: spec.hubId === undefined ? {} : { id: spec.hubId },
    managedClusters: spec.managedClusters.map(({ name, id }) => ({
      name,
      ...(id === undefined ? {} : { id }),
    })),
    sources,
    rules,
    ramen,
    gates: defaults.gates,
    takeOver: spec.takeOver ?? defaults.takeOver,
  };
}
