import type { Manifest } from '../../model/manifest.ts';
import { fenceStorageIds } from '../../topology/fence-classes.ts';
import {
  type ClusterStorage,
  readStorage,
  type StorageObject,
  storageKey,
} from '../../topology/storage-classes.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed, nameOf, quoted } from '../wording.ts';

const path = ['metadata', 'annotations', storageKey.storageId];

export const fenceClassStorageId = defineRule({
  id: 'fence-class-storage-id',
  severity: 'error',
  summary: 'A NetworkFenceClass names no storage that its cluster has.',
  page: () => ({
    why: `To fence, Ramen looks for the NetworkFenceClass of the driver whose annotation has the \`storageid\` of the StorageClass. One
without the annotation it does not see, and one with another id it does not take; the fencing is never carried out.`,
    fix: 'Write the `storageid` of the StorageClass, or several separated by commas, as an annotation.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusterconfig_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go',
    ],
    invalid: [
      {
        title: 'Another id',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: shared-rbd } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: csiaddons.openshift.io/v1alpha1
kind: NetworkFenceClass
metadata:
  name: rbd
  annotations:
    ramen-sync.io/cluster: dr1
    ramendr.openshift.io/storageid: shared # finding
spec: { provisioner: rook-ceph.rbd.csi.ceph.com }
`,
      },
    ],
    valid: [
      {
        title: 'Several storages',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: shared-rbd } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: csiaddons.openshift.io/v1alpha1
kind: NetworkFenceClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1, ramendr.openshift.io/storageid: "shared-rbd,shared-fs" }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com }
`,
      },
    ],
  }),
  *check(topology) {
    const told = new Set<Manifest>();
    for (const storage of readStorage(topology).values()) {
      for (const object of storage.fenceClasses) {
        // A label in place of the annotation is another rule's.
        if (told.has(object.manifest) || object.storageId !== undefined) continue;
        const wanted = storageIds(storage, object);
        const has = fenceStorageIds(object.manifest);
        if (wanted.length === 0 || has.some((id) => wanted.includes(id))) continue;
        told.add(object.manifest);
        yield problem(object, has, wanted);
      }
    }
  },
});

function storageIds({ storageClasses }: ClusterStorage, { driver }: StorageObject): readonly string[] {
  return [...new Set(storageClasses.flatMap((each) => (each.driver === driver && each.storageId) || []))];
}

function problem(object: StorageObject, has: readonly string[], wanted: readonly string[]): Problem {
  const ids = listed(wanted.map(quoted));
  return {
    manifest: object.manifest,
    path,
    message:
      has.length === 0
        ? `${nameOf(object.manifest)} has no annotation ${storageKey.storageId}, and Ramen does not see it`
        : `${nameOf(object.manifest)} is for storage ${listed(has.map(quoted))}, but the StorageClasses of its driver on ${object.cluster} have ${ids}`,
    label: has.length === 0 ? 'storageid is missing here' : `${listed(wanted)} on this cluster`,
    help: `write ${storageKey.storageId}: ${wanted.join(',')} as an annotation`,
  };
}
