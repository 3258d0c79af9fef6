import { storageClass } from '../../kinds/storage-class.ts';
import { getString } from '../../model/field-path.ts';
import { getLoose } from '../../topology/loose-get.ts';
import { type StorageObject, storageKey, storageObjects } from '../../topology/storage-classes.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const replicationIdMissing = defineRule({
  id: 'replication-id-missing',
  severity: 'error',
  summary: 'A replication class has no replicationid.',
  page: () => ({
    why: `Ramen sees a VolumeReplicationClass only where it has the label \`ramendr.openshift.io/replicationid\`, and a
VolumeGroupReplicationClass only with \`…/groupreplicationid\`: by it the two clusters know that they replicate with each other.
A class that has a \`storageid\` alone is not found.`,
    fix: 'Add the label, with the same value on both clusters.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusterconfig_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go',
    ],
    invalid: [
      {
        title: 'One of the two labels',
        yaml: `apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: # finding
    ramendr.openshift.io/storageid: rbd-dr1
spec:
  provisioner: rook-ceph.rbd.csi.ceph.com
  parameters: { schedulingInterval: 5m }
`,
      },
    ],
    valid: [
      {
        title: 'Both labels',
        yaml: `apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-dr1, ramendr.openshift.io/replicationid: rbd-dr1-dr2 }
spec:
  provisioner: rook-ceph.rbd.csi.ceph.com
  parameters: { schedulingInterval: 5m }
`,
      },
    ],
  }),
  *check(topology) {
    const drivers = new Set<string>();
    for (const manifest of manifestsOf(topology, storageClass)) {
      const driver = getString(manifest.object, ['provisioner']);
      const isForDr = getLoose(manifest.object, ['metadata', 'labels', storageKey.storageId]) !== undefined;
      if (isForDr && driver !== undefined) drivers.add(driver);
    }
    for (const [section, object] of storageObjects(topology)) {
      if (section !== 'replicationClasses' && section !== 'groupReplicationClasses') continue;
      const isGroup = section === 'groupReplicationClasses';
      const id = isGroup ? object.groupReplicationId : object.replicationId;
      const isMeant = object.storageId !== undefined || drivers.has(object.driver ?? '');
      if (!isMeant || id !== undefined) continue;
      yield problem(object, isGroup ? storageKey.groupReplicationId : storageKey.replicationId);
    }
  },
});

function problem({ manifest }: StorageObject, key: string): Problem {
  return {
    manifest,
    path: ['metadata', 'labels', key],
    message: `${nameOf(manifest)} has no label ${key}, without which Ramen does not see it`,
    label: `${key.split('/')[1]} is missing here`,
    help: `add label ${key} with the same value as on the other cluster`,
  };
}
