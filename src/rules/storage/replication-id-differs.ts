import type { Manifest } from '../../model/manifest.ts';
import {
  type PairStorage,
  policyPairs,
  type StoragePair,
  storageOfPairs,
} from '../../topology/policy-pairs.ts';
import { readStorage, type StorageObject, storageKey } from '../../topology/storage-classes.ts';
import { matching } from '../../topology/storage-peers.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed, nameOf, quoted } from '../wording.ts';

export const replicationIdDiffers = defineRule({
  id: 'replication-id-differs',
  severity: 'error',
  summary: 'The replication classes of two clusters have different replicationids.',
  page: () => ({
    why: `The \`replicationid\` says which storages replicate with each other, so it is the same on both clusters, unlike the
\`storageid\`. Where it differs, Ramen takes the two for strangers: the policy finds no replication for the StorageClass.`,
    fix: 'Write the same `replicationid` on both clusters: on the replication classes and on the StorageClasses.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go'],
    invalid: [
      {
        title: 'One for each cluster',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: one }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: one }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m } }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr2 }
  labels: { ramendr.openshift.io/storageid: rbd-2, ramendr.openshift.io/replicationid: two }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr2 }
  labels:
    ramendr.openshift.io/storageid: rbd-2
    ramendr.openshift.io/replicationid: two # finding
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m } }
`,
      },
    ],
    valid: [
      {
        title: 'The same on both',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: pair }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: pair }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m } }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr2 }
  labels: { ramendr.openshift.io/storageid: rbd-2, ramendr.openshift.io/replicationid: pair }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr2 }
  labels: { ramendr.openshift.io/storageid: rbd-2, ramendr.openshift.io/replicationid: pair }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m } }
`,
      },
    ],
  }),
  *check(topology) {
    const storageOf = storageOfPairs(readStorage(topology));
    const told = new Set<Manifest>();
    for (const pair of policyPairs(topology)) {
      const storage = storageOf(pair);
      if (storage === undefined || (pair.interval ?? '') === '') continue;
      for (const each of storage.pairs) {
        if (each.shared) continue;
        for (const problem of compare(each, storage, pair.interval ?? '')) {
          if (told.has(problem.manifest)) continue;
          told.add(problem.manifest);
          yield problem;
        }
      }
    }
  },
});

function* compare(pair: StoragePair, { clusters }: PairStorage, interval: string): Iterable<Problem> {
  const kinds = [
    {
      section: 'replicationClasses',
      key: storageKey.replicationId,
      id: (each: StorageObject) => each.replicationId,
    },
    {
      section: 'groupReplicationClasses',
      key: storageKey.groupReplicationId,
      id: (each: StorageObject) => each.groupReplicationId,
    },
  ] as const;
  for (const { section, key, id } of kinds) {
    const [first, second] = pair.objects.map((object, index) =>
      matching(object, clusters[index]?.[section] ?? [], interval).filter((each) => id(each) !== undefined),
    );
    const [one, two] = [first?.[0], second?.[0]];
    if (one === undefined || two === undefined) continue;
    const ids = new Set((first ?? []).map(id));
    if (!(second ?? []).some((each) => ids.has(id(each)))) yield problem(two, one, key, id);
  }
}

function problem(
  object: StorageObject,
  other: StorageObject,
  key: string,
  id: (object: StorageObject) => string | undefined,
): Problem {
  const word = key.split('/')[1];
  return {
    manifest: object.manifest,
    path: ['metadata', 'labels', key],
    message: `${nameOf(object.manifest)} on ${object.cluster} has ${word} ${quoted(id(object) ?? '')}, but on ${other.cluster} it is ${quoted(id(other) ?? '')}`,
    label: 'not the same on both clusters',
    related: [
      { manifest: other.manifest, path: ['metadata', 'labels', key], message: `on ${other.cluster}` },
    ],
    help: `write one ${word} on ${listed([other.cluster, object.cluster])}, on the StorageClasses too`,
  };
}
