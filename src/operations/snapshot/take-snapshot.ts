import { inLanes } from '../../apply/in-lanes.ts';
import { type Kind, preferredApiVersion } from '../../kinds/define-kind.ts';
import { managedCluster } from '../../kinds/managed-cluster.ts';
import { managedClusterSet } from '../../kinds/managed-cluster-set.ts';
import { managedClusterView } from '../../kinds/managed-cluster-view.ts';
import { manifestWork } from '../../kinds/manifest-work.ts';
import { placementDecision } from '../../kinds/placement-decision.ts';
import { ramenConfig } from '../../kinds/ramen-config.ts';
import { kinds } from '../../kinds/registry.ts';
import { isClusterError } from '../../model/errors.ts';
import { compareText } from '../../model/finding.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { keyOf, type ObjectKey, objectId } from '../../model/object-ref.ts';
import type { ClusterSnapshot, KindSnapshot, Snapshot } from '../../model/snapshot.ts';
import type { ApiResource, Cluster } from '../../ports/cluster.ts';
import type { Topology } from '../../topology/topology.ts';
import { readOneByOne } from '../live-reader.ts';
import type { OpenClusters } from '../open-clusters.ts';
import { hubConfigKey } from '../read-neighbours.ts';
import { withhold } from './withhold.ts';

/** Of kinds that ramen-sync does not write, those that gates and consequences ask for. */
const around = [placementDecision, manifestWork, managedClusterView, managedCluster, managedClusterSet];
const read = kinds.filter(
  (kind) => around.includes(kind) || (['applied', 'manual-mode'].includes(kind.role) && kind !== ramenConfig),
);

/** Reads what plans of this repository, and of its near future, may ask of each cluster. Writes nothing. */
export async function takeSnapshot(
  request: { readonly topology: Topology; readonly now: number },
  deps: { readonly clusters: OpenClusters },
): Promise<Snapshot> {
  const { reports, find } = deps.clusters;
  const clusters = reports.map(async (report): Promise<ClusterSnapshot> => {
    const cluster = find(report.name);
    if (cluster === undefined) return { ...report, kinds: [], objects: [] };
    const looks = await inLanes(read, 8, (kind) => look(kind, cluster, request.topology));
    return {
      ...report,
      kinds: looks.map((each) => each.kind),
      objects: looks.flatMap((each) => each.objects.map(withhold)).sort(byId),
    };
  });
  return { takenAt: new Date(request.now).toISOString(), clusters: await Promise.all(clusters) };
}

interface KindLook {
  readonly kind: KindSnapshot;
  readonly objects: readonly LiveObject[];
}

async function look(kind: Kind, cluster: Cluster, topology: Topology): Promise<KindLook> {
  const apiVersion = preferredApiVersion(kind);
  const name = { apiVersion, kind: kind.kind };
  try {
    const resource = await cluster.resource(apiVersion, kind.kind);
    if (resource === undefined) return { kind: name, objects: [] };
    const served = { ...resource, kind: kind.kind };
    // Whatever else a cluster has of these is none of our business.
    if (readOneByOne.has(kind.kind)) return await lookByName(served, cluster, topology);
    return await list(served, cluster, topology);
  } catch (error) {
    if (!isClusterError(error)) throw error;
    return { kind: { ...name, unreadable: error.message }, objects: [] };
  }
}

async function lookByName(resource: ApiResource, cluster: Cluster, topology: Topology): Promise<KindLook> {
  const keys = new Map<string, ObjectKey>();
  for (const { ref } of topology.objects) {
    if (ref.cluster === cluster.name && ref.kind === resource.kind) keys.set(objectId(ref), ref);
  }
  const config = hubConfigKey(topology);
  if (cluster.name === 'hub' && resource.kind === config.kind) keys.set(objectId(config), config);
  const asked = [...keys.values()].sort((a, b) => compareText(objectId(a), objectId(b)));
  const found = await inLanes(asked, 8, (key) => cluster.get(key));
  return {
    kind: { ...resource, names: asked.map(({ namespace = '', name }) => `${namespace}/${name}`) },
    objects: found.filter((object) => object !== undefined),
  };
}

/** Rights may end at the namespaces of the applications. */
async function list(resource: ApiResource, cluster: Cluster, topology: Topology): Promise<KindLook> {
  try {
    return { kind: resource, objects: await cluster.list(resource) };
  } catch (error) {
    if (!isClusterError(error, 'forbidden') || !resource.namespaced) throw error;
    const namespaces = [
      ...new Set(topology.objects.flatMap(({ ref }) => (ref.namespace === undefined ? [] : [ref.namespace]))),
    ].sort(compareText);
    if (namespaces.length === 0) throw error;
    const lists = await inLanes(namespaces, 8, (namespace) => cluster.list(resource, { namespace }));
    return { kind: { ...resource, namespaces }, objects: lists.flat() };
  }
}

function byId(a: LiveObject, b: LiveObject): number {
  return compareText(objectId(keyOf(a)), objectId(keyOf(b)));
}
