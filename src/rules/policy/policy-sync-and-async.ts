import { policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { readStorage } from '../../topology/storage-classes.ts';
import { peerMode } from '../../topology/storage-peers.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const policySyncAndAsync = defineRule({
  id: 'policy-sync-and-async',
  severity: 'error',
  summary: 'A DRPolicy finds both shared and replicated storage on its clusters.',
  page: () => ({
    why: `The same \`storageid\` on both clusters means that they share the storage, different ones that it is replicated. A policy
is one or the other: where its clusters have StorageClasses of both sorts, Ramen does not validate it.`,
    fix: `Take the labels off the classes that are not to be used for DR on this pair, or correct a \`storageid\` that was copied from
the other cluster.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_controller.go',
    ],
    invalid: [
      {
        title: 'One class is shared, one replicated',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m # finding
  drClusters: [dr1, dr2]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: nfs, annotations: { ramen-sync.io/cluster: "dr1,dr2" }, labels: { ramendr.openshift.io/storageid: nfs } }
provisioner: nfs.csi.example.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: fs-1 } }
provisioner: cephfs.csi.example.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr2 }, labels: { ramendr.openshift.io/storageid: fs-2 } }
provisioner: cephfs.csi.example.com
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: fs-1 } }
driver: cephfs.csi.example.com
deletionPolicy: Delete
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: dr2 }, labels: { ramendr.openshift.io/storageid: fs-2 } }
driver: cephfs.csi.example.com
deletionPolicy: Delete
`,
      },
    ],
    valid: [
      {
        title: 'Replicated only',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: nfs, annotations: { ramen-sync.io/cluster: "dr1,dr2" } }
provisioner: nfs.csi.example.com
`,
      },
    ],
  }),
  *check(topology) {
    const storageOf = storageOfPairs(readStorage(topology));
    for (const pair of policyPairs(topology)) {
      const storage = storageOf(pair);
      if (storage === undefined || pair.interval === undefined) continue;
      const shared = storage.pairs.find((each) => each.shared);
      const replicated = storage.pairs.find((each) =>
        ['replication', 'snapshot'].includes(peerMode(each, storage, pair.interval ?? '')),
      );
      if (shared === undefined || replicated === undefined) continue;
      const place = ['metadata', 'labels'];
      yield {
        manifest: pair.policy,
        path: ['spec', 'schedulingInterval'],
        message: `${nameOf(pair.policy)} finds shared storage (${shared.name}) and replicated storage (${replicated.name}) on its clusters`,
        label: 'Metro and asynchronous at once',
        related: [
          {
            manifest: shared.objects[0].manifest,
            path: place,
            message: 'the same storageid on both clusters',
          },
          {
            manifest: replicated.objects[0].manifest,
            path: place,
            message: 'another storageid on each cluster',
          },
        ],
        ramen: 'invalid DRPolicy: a policy cannot contain both sync and async configurations',
        help: 'take the labels off the classes that are not for DR on this pair, or correct a copied storageid',
      };
    }
  },
});
