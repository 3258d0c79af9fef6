import type { Manifest } from '../../model/manifest.ts';
import { isMetro, type PairStorage, policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import {
  type ClusterStorage,
  readStorage,
  type StorageObject,
  storageKey,
  storageObjects,
} from '../../topology/storage-classes.ts';
import type { Topology } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const label = ['metadata', 'labels', storageKey.storageId];

export const storageIdMissing = defineRule({
  id: 'storage-id-missing',
  severity: 'error',
  summary: 'A class that is meant for DR has no storageid.',
  page: () => ({
    why: `Ramen sees only classes with the label \`ramendr.openshift.io/storageid\`, and takes for each StorageClass the classes with
the same one. Without it a volume of the StorageClass is refused (\`StorageIDNotFound\`), and a replication or snapshot class is
not found. The finding is made where other labels, the class of the same name on the other cluster, or the StorageClasses of the
same driver show that the class is meant.`,
    fix: 'Add the label: on StorageClass, replication and snapshot classes of one storage of one cluster the same value.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusterconfig_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go',
    ],
    invalid: [
      {
        title: 'A StorageClass with half of the labels',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: # finding
    ramendr.openshift.io/replicationid: rbd-dr1-dr2
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
      {
        title: 'Nothing says on which cluster it is',
        yaml: `apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  labels: # finding
    ramendr.openshift.io/replicationid: rbd-dr1-dr2
spec:
  provisioner: rook-ceph.rbd.csi.ceph.com
  parameters: { schedulingInterval: 5m }
`,
      },
      {
        title: 'The class of the other cluster has it',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: fs-1 } }
provisioner: cephfs.csi.example.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: # finding
  name: fs
  annotations: { ramen-sync.io/cluster: dr2 }
provisioner: cephfs.csi.example.com
`,
      },
      {
        title: 'A snapshot class that VolSync needs',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: fs-1 } }
provisioner: cephfs.csi.example.com
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: # finding
  name: fs
  annotations: { ramen-sync.io/cluster: dr1 }
driver: cephfs.csi.example.com
deletionPolicy: Delete
`,
      },
    ],
    valid: [
      {
        title: 'A class that is not for DR',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: scratch, annotations: { ramen-sync.io/cluster: dr1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-dr1, ramendr.openshift.io/replicationid: rbd-dr1-dr2 }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
    ],
  }),
  *check(topology) {
    const storage = readStorage(topology);
    const told = new Set<Manifest>();
    const once = function* (problems: Iterable<Problem>): Iterable<Problem> {
      for (const problem of problems) {
        if (told.has(problem.manifest)) continue;
        told.add(problem.manifest);
        yield problem;
      }
    };
    yield* once(halfLabelled(topology));
    const storageOf = storageOfPairs(storage);
    const asynchronous = new Set<string>();
    for (const pair of policyPairs(topology)) {
      const known = storageOf(pair);
      const isAsynchronous = !isMetro(pair, known) && (pair.interval ?? '') !== '';
      if (isAsynchronous) for (const name of pair.clusters) asynchronous.add(name);
      if (known !== undefined) yield* once(otherSideLabelled(known));
    }
    for (const cluster of storage.values()) {
      if (asynchronous.has(cluster.cluster)) yield* once(snapshotClasses(cluster));
    }
  },
});

function* halfLabelled(topology: Topology): Iterable<Problem> {
  const objects = [...storageObjects(topology)];
  const offloaded = new Set(objects.flatMap(([, object]) => (object.offloaded ? object.driver : [])));
  for (const [section, object] of objects) {
    const id = object.replicationId ?? object.groupReplicationId;
    if (object.storageId !== undefined || id === undefined) continue;
    // Storage that replicates by itself needs groups; its VolumeReplicationClass may be a stub.
    if (section === 'replicationClasses' && offloaded.has(object.driver)) continue;
    yield problem(object, 'though other labels of it say that it is meant for DR');
  }
}

function* otherSideLabelled({ clusters }: PairStorage): Iterable<Problem> {
  for (const [index, { storageClasses }] of clusters.entries()) {
    const others = new Map(clusters[1 - index]?.storageClasses.map((object) => [object.name, object]));
    for (const object of storageClasses) {
      const other = others.get(object.name);
      if (object.storageId !== undefined || other?.storageId === undefined) continue;
      if (object.manifest === other.manifest) continue;
      yield {
        ...problem(object, `though the class of that name on ${other.cluster} has one`),
        related: [{ manifest: other.manifest, path: label, message: `on ${other.cluster}` }],
      };
    }
  }
}

/** Where nothing else replicates a StorageClass, VolSync needs a snapshot class of the same storage. */
function* snapshotClasses(storage: ClusterStorage): Iterable<Problem> {
  const replicated = new Set(
    [...storage.replicationClasses, ...storage.groupReplicationClasses].map(({ driver }) => driver),
  );
  const snapshots = [...storage.snapshotClasses, ...storage.groupSnapshotClasses];
  for (const object of storage.storageClasses) {
    const isForDr = (object.storageId ?? object.replicationId ?? object.groupReplicationId) !== undefined;
    if (!isForDr || replicated.has(object.driver)) continue;
    const candidates = snapshots.filter(({ driver }) => driver === object.driver);
    if (candidates.some(({ storageId }) => storageId !== undefined)) continue;
    for (const candidate of candidates) {
      yield {
        ...problem(
          candidate,
          `though it is the one of StorageClass ${object.name}, which only VolSync can replicate`,
        ),
        related: [{ manifest: object.manifest, path: label, message: 'the StorageClass' }],
      };
    }
  }
}

function problem({ manifest }: StorageObject, why: string): Problem {
  return {
    manifest,
    path: label,
    message: `${nameOf(manifest)} has no label ${storageKey.storageId}, ${why}`,
    label: 'storageid is missing here',
    help: `add label ${storageKey.storageId} with the id of this storage of this cluster`,
  };
}
