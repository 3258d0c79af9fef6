import type { Config } from '../model/config.ts';
import { ClusterError, UserError } from '../model/errors.ts';
import type { ClusterReport } from '../model/plan.ts';
import type { Cluster } from '../ports/cluster.ts';

/** Reads the credentials of a cluster by name (`hub` or a managed cluster's); nothing is sent yet. */
export type ConnectCluster = (name: string) => Promise<Cluster>;

/** The clusters of one run: those that answered, and a word on every one. */
export interface OpenClusters {
  readonly reports: readonly ClusterReport[];
  /** The cluster if it answered and is the one that was meant. */
  readonly find: (name: string) => Cluster | undefined;
  readonly whyNot: (name: string) => string;
  readonly close: () => void;
}

/** Asks every cluster who it is, side by side: one that does not answer delays nobody beyond its own deadline. */
export async function openClusters(config: Config, connect: ConnectCluster): Promise<OpenClusters> {
  const wanted = [
    { name: 'hub', role: 'hub' as const, id: config.hub.id },
    ...config.managedClusters.map(({ name, id }) => ({ name, role: 'managed' as const, id })),
  ];
  const opened = await Promise.all(wanted.map((cluster) => openOne(cluster, connect)));
  const usable = new Map(
    opened.flatMap(({ report, cluster }) =>
      cluster === undefined || report.state !== 'reachable' ? [] : [[report.name, cluster] as const],
    ),
  );
  return {
    reports: opened.map(({ report }) => report),
    find: (name) => usable.get(name),
    whyNot: (name) =>
      opened.find(({ report }) => report.name === name)?.report.message ??
      `cluster ${name} is not in the configuration`,
    close: () => {
      for (const { cluster } of opened) cluster?.close();
    },
  };
}

/** Throws where no cluster answered: then there is nothing to say about any of them. */
export function requireAnswer(clusters: OpenClusters): void {
  if (clusters.reports.some((report) => report.state === 'reachable')) return;
  const [first] = clusters.reports;
  throw new UserError(
    `no cluster answered: ${first === undefined ? 'none is configured' : clusters.whyNot(first.name)}`,
    {
      hint: 'check the addresses in the kubeconfig and the network, or name another cluster with --context',
    },
  );
}

interface Wanted {
  readonly name: string;
  readonly role: 'hub' | 'managed';
  readonly id: string | undefined;
}

async function openOne(
  { name, role, id }: Wanted,
  connect: ConnectCluster,
): Promise<{ readonly report: ClusterReport; readonly cluster?: Cluster }> {
  let cluster: Cluster | undefined;
  try {
    cluster = await connect(name);
    const { uid, version } = await cluster.identity();
    if (id !== undefined && id !== uid) {
      const message = `it is cluster ${uid}, but the configuration expects ${id}`;
      return { report: { name, role, uid, state: 'wrong-cluster', version, message }, cluster };
    }
    return { report: { name, role, uid, state: 'reachable', version }, cluster };
  } catch (error) {
    // The hub's credentials are the user's own business; a managed cluster's trouble must not stop the others.
    if (role === 'hub' && (error instanceof UserError || isRefusal(error))) throw error;
    if (!(error instanceof UserError) && !(error instanceof ClusterError)) throw error;
    const report: ClusterReport = { name, role, state: 'unreachable', message: error.message };
    return cluster === undefined ? { report } : { report, cluster };
  }
}

/** The server answered, and said no: waiting will not help. */
function isRefusal(error: unknown): boolean {
  return error instanceof ClusterError && (error.reason === 'unauthorized' || error.reason === 'forbidden');
}
