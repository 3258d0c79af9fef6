import { getAt } from '../../src/model/field-path.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';

const since = '2026-11-30T10:40:00Z';

/** The applications of examples/regional as Ramen leaves them, in a sandbox without a Ramen, where nothing moves by itself. */
export function settleHub({ world: { hub, managed } }: Sandbox): void {
  for (const name of managed.keys()) {
    hub.updateStatus(
      'DRCluster',
      undefined,
      name,
      { phase: 'Available', conditions: allTrue(['Validated'], 1) },
      'manager',
    );
  }
  for (const [namespace, name, home] of [
    ['shop', 'cart', 'dr1'],
    ['billing', 'ledger', 'dr2'],
  ] as const) {
    hub.updateStatus(
      'DRPlacementControl',
      namespace,
      name,
      drpcStatus(hub.get('DRPlacementControl', namespace, name)),
      'manager',
    );
    const labels = { 'cluster.open-cluster-management.io/placement': name };
    const metadata = { name: `${name}-decision-1`, namespace, labels };
    hub.create(
      { apiVersion: 'cluster.open-cluster-management.io/v1beta1', kind: 'PlacementDecision', metadata },
      'manager',
    );
    decide({ hub }, [namespace, name], home);
    for (const [place, cluster] of managed) {
      const role = place === home ? 'primary' : 'secondary';
      cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, 'manager');
      const spec = { pvcSelector: {}, replicationState: role, s3Profiles: ['minio-on-dr1', 'minio-on-dr2'] };
      const vrg = {
        apiVersion: 'ramendr.openshift.io/v1alpha1',
        kind: 'VolumeReplicationGroup',
        metadata: { name, namespace },
        spec,
      };
      cluster.create(vrg, 'manager');
      const conditions = allTrue(['DataReady', 'ClusterDataProtected'], 1);
      const state = role === 'primary' ? 'Primary' : 'Secondary';
      cluster.updateStatus(
        'VolumeReplicationGroup',
        namespace,
        name,
        { state, observedGeneration: 1, conditions },
        'manager',
      );
    }
  }
}

/** Of a DRPlacementControl whose spec, as it is now, Ramen has seen. */
export function drpcStatus(drpc: JsonObject | undefined): JsonObject {
  const generation = Number(getAt(drpc, ['metadata', 'generation']) ?? 1);
  return {
    phase: 'Deployed',
    progression: 'Completed',
    lastGroupSyncTime: since,
    observedGeneration: generation,
    conditions: allTrue(['Available', 'PeerReady', 'Protected'], generation),
  };
}

/** Says where an application belongs. */
export function decide(
  { hub }: Pick<Sandbox['world'], 'hub'>,
  [namespace, name]: readonly [string, string],
  cluster: string,
): void {
  const decisions = [{ clusterName: cluster, reason: '' }];
  hub.updateStatus('PlacementDecision', namespace, `${name}-decision-1`, { decisions }, 'manager');
}

function allTrue(types: readonly string[], observedGeneration: number): JsonObject[] {
  return types.map((type) => ({
    type,
    status: 'True',
    reason: 'Success',
    message: '',
    observedGeneration,
    lastTransitionTime: since,
  }));
}
