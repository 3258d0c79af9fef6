import { drCluster } from '../../kinds/dr-cluster.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { isMetro, type PolicyPair, policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { readStorage } from '../../topology/storage-classes.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const field = ['spec', 'clusterFence'];

export const fenceOnRegional = defineRule({
  id: 'fence-on-regional',
  severity: 'warning',
  summary: 'A DRCluster that shares no storage with another is to be fenced.',
  page: () => ({
    why: `Fencing cuts a cluster off the storage that it shares with its peer, which only Metro needs. For asynchronous
replication there is nothing to fence: Ramen looks for a peer, does not find one and tries for ever, or, where neither of the two
has a region, fences at a storage that the other cluster does not use. Not even \`Unfenced\` belongs there.`,
    fix: 'Leave `clusterFence` out.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go'],
    invalid: [
      {
        title: 'Unfenced, and an interval',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  clusterFence: Unfenced # finding
  cidrs: [192.0.2.0/28]
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2 }
`,
      },
    ],
    valid: [
      {
        title: 'Metro',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec: { schedulingInterval: "", drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, clusterFence: Unfenced, cidrs: [192.0.2.0/28] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2 }
`,
      },
    ],
  }),
  *check(topology) {
    const fenced = manifestsOf(topology, drCluster).filter(
      ({ object }) => getString(object, field) !== undefined,
    );
    if (fenced.length === 0) return;
    const storageOf = storageOfPairs(readStorage(topology));
    const metro = new Set<string>();
    const regional = new Map<string, PolicyPair>();
    for (const pair of policyPairs(topology)) {
      for (const name of pair.clusters) {
        if (isMetro(pair, storageOf(pair)) || pair.interval === undefined) metro.add(name);
        else if (!regional.has(name)) regional.set(name, pair);
      }
    }
    for (const cluster of fenced) {
      const pair = metro.has(cluster.key.name) ? undefined : regional.get(cluster.key.name);
      if (pair !== undefined) yield problem(cluster, pair);
    }
  },
});

function problem(cluster: Manifest, { policy }: PolicyPair): Problem {
  return {
    manifest: cluster,
    path: field,
    message: `${nameOf(cluster)} has clusterFence ${getString(cluster.object, field)}, but ${nameOf(policy)} replicates asynchronously: there is nothing to fence`,
    label: 'for Metro only',
    related: [{ manifest: policy, path: ['spec', 'schedulingInterval'], message: 'the interval' }],
    ramen: `failed to find the peer cluster for cluster ${cluster.key.name}`,
    help: 'remove clusterFence',
  };
}
