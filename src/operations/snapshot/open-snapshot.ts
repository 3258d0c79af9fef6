import type { Config } from '../../model/config.ts';
import { ClusterError } from '../../model/errors.ts';
import type { Snapshot, SnapshotSource } from '../../model/snapshot.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Topology } from '../../topology/topology.ts';
import { type OpenClusters, openClusters } from '../open-clusters.ts';
import { SnapshotCluster } from './snapshot-cluster.ts';

export interface OpenSnapshot extends OpenClusters {
  readonly source: SnapshotSource;
  /** In milliseconds: what a plan says of "now" is as of then. */
  readonly takenAt: number;
}

/** The clusters of a snapshot in the place of the real ones. Nothing is sent anywhere. */
export async function openSnapshot(
  snapshot: Snapshot,
  request: { readonly config: Config; readonly topology: Topology; readonly now: number },
  clock: Clock,
): Promise<OpenSnapshot> {
  const { config, topology, now } = request;
  const known = new Map(
    snapshot.clusters.map((cluster) => [cluster.name, new SnapshotCluster(cluster, topology.byRef)]),
  );
  const connect = async (name: string): Promise<SnapshotCluster> => {
    const cluster = known.get(name);
    if (cluster !== undefined) return cluster;
    throw new ClusterError(`the snapshot has no cluster ${name}`, { reason: 'unreachable' });
  };
  const clusters = await openClusters(config, connect, clock);
  const taken = Date.parse(snapshot.takenAt);
  const { takenAt } = snapshot;
  return {
    ...clusters,
    takenAt: taken,
    source: {
      age: { takenAt, ageSeconds: Math.max(0, Math.floor((now - taken) / 1000)) },
      notChecked: () => [
        { reason: 'snapshot', what: `the clusters since ${takenAt}, when the snapshot was taken`, count: 1 },
        {
          reason: 'no-dry-run',
          what: 'what the API server would refuse: a snapshot answers no dry run',
          count: 1,
        },
        ...[...known.values()].flatMap((cluster) => cluster.notChecked()),
      ],
    },
  };
}
