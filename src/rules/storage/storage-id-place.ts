import type { Kind } from '../../kinds/define-kind.ts';
import { networkFenceClass } from '../../kinds/network-fence-class.ts';
import { storageClass } from '../../kinds/storage-class.ts';
import { volumeGroupReplicationClass } from '../../kinds/volume-group-replication-class.ts';
import { volumeGroupSnapshotClass } from '../../kinds/volume-group-snapshot-class.ts';
import { volumeGroupSnapshotClassOpenshift } from '../../kinds/volume-group-snapshot-class-openshift.ts';
import { volumeReplicationClass } from '../../kinds/volume-replication-class.ts';
import { volumeSnapshotClass } from '../../kinds/volume-snapshot-class.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { storageKey } from '../../topology/storage-classes.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const labelled: readonly Kind[] = [
  storageClass,
  volumeReplicationClass,
  volumeGroupReplicationClass,
  volumeSnapshotClass,
  volumeGroupSnapshotClass,
  volumeGroupSnapshotClassOpenshift,
];

const keys = [
  storageKey.storageId,
  storageKey.replicationId,
  storageKey.groupReplicationId,
  storageKey.offloaded,
];

export const storageIdPlace = defineRule({
  id: 'storage-id-place',
  severity: 'error',
  summary: 'A storage id is a label where Ramen reads an annotation, or the other way round.',
  page: () => ({
    why: `Ramen finds the classes of storage by labels, so that it can select them. A NetworkFenceClass is for many storages, which
no label can list: there it is an annotation. In the wrong place the id is not seen, and the class does not exist for Ramen.`,
    fix: 'Write it as a label; on a NetworkFenceClass as an annotation.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusterconfig_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go',
    ],
    invalid: [
      {
        title: 'An annotation on a StorageClass, a label on a NetworkFenceClass',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations:
    ramendr.openshift.io/storageid: rbd-dr1 # finding
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: csiaddons.openshift.io/v1alpha1
kind: NetworkFenceClass
metadata:
  name: rbd
  labels:
    ramendr.openshift.io/storageid: rbd-dr1 # finding
spec: { provisioner: rook-ceph.rbd.csi.ceph.com }
`,
      },
    ],
    valid: [
      {
        title: 'Each in its place',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, labels: { ramendr.openshift.io/storageid: rbd-dr1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: csiaddons.openshift.io/v1alpha1
kind: NetworkFenceClass
metadata: { name: rbd, annotations: { ramendr.openshift.io/storageid: rbd-dr1 } }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com }
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const kind of labelled) {
      for (const manifest of manifestsOf(topology, kind)) {
        for (const key of keys) yield* checkPlace(manifest, key, 'annotations', 'labels');
      }
    }
    for (const manifest of manifestsOf(topology, networkFenceClass)) {
      yield* checkPlace(manifest, storageKey.storageId, 'labels', 'annotations');
    }
  },
});

function* checkPlace(
  manifest: Manifest,
  key: string,
  wrong: 'labels' | 'annotations',
  right: 'labels' | 'annotations',
): Iterable<Problem> {
  const path = ['metadata', wrong, key];
  const value = getString(manifest.object, path);
  if (value === undefined || getString(manifest.object, ['metadata', right, key]) !== undefined) return;
  const word = right.slice(0, -1);
  yield {
    manifest,
    path,
    part: 'key',
    message: `${nameOf(manifest)} has ${wrong.slice(0, -1)} ${key}, which Ramen reads as ${right === 'labels' ? 'a' : 'an'} ${word}`,
    label: `must be ${right === 'labels' ? 'a' : 'an'} ${word}`,
    help: `move it to metadata.${right}`,
    fix: { type: 'move', path, to: ['metadata', right, key], value },
  };
}
