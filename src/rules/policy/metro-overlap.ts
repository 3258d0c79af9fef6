import type { Manifest } from '../../model/manifest.ts';
import { isMetro, type PolicyPair, policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { readStorage } from '../../topology/storage-classes.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const metroOverlap = defineRule({
  id: 'metro-overlap',
  severity: 'error',
  summary: 'A cluster of a Metro pair is in a second DRPolicy.',
  page: () => ({
    why: `Fencing cuts a whole cluster off its storage, so Ramen lets a cluster of a Metro pair be in that one policy only. Of two
such policies the newer one is not validated, and stays so when the older one is deleted, until something else moves it.
Several policies with intervals on the same clusters are fine. Metro is what has no interval, or the same \`storageid\` on both
clusters.`,
    fix: 'Keep one policy for the clusters of a Metro pair.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_controller.go'],
    invalid: [
      {
        title: 'Metro between dr1 and dr2, and asynchronous to dr3',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec:
  schedulingInterval: ""
  drClusters: [dr1, dr2]
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: far }
spec:
  schedulingInterval: 1h
  drClusters:
    - dr2 # finding
    - dr3
`,
      },
    ],
    valid: [
      {
        title: 'Two intervals on one pair, and a Metro pair of others',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p1h }
spec: { schedulingInterval: 1h, drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec: { schedulingInterval: "", drClusters: [dr3, dr4] }
`,
      },
    ],
  }),
  *check(topology) {
    const pairs = policyPairs(topology);
    const storageOf = storageOfPairs(readStorage(topology));
    const metro = new Map<string, Manifest>();
    for (const pair of pairs) {
      if (!isMetro(pair, storageOf(pair))) continue;
      for (const cluster of pair.clusters) if (!metro.has(cluster)) metro.set(cluster, pair.policy);
    }
    for (const pair of pairs) {
      const index = pair.clusters.findIndex((name) => (metro.get(name) ?? pair.policy) !== pair.policy);
      const other = metro.get(pair.clusters[index] ?? '');
      if (other !== undefined && other.key.name !== pair.policy.key.name) yield problem(pair, index, other);
    }
  },
});

function problem({ policy, clusters }: PolicyPair, index: number, other: Manifest): Problem {
  return {
    manifest: policy,
    path: ['spec', 'drClusters', index],
    message: `${nameOf(policy)} lists cluster ${quoted(clusters[index] ?? '')}, which is in the Metro pair of ${nameOf(other)}`,
    label: 'in a Metro pair already',
    related: [{ manifest: other, path: ['spec', 'drClusters'], message: 'the Metro pair' }],
    ramen: `validate managed cluster in drpolicy failed: drpolicy: ${policy.key.name} has overlapping clusters with another drpolicy ${other.key.name}`,
    help: 'keep one policy for the clusters of a Metro pair',
  };
}
