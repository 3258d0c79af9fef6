import { ramenKey } from '../model/annotations.ts';
import { isClusterError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import { annotationOf, type LiveObject } from '../model/live-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { buildSituation, type Situation, type VrgSight } from '../plan/situation.ts';
import type { LiveReader } from './live-reader.ts';
import type { OpenClusters } from './open-clusters.ts';
import { readVrgViews } from './vrg-views.ts';

const ramen = 'ramendr.openshift.io/v1alpha1';
const ocm = 'cluster.open-cluster-management.io/v1beta1';
const ocmCluster = 'cluster.open-cluster-management.io/v1';

export interface SituationSource {
  readonly clusters: OpenClusters;
  readonly reader: (cluster: string) => LiveReader | undefined;
  readonly managedClusters: readonly string[];
  /** The policy as Git has it, for one that is not live yet. */
  readonly desiredPolicy: (name: string) => JsonObject | undefined;
  readonly now: number;
}

/** Reads everything that the gates may know about one application. `wanted` is its DRPlacementControl as it would be. */
export async function readSituation(
  ref: ObjectRef,
  live: LiveObject | undefined,
  wanted: JsonObject,
  source: SituationSource,
): Promise<Situation> {
  const hub = source.reader('hub');
  const drpc = live ?? wanted;
  const policyName = getString(drpc, ['spec', 'drPolicyRef', 'name']) ?? '';
  const policies = await orUndefined(hub?.listKind(ramen, 'DRPolicy'));
  const livePolicy = policies?.find((policy) => getString(policy, ['metadata', 'name']) === policyName);
  const policy = livePolicy ?? source.desiredPolicy(policyName);
  const names = getAt(policy, ['spec', 'drClusters']);
  const clusterNames = isArray(names) ? names.map(String) : [];
  const namespace = annotationOf(drpc, ramenKey.appNamespace) ?? ref.namespace ?? '';
  const unconfigured = clusterNames.filter((name) => !source.managedClusters.includes(name));
  const [drClusters, managedClusters, placementDecisions, works, vrgs, views] = await Promise.all([
    orUndefined(hub?.listKind(ramen, 'DRCluster')),
    orUndefined(hub?.listKind(ocmCluster, 'ManagedCluster')),
    readDecisions(ref, drpc, hub),
    readWorks(ref, clusterNames, hub),
    readVrgs(ref, namespace, source),
    hub === undefined ? undefined : orUndefined(readVrgViews(ref, namespace, unconfigured, hub)),
  ]);
  return buildSituation({
    drpc: live,
    policy,
    drClusters: (drClusters ?? []).filter((cluster) =>
      clusterNames.includes(getString(cluster, ['metadata', 'name']) ?? ''),
    ),
    managedClusters,
    placementDecisions,
    vrgs,
    ...(views === undefined ? {} : { views }),
    works,
    now: source.now,
  });
}

async function readDecisions(
  ref: ObjectRef,
  drpc: JsonObject,
  hub: LiveReader | undefined,
): Promise<readonly LiveObject[] | undefined> {
  const placement = getString(drpc, ['spec', 'placementRef', 'name']);
  if (hub === undefined || placement === undefined) return undefined;
  const rule = getString(drpc, ['spec', 'placementRef', 'kind']) === 'PlacementRule';
  if (rule) {
    const rules = await orUndefined(
      hub.listKind('apps.open-cluster-management.io/v1', 'PlacementRule', ref.namespace),
    );
    return rules?.filter(
      (candidate) => getString(candidate, ['metadata', 'name']) === placement && inNamespace(candidate, ref),
    );
  }
  try {
    const all = (await hub.listKind(ocm, 'PlacementDecision', ref.namespace)) ?? [];
    return all.filter(
      (decision) =>
        inNamespace(decision, ref) &&
        getString(decision, ['metadata', 'labels', ramenKey.placementLabel]) === placement,
    );
  } catch (error) {
    if (isClusterError(error)) return undefined;
    throw error;
  }
}

function inNamespace(object: LiveObject, ref: ObjectRef): boolean {
  return getString(object, ['metadata', 'namespace']) === ref.namespace;
}

/** The VRG inside each ManifestWork `<drpc>-<namespace>-vrg-mw` of the policy's cluster namespaces. Ramen: util/mw_util.go. */
async function readWorks(
  ref: ObjectRef,
  clusters: readonly string[],
  hub: LiveReader | undefined,
): Promise<ReadonlyMap<string, JsonObject> | undefined> {
  if (hub === undefined) return undefined;
  const found = new Map<string, JsonObject>();
  for (const cluster of clusters) {
    const works = await orUndefined(
      hub.listKind('work.open-cluster-management.io/v1', 'ManifestWork', cluster).then((list) => list ?? []),
    );
    if (works === undefined) return undefined;
    for (const work of works) {
      const name = getString(work, ['metadata', 'name']) ?? '';
      if (
        getString(work, ['metadata', 'namespace']) !== cluster ||
        !name.startsWith(`${ref.name}-`) ||
        !name.endsWith('-vrg-mw')
      )
        continue;
      const vrg = getAt(work, ['spec', 'workload', 'manifests', 0]);
      if (isObject(vrg) && getString(vrg, ['metadata', 'name']) === ref.name) found.set(cluster, vrg);
    }
  }
  return found;
}

async function readVrgs(
  ref: ObjectRef,
  namespace: string,
  source: SituationSource,
): Promise<ReadonlyMap<string, VrgSight>> {
  const sights = await Promise.all(
    source.managedClusters.map(
      async (cluster) => [cluster, await readVrg(cluster, ref, namespace, source)] as const,
    ),
  );
  return new Map(sights);
}

async function readVrg(
  cluster: string,
  ref: ObjectRef,
  namespace: string,
  source: SituationSource,
): Promise<VrgSight> {
  const reader = source.reader(cluster);
  if (reader === undefined) return { seen: 'unreadable', why: source.clusters.whyNot(cluster) };
  try {
    const sight = await reader.read({
      cluster,
      apiVersion: ramen,
      kind: 'VolumeReplicationGroup',
      namespace,
      name: ref.name,
    });
    if (sight.seen === 'object') return { seen: 'vrg', vrg: sight.object };
    return sight.seen === 'absent'
      ? { seen: 'absent' }
      : { seen: 'unreadable', why: 'it does not serve VolumeReplicationGroup' };
  } catch (error) {
    if (isClusterError(error)) return { seen: 'unreadable', why: error.message };
    throw error;
  }
}

async function orUndefined<T>(reading: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isClusterError(error)) return undefined;
    throw error;
  }
}
