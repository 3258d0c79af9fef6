import type { Manifest } from '../../model/manifest.ts';
import { driverPath, readStorage, type StorageObject } from '../../topology/storage-classes.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const classDriverDiffers = defineRule({
  id: 'class-driver-differs',
  severity: 'error',
  summary: 'A replication or snapshot class has the storageid of a StorageClass, but another driver.',
  page: () => ({
    why: `Ramen takes a class for a StorageClass only where both the \`storageid\` and the driver are the same: \`provisioner\` of
the StorageClass and of a replication class, \`driver\` of a snapshot class. One of the two was mistaken, often when a class of
block storage was copied for file storage.`,
    fix: 'Correct the driver, or the `storageid`.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go'],
    invalid: [
      {
        title: 'A snapshot class of the other driver',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: fs-1 } }
provisioner: rook-ceph.cephfs.csi.ceph.com
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: fs-1 } }
driver: rook-ceph.rbd.csi.ceph.com # finding
deletionPolicy: Delete
`,
      },
    ],
    valid: [
      {
        title: 'The same driver',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: fs-1 } }
provisioner: rook-ceph.cephfs.csi.ceph.com
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: fs-1 } }
driver: rook-ceph.cephfs.csi.ceph.com
deletionPolicy: Delete
`,
      },
    ],
  }),
  *check(topology) {
    const told = new Set<Manifest>();
    for (const storage of readStorage(topology).values()) {
      const byId = new Map<string, StorageObject[]>();
      for (const object of storage.storageClasses) {
        if (object.storageId === undefined) continue;
        const known = byId.get(object.storageId);
        if (known === undefined) byId.set(object.storageId, [object]);
        else known.push(object);
      }
      const classes = [
        ...storage.replicationClasses,
        ...storage.groupReplicationClasses,
        ...storage.snapshotClasses,
        ...storage.groupSnapshotClasses,
      ];
      for (const object of classes) {
        const own = byId.get(object.storageId ?? '');
        const [first] = own ?? [];
        if (own === undefined || first?.driver === undefined || object.driver === undefined) continue;
        if (own.some(({ driver }) => driver === object.driver) || told.has(object.manifest)) continue;
        told.add(object.manifest);
        yield problem(object, first);
      }
    }
  },
});

function problem(object: StorageObject, storageClass: StorageObject): Problem {
  return {
    manifest: object.manifest,
    path: driverPath(object.manifest.object),
    message: `${nameOf(object.manifest)} is for driver ${quoted(object.driver ?? '')}, but ${nameOf(storageClass.manifest)} with its storageid is of ${quoted(storageClass.driver ?? '')}`,
    label: "not the StorageClass's",
    related: [
      {
        manifest: storageClass.manifest,
        path: driverPath(storageClass.manifest.object),
        message: `the StorageClass with storageid ${storageClass.storageId}`,
      },
    ],
    help: `write ${storageClass.driver}, or the storageid of the storage that this class is for`,
  };
}
