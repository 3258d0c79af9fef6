import type { Config } from '../model/config.ts';
import { ClusterError, UserError } from '../model/errors.ts';
import type { ClusterReport } from '../model/plan.ts';
import type { Clock } from '../ports/clock.ts';
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

/** How long a managed cluster may take to answer at first, and how much longer than the hub did, whichever is more. */
const PATIENCE_MS = 5_000;
const PATIENCE_TIMES = 5;

/**
 * Asks every cluster who it is, side by side. The hub has its whole deadline; once it has answered, a managed cluster that
 * stays silent is given up long before its own: a dead one must not hold up a failover away from it.
 */
export async function openClusters(
  config: Pick<Config, 'hub' | 'managedClusters'>,
  connect: ConnectCluster,
  clock: Clock,
): Promise<OpenClusters> {
  const wanted = [
    { name: 'hub', role: 'hub' as const, id: config.hub.id },
    ...config.managedClusters.map(({ name, id }) => ({ name, role: 'managed' as const, id })),
  ];
  const connections = new Connections(connect);
  const answered = new AbortController();
  try {
    const opening = wanted.map((cluster) => openOne(cluster, connections.open));
    for (const attempt of opening) attempt.catch(() => undefined);
    const startedAt = clock.now();
    const [hub, ...managed] = opening;
    const hubIsThere = (await hub)?.report.state !== 'unreachable';
    const took = clock.now() - startedAt;
    const limit = Math.max(PATIENCE_MS, PATIENCE_TIMES * took);
    const givenUp = hubIsThere
      ? clock.sleep(limit - took, answered.signal)
      : new Promise<void>(() => undefined);
    const opened = await Promise.all([
      hub,
      ...managed.map((attempt, index) => orGivenUp(attempt, givenUp, wanted[index + 1], limit)),
    ]);
    return openedClusters(
      opened.filter((one) => one !== undefined),
      () => connections.close(),
    );
  } catch (error) {
    connections.close();
    throw error;
  } finally {
    answered.abort();
  }
}

function openedClusters(opened: readonly Opened[], close: () => void): OpenClusters {
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
    close,
  };
}

async function orGivenUp(
  attempt: Promise<Opened>,
  givenUp: Promise<void>,
  wanted: Wanted | undefined,
  limit: number,
): Promise<Opened | undefined> {
  if (wanted === undefined) return attempt;
  const { name, role } = wanted;
  const message = `no answer in ${Math.ceil(limit / 1000)}s, and the others do not wait for it`;
  return Promise.race([
    attempt,
    givenUp.then((): Opened => ({ report: { name, role, state: 'unreachable', message } })),
  ]);
}

/** All that were opened, those too that come when nobody waits for them any more. */
class Connections {
  readonly #connect: ConnectCluster;
  readonly #opened: Cluster[] = [];
  #isClosed = false;

  constructor(connect: ConnectCluster) {
    this.#connect = connect;
  }

  readonly open: ConnectCluster = async (name) => {
    const cluster = await this.#connect(name);
    this.#opened.push(cluster);
    if (this.#isClosed) cluster.close();
    return cluster;
  };

  close(): void {
    this.#isClosed = true;
    for (const cluster of this.#opened) cluster.close();
  }
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

interface Opened {
  readonly report: ClusterReport;
  readonly cluster?: Cluster;
}

async function openOne({ name, role, id }: Wanted, connect: ConnectCluster): Promise<Opened> {
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
