import { connectCluster } from '../cluster/connect.ts';
import type { ClusterAccess, Config } from '../model/config.ts';
import { ClusterError, UserError } from '../model/errors.ts';
import { type OpenClusters, openClusters } from '../operations/open-clusters.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Leave } from '../ports/leave.ts';
import { KeptClusters, type KeptClustersOptions } from './kept-clusters.ts';
import type { ReadSecret } from './secrets.ts';
import type { SyncSpec } from './topology-sync.ts';

/** Of managed clusters: as their Secrets have them, or why there is none. */
export type Kubeconfigs = ReadonlyMap<string, string | UserError>;

export interface SessionClustersOptions extends KeptClustersOptions {
  readonly hub: ClusterAccess;
  readonly requestTimeoutMs: number;
  readonly verbose?: (line: string) => void;
  readonly leave?: Leave;
}

/** The clusters of one TopologySync, by the kubeconfigs that its last pass read. */
export class SessionClusters extends KeptClusters {
  readonly #options: SessionClustersOptions;
  #kubeconfigs: Kubeconfigs = new Map();

  constructor(options: SessionClustersOptions) {
    super(options);
    this.#options = options;
  }

  use(kubeconfigs: Kubeconfigs): void {
    this.#kubeconfigs = kubeconfigs;
  }

  /** These kubeconfigs are those in use. */
  areUsed(kubeconfigs: Kubeconfigs): boolean {
    return [...kubeconfigs].every(([name, text]) => this.#kubeconfigs.get(name) === text);
  }

  hub(): Promise<Cluster> {
    const access = this.#options.hub;
    return this.open('hub', JSON.stringify(access), () =>
      connectCluster({ name: 'hub', access, ...this.#requests() }),
    );
  }

  /** Connections outlive a look, so nobody closes what this opens. */
  openAll(spec: SyncSpec, config: Config): Promise<OpenClusters> {
    const wanted = new Set(['hub', ...spec.managedClusters.map(({ name }) => name)]);
    for (const name of this.names()) if (!wanted.has(name)) this.drop(name);
    return openClusters(config, (name) => this.#connect(name, spec), this.#options.clock);
  }

  /** A managed cluster's kubeconfig goes from its Secret into the client, never to the disk. */
  async #connect(name: string, spec: SyncSpec): Promise<Cluster> {
    const lost = this.whyLost(name);
    if (lost !== undefined) throw new ClusterError(lost, { reason: 'unreachable' });
    if (name === 'hub') return this.hub();
    const kubeconfigText = this.#kubeconfigs.get(name);
    if (typeof kubeconfigText !== 'string')
      throw kubeconfigText ?? new UserError(`cluster ${name} is not in spec.managedClusters`);
    const secret = spec.managedClusters.find((candidate) => candidate.name === name)?.secret;
    const from = `Secret ${secret?.name ?? ''}, key ${JSON.stringify(secret?.key ?? '')}`;
    return this.open(name, kubeconfigText, () =>
      connectCluster({ name, access: { kubeconfigText, from }, ...this.#requests() }),
    );
  }

  #requests() {
    const { requestTimeoutMs, verbose, leave } = this.#options;
    return {
      requestTimeoutMs,
      ...(verbose === undefined ? {} : { verbose }),
      ...(leave === undefined ? {} : { leave }),
    };
  }
}

export async function readKubeconfigs(
  { managedClusters }: SyncSpec,
  readSecret: ReadSecret,
): Promise<Kubeconfigs> {
  const found = await Promise.all(
    managedClusters.map(async ({ name, secret }): Promise<readonly [string, string | UserError]> => {
      const text = (await readSecret(secret.name))?.get(secret.key);
      const missing = `Secret ${secret.name} with key ${JSON.stringify(secret.key)} is not there`;
      return [name, text ?? new UserError(missing)];
    }),
  );
  return new Map(found);
}
