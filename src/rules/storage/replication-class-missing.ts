import type { Kind } from '../../kinds/define-kind.ts';
import { volumeGroupReplicationClass } from '../../kinds/volume-group-replication-class.ts';
import { volumeReplicationClass } from '../../kinds/volume-replication-class.ts';
import { volumeSnapshotClass } from '../../kinds/volume-snapshot-class.ts';
import type { Manifest } from '../../model/manifest.ts';
import {
  type PairStorage,
  policyPairs,
  type StoragePair,
  storageOfPairs,
} from '../../topology/policy-pairs.ts';
import { type ClusterStorage, readStorage, type StorageObject } from '../../topology/storage-classes.ts';
import { belongsTo, peerMode } from '../../topology/storage-peers.ts';
import { type Topology, unreadThatMayHold } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

type Section = 'replicationClasses' | 'groupReplicationClasses' | 'snapshotClasses';

const sections: readonly (readonly [Kind, Section])[] = [
  [volumeReplicationClass, 'replicationClasses'],
  [volumeGroupReplicationClass, 'groupReplicationClasses'],
  [volumeSnapshotClass, 'snapshotClasses'],
];

export const replicationClassMissing = defineRule({
  id: 'replication-class-missing',
  severity: 'error',
  summary: 'A StorageClass has a replication or snapshot class on one cluster only.',
  page: () => ({
    why: `Ramen pairs the storage of two clusters only where both have what replicates it: a VolumeReplicationClass, or a
VolumeSnapshotClass for VolSync. With the class on one of them the policy finds no peer for the StorageClass, and nothing of it
is protected. This is judged where the repository holds classes of both clusters.`,
    fix: 'Add the class for the other cluster, with the `storageid` of the StorageClass there.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go'],
    invalid: [
      {
        title: 'The class of dr2 was forgotten',
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
  name: vrc-5m # finding
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
`,
      },
    ],
    valid: [
      {
        title: 'Nothing of dr2 is in the repository',
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
        if (peerMode(each, storage, pair.interval ?? '') !== 'none') continue;
        for (const problem of compare(each, storage, topology)) {
          if (told.has(problem.manifest)) continue;
          told.add(problem.manifest);
          yield problem;
        }
      }
    }
  },
});

function* compare(pair: StoragePair, { clusters }: PairStorage, topology: Topology): Iterable<Problem> {
  for (const [kind, section] of sections) {
    const own = pair.objects.map((object, index) => ofStorage(clusters[index], section, object));
    for (const [index, objects] of own.entries()) {
      const [first] = objects;
      const peer = pair.objects[1 - index];
      if (first === undefined || peer === undefined || own[1 - index]?.length !== 0) continue;
      if (mayStandElsewhere(kind, topology)) continue;
      yield problem(first, peer, clusters[1 - index]?.[section] ?? []);
    }
  }
}

/** Classes that Ramen takes for the StorageClass, whatever their interval and replication id. */
function ofStorage(
  storage: ClusterStorage | undefined,
  section: Section,
  object: StorageObject,
): readonly StorageObject[] {
  return (storage?.[section] ?? []).filter((candidate) => belongsTo(candidate, object));
}

function mayStandElsewhere({ kind }: Kind, topology: Topology): boolean {
  const isUnplaced = topology.unplaced.some(({ key }) => key.kind === kind);
  return isUnplaced || unreadThatMayHold(topology, kind) !== undefined;
}

function problem(object: StorageObject, peer: StorageObject, others: readonly StorageObject[]): Problem {
  const { kind } = object.manifest.key;
  const near = others.find(({ driver }) => driver === object.driver);
  return {
    manifest: object.manifest,
    path: ['metadata', 'name'],
    message: `${nameOf(object.manifest)} replicates StorageClass ${peer.name} on ${object.cluster}, but on ${peer.cluster} no ${kind} is for its storage`,
    label: `none on ${peer.cluster}`,
    related: [
      {
        manifest: peer.manifest,
        path: ['metadata', 'labels'],
        message: `the StorageClass on ${peer.cluster}`,
      },
      ...(near === undefined
        ? []
        : [
            {
              manifest: near.manifest,
              path: ['metadata', 'labels'],
              message: 'this one has another storageid',
            },
          ]),
    ],
    help: `add a ${kind} for ${peer.cluster} with storageid ${peer.storageId}`,
  };
}
