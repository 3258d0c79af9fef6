import { intervalSeconds, policyPairs } from '../../topology/policy-pairs.ts';
import { type ClusterStorage, readStorage } from '../../topology/storage-classes.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 'schedulingInterval'];

export const intervalZero = defineRule({
  id: 'interval-zero',
  severity: 'warning',
  summary: 'A DRPolicy has an interval of zero.',
  why: `The schema accepts \`0m\`, but it is neither of the two things a policy can be. For asynchronous replication no schedule
can be made of it, and where Ramen finds no storage for the policy it takes it for Metro. Only storage that replicates by
itself, with classes of that very interval, has a use for it.`,
  fix: 'For Metro write `""`. Otherwise write how much data may be lost, as `5m`.',
  links: [
    'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drpolicy_types.go',
    'https://github.com/RamenDR/ramen/blob/main/internal/controller/volsync/vshandler.go',
  ],
  invalid: [
    {
      title: 'Zero minutes',
      yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 0m # finding
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
  schedulingInterval: ""
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
  *check(topology) {
    const storage = readStorage(topology);
    for (const { policy, clusters, interval } of policyPairs(topology)) {
      if (interval === undefined || interval === '' || intervalSeconds(interval) !== 0) continue;
      if (clusters.some((name) => hasInterval(storage.get(name), interval))) continue;
      yield {
        manifest: policy,
        path: field,
        message: `${nameOf(policy)} has interval ${quoted(interval)}: neither Metro nor a schedule`,
        label: 'zero',
        help: 'write "" for Metro, or an interval such as 5m; it cannot be changed once it is applied',
      };
    }
  },
});

function hasInterval(storage: ClusterStorage | undefined, interval: string): boolean {
  if (storage === undefined) return false;
  const classes = [...storage.groupReplicationClasses, ...storage.replicationClasses];
  return classes.some((candidate) => candidate.interval === interval);
}
