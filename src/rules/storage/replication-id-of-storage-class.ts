import type { Manifest } from '../../model/manifest.ts';
import { readStorage, type StorageObject, storageKey } from '../../topology/storage-classes.ts';
import { belongsTo } from '../../topology/storage-peers.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed, nameOf, quoted } from '../wording.ts';

export const replicationIdOfStorageClass = defineRule({
  id: 'replication-id-of-storage-class',
  severity: 'error',
  summary: 'A StorageClass has not the replicationid of its replication class.',
  page: () => ({
    why: `The policy is validated without it, but for each volume Ramen takes only the replication class whose \`replicationid\` is
the one of the volume's StorageClass (\`groupreplicationid\` for groups). Where the StorageClass has none, or another, the
application is never protected: no VolumeReplicationClass matches.`,
    fix: 'Put the `replicationid` of the replication class on the StorageClass too.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_volrep.go'],
    invalid: [
      {
        title: 'Only on the replication class',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: # finding
    ramendr.openshift.io/storageid: rbd-dr1
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-dr1, ramendr.openshift.io/replicationid: rbd-dr1-dr2 }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m } }
`,
      },
    ],
    valid: [
      {
        title: 'On both',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-dr1, ramendr.openshift.io/replicationid: rbd-dr1-dr2 }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-dr1, ramendr.openshift.io/replicationid: rbd-dr1-dr2 }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m } }
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    const told = new Set<Manifest>();
    for (const storage of readStorage(topology).values()) {
      for (const object of storage.storageClasses) {
        if (told.has(object.manifest)) continue;
        const problems = [
          ...(object.offloaded
            ? []
            : compare(
                object,
                storage.replicationClasses,
                storageKey.replicationId,
                (each) => each.replicationId,
              )),
          // Volumes are replicated one by one where the storage does not ask for groups.
          ...(object.offloaded || object.groupReplicationId !== undefined
            ? compare(
                object,
                storage.groupReplicationClasses,
                storageKey.groupReplicationId,
                (each) => each.groupReplicationId,
              )
            : []),
        ];
        if (problems.length > 0) told.add(object.manifest);
        yield* problems;
      }
    }
  },
});

function* compare(
  object: StorageObject,
  classes: readonly StorageObject[],
  key: string,
  id: (object: StorageObject) => string | undefined,
): Iterable<Problem> {
  const own = classes.filter((candidate) => belongsTo(candidate, object));
  const ids = [...new Set(own.flatMap((candidate) => id(candidate) ?? []))];
  const [first] = own.filter((candidate) => id(candidate) !== undefined);
  const has = id(object);
  if (first === undefined || (has !== undefined && ids.includes(has))) return;
  const word = key.split('/')[1] ?? '';
  const path = ['metadata', 'labels', key];
  const [only, second] = ids;
  yield {
    manifest: object.manifest,
    path,
    message:
      has === undefined
        ? `${nameOf(object.manifest)} has no label ${key}, which ${nameOf(first.manifest)} of the same storage has`
        : `${nameOf(object.manifest)} has ${word} ${quoted(has)}, the replication classes of its storage have ${listed(ids.map(quoted))}`,
    label: has === undefined ? `${word} is missing here` : `must be ${listed(ids)}`,
    related: [{ manifest: first.manifest, path, message: 'the replication class' }],
    ramen: `no ${first.manifest.key.kind} found to match provisioner and schedule`,
    help: `write ${key}: ${listed(ids)}`,
    ...(only === undefined || second !== undefined
      ? {}
      : { fix: { type: 'set', path, value: only } as const }),
  };
}
