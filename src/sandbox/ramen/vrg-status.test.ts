import { expect, it } from 'vitest';
import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { listOf } from './metadata.ts';
import { managedOf } from './testing/ground.ts';
import { patchCart } from './testing/rehearsal.ts';
import { deployed, failedOver, reach, type Stage } from './testing/stage.ts';

const vrgOf = ({ world }: Stage, cluster: string): JsonObject =>
  managedOf(world, cluster).get('VolumeReplicationGroup', 'shop', 'cart') ?? {};

/** `DataReady True Ready: message`, in order. */
function wordsOf(conditions: readonly unknown[]): string[] {
  return (conditions as JsonObject[]).map(
    ({ type, status, reason, message }) => `${type} ${status} ${reason}: ${message}`,
  );
}

const conditionsOf = (vrg: JsonObject): string[] => wordsOf(listOf(vrg, ['status', 'conditions']));

const noConflict =
  'NoClusterDataConflict True NoConflictDetected: No PVC conflict detected for VolumeSync scheme. No resource conflict';
const hooks = 'HooksReady Unknown Initializing: Initializing VolumeReplicationGroup';
const gitOps =
  "AutoCleanup False Unused: Automated Cleanup not applicable: GitOps manages the application's resource lifecycle.";

it('says of a primary what the real operator said', () => {
  const vrg = vrgOf(deployed(), 'dr1');
  expect(conditionsOf(vrg)).toEqual([
    'DataReady True Ready: PVCs in the VolumeReplicationGroup are ready for use',
    'DataProtected False Replicating: VolumeReplicationGroup is replicating',
    'ClusterDataReady True Restored: Nothing to restore',
    'KubeObjectsReady True KubeObjectsRestored: Kube objects restored',
    'ClusterDataProtected True Uploaded: Cluster data of all PVs are protected. VRG object protected',
    gitOps,
    noConflict,
    hooks,
  ]);
  expect(vrg.status).toMatchObject({ state: 'Primary', observedGeneration: 1, kubeObjectProtection: {} });
  expect(getString(vrg, ['status', 'lastGroupSyncTime'])).toMatch(/^2026-/);
});

it('says of its claim where it lives and how it is kept', () => {
  const [claim] = listOf(vrgOf(deployed(), 'dr1'), ['status', 'protectedPVCs']);
  expect(claim).toMatchObject({
    name: 'data',
    namespace: 'shop',
    storageClassName: 'disk',
    csiProvisioner: 'disk.csi.example.com',
    storageID: { id: 'storage-dr1' },
    replicationID: { id: 'mirror-1' },
    labels: { app: 'cart', 'ramendr.openshift.io/owner-name': 'cart' },
  });
  expect(wordsOf(listOf(claim as JsonObject, ['conditions']))).toEqual([
    'DataReady True Ready: PVC in the VolumeReplicationGroup is ready for use',
    'ClusterDataProtected True Uploaded: PV cluster data already protected for PVC data',
    'DataProtected False Replicating: PVC in the VolumeReplicationGroup is ready for use',
  ]);
});

it('says of a secondary what the real operator said, before and after a failover', () => {
  const secondary = [
    'DataReady True Unused: No PVCs are protected using Volsync scheme. PVC protection as secondary is complete, or no PVCs needed protection using VolumeReplication scheme',
    'DataProtected True Unused: No PVCs are protected using Volsync scheme. PVC protection as secondary is complete, or no PVCs needed protection using VolumeReplication scheme',
    'ClusterDataReady True Unused: PV and PVC restore skipped as Secondary',
    'KubeObjectsReady True Unused: k8s resource restore skipped as Secondary',
    'ClusterDataProtected True Unused: No PVCs are protected using Volsync scheme. Cluster data is not protected as Secondary',
    'AutoCleanup False Unused: AutoCleanup is not applicable for protection schemes other than vm-recipe.',
    noConflict,
    hooks,
  ];
  expect(conditionsOf(vrgOf(deployed(), 'dr2'))).toEqual(secondary);
  const after = failedOver();
  expect(conditionsOf(vrgOf(after, 'dr1'))).toEqual(secondary);
  expect(conditionsOf(vrgOf(after, 'dr2'))[2]).toBe(
    'ClusterDataReady True Restored: Restored 0 volsync PVs/PVCs and 2 volrep PVs/PVCs',
  );
});

it('skips restoring on the way out of a relocation', () => {
  const stage = deployed();
  const seen = new Set<string>();
  managedOf(stage.world, 'dr1').onChange(() => {
    for (const words of conditionsOf(vrgOf(stage, 'dr1'))) seen.add(words);
  });
  patchCart(stage.world, { action: 'Relocate', preferredCluster: 'dr2' });
  reach(stage, 'Relocated/Completed');
  expect(seen).toContain(
    'ClusterDataReady True Restored: PV and PVC restore skipped, as VRG is orchestrating final sync',
  );
});
