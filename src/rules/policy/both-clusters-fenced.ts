import { drCluster } from '../../kinds/dr-cluster.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { policyPairs } from '../../topology/policy-pairs.ts';
import { findManifest } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const field = ['spec', 'clusterFence'];
const off: ReadonlySet<string | undefined> = new Set(['Fenced', 'ManuallyFenced']);

export const bothClustersFenced = defineRule({
  id: 'both-clusters-fenced',
  severity: 'error',
  summary: 'Both clusters of a DRPolicy are fenced.',
  page: () => ({
    why: `A fenced cluster cannot use the shared storage. With both fenced no application of the policy runs anywhere, and a
fencing is carried out by the other cluster of the pair.`,
    fix: 'Leave the cluster that is to run the applications unfenced.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go'],
    invalid: [
      {
        title: 'One by Ramen, one by hand',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec: { schedulingInterval: "", drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, clusterFence: ManuallyFenced }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec:
  s3ProfileName: minio-on-dr2
  clusterFence: Fenced # finding
  cidrs: [192.0.2.16/28]
`,
      },
    ],
    valid: [
      {
        title: 'One of the two',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec: { schedulingInterval: "", drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, clusterFence: ManuallyFenced }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2, clusterFence: ManuallyUnfenced }
`,
      },
    ],
  }),
  *check(topology) {
    const told = new Set<Manifest>();
    for (const { clusters, policy } of policyPairs(topology)) {
      const [first, second] = clusters.map((name) => findManifest(topology, drCluster, name));
      if (first === undefined || second === undefined || told.has(second)) continue;
      if (!off.has(getString(first.object, field)) || !off.has(getString(second.object, field))) continue;
      told.add(second);
      yield {
        manifest: second,
        path: field,
        message: `${nameOf(second)} is fenced, and so is ${first.key.name}, the other cluster of ${nameOf(policy)}`,
        label: 'no cluster of the pair is left',
        related: [{ manifest: first, path: field, message: 'fenced here' }],
        help: 'leave the cluster that is to run the applications unfenced',
      };
    }
  },
});
