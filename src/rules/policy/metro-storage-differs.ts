import { policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { readStorage } from '../../topology/storage-classes.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const metroStorageDiffers = defineRule({
  id: 'metro-storage-differs',
  severity: 'error',
  summary: 'A DRPolicy without an interval finds no shared storage on its clusters.',
  page: () => ({
    why: `Without an interval a policy is for Metro: storage that both clusters share, which Ramen knows by the same \`storageid\` on
StorageClasses of one name. Where each cluster has its own, the policy is validated and protects nothing.`,
    fix: 'Give the classes of the shared storage the same `storageid` on both clusters; or give the policy an interval.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go'],
    invalid: [
      {
        title: 'Each cluster has its own storage',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec:
  schedulingInterval: "" # finding
  drClusters: [dr1, dr2]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: rbd-1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr2 }, labels: { ramendr.openshift.io/storageid: rbd-2 } }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
    ],
    valid: [
      {
        title: 'Shared storage',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec:
  schedulingInterval: ""
  drClusters: [dr1, dr2]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: "*" }, labels: { ramendr.openshift.io/storageid: rbd } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: one }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: two }
`,
      },
    ],
  }),
  *check(topology) {
    const storageOf = storageOfPairs(readStorage(topology));
    for (const pair of policyPairs(topology)) {
      const pairs = storageOf(pair)?.pairs ?? [];
      const [first] = pairs;
      if (pair.interval !== '' || first === undefined || pairs.some(({ shared }) => shared)) continue;
      yield {
        manifest: pair.policy,
        path: ['spec', 'schedulingInterval'],
        message: `${nameOf(pair.policy)} has no interval, but its clusters share no storage: each has its own storageid`,
        label: 'Metro needs shared storage',
        related: first.objects.map(({ manifest, cluster, storageId = '' }) => ({
          manifest,
          path: ['metadata', 'labels'],
          message: `${storageId} on ${cluster}`,
        })),
        help: 'write the same storageid on both clusters if they share the storage, else give the policy an interval such as 5m',
      };
    }
  },
});
