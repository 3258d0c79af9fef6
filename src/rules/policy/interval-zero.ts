import { intervalSeconds, policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { type ClusterStorage, readStorage } from '../../topology/storage-classes.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 'schedulingInterval'];

export const intervalZero = defineRule({
  id: 'interval-zero',
  severity: 'error',
  summary: 'A DRPolicy has an interval of zero, and its clusters share no storage.',
  page: () => ({
    why: `For shared storage (Metro) the interval is not looked at, and \`0m\` is as good as none. Where each cluster has storage of
its own, it is neither Metro nor a schedule: no replication class has it, and the cron schedule that Ramen makes of it for VolSync
is not valid. Only storage that replicates by itself, with classes of that very interval, has a use for it.`,
    fix: 'Write how much data may be lost, as `5m`. Or, if the storage is shared, give it the same `storageid` on both clusters.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drpolicy_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/volsync/vshandler.go',
    ],
    invalid: [
      {
        title: 'Zero minutes, and two storages',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 0m # finding
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
        title: 'Metro',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 0m
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: "dr1,dr2" }, labels: { ramendr.openshift.io/storageid: rbd } }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
      {
        title: 'Storage that replicates by itself',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: offloaded }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 0m
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeGroupReplicationClass
metadata:
  name: vgrc
  annotations: { ramen-sync.io/cluster: "dr1, dr2" }
  labels: { ramendr.openshift.io/storageid: array, ramendr.openshift.io/groupreplicationid: pair }
spec:
  provisioner: block.csi.example.com
  parameters: { schedulingInterval: 0m }
`,
      },
    ],
  }),
  *check(topology) {
    const storage = readStorage(topology);
    const storageOf = storageOfPairs(storage);
    for (const pair of policyPairs(topology)) {
      const { policy, clusters, interval } = pair;
      const pairs = storageOf(pair)?.pairs ?? [];
      const [first] = pairs;
      if (interval === undefined || interval === '' || intervalSeconds(interval) !== 0) continue;
      if (first === undefined || pairs.some(({ shared }) => shared)) continue;
      if (clusters.some((name) => hasInterval(storage.get(name), interval))) continue;
      yield {
        manifest: policy,
        path: field,
        message: `${nameOf(policy)} has interval ${quoted(interval)}, but its clusters share no storage: each has its own storageid`,
        label: 'neither Metro nor a schedule',
        related: first.objects.map(({ manifest, cluster, storageId = '' }) => ({
          manifest,
          path: ['metadata', 'labels'],
          message: `${storageId} on ${cluster}`,
        })),
        help: 'write an interval such as 5m, or the same storageid on both clusters if they share the storage',
      };
    }
  },
});

function hasInterval(storage: ClusterStorage | undefined, interval: string): boolean {
  if (storage === undefined) return false;
  const classes = [...storage.groupReplicationClasses, ...storage.replicationClasses];
  return classes.some((candidate) => candidate.interval === interval);
}
