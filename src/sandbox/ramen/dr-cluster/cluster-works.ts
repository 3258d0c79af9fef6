import { getString } from '../../../model/field-path.ts';
import { type JsonObject, jsonEquals } from '../../../model/json.ts';
import type { RamenContext } from '../context.ts';
import { createdByRamen, listOf } from '../metadata.ts';

/** On what a DRCluster's reconcile makes for a cluster; the work of the DRClusterConfig is without it. */
export const drClusterNames = (cluster: string): JsonObject => ({
  'drcluster.ramendr.openshift.io/drcluster-name': cluster,
});

/** A ManifestWork of a DRCluster, in the namespace of the cluster that is to carry it out. */
export interface ClusterWork {
  readonly cluster: string;
  readonly name: string;
  readonly annotations?: JsonObject;
  readonly manifests: readonly JsonObject[];
}

export function ensureWork(context: RamenContext, work: ClusterWork): void {
  const { hub } = context.world;
  const spec: JsonObject = { workload: { manifests: work.manifests } };
  const found = hub.get('ManifestWork', work.cluster, work.name);
  if (found === undefined) {
    const metadata = {
      name: work.name,
      namespace: work.cluster,
      labels: createdByRamen,
      ...(work.annotations === undefined ? {} : { annotations: work.annotations }),
    };
    const apiVersion = 'work.open-cluster-management.io/v1';
    hub.create({ apiVersion, kind: 'ManifestWork', metadata, spec }, 'manager');
  } else if (!jsonEquals(found.spec, spec)) {
    hub.update({ ...found, spec }, 'manager');
  }
}

/** Ramen looks at the two conditions alone, not at the generation they speak of. */
export function isInAppliedState(work: JsonObject | undefined): boolean {
  const holds = (type: string): boolean =>
    work !== undefined &&
    listOf(work, ['status', 'conditions']).some(
      (each) => getString(each, ['type']) === type && getString(each, ['status']) === 'True',
    );
  return holds('Applied') && holds('Available') && !holds('Degraded');
}
