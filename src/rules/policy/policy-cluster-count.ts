import { drPolicy } from '../../kinds/dr-policy.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray, type Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 'drClusters'];

export const policyClusterCount = defineRule({
  id: 'policy-cluster-count',
  severity: 'error',
  summary: 'A DRPolicy does not list exactly two different clusters.',
  page: () => ({
    why: `Ramen replicates between two clusters. The API server refuses another number; the same name twice it accepts, and
then there is nothing to replicate to.`,
    fix: 'List two different DRClusters. For more pairs write more policies.',
    links: ['https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drpolicy_types.go'],
    invalid: [
      {
        title: 'Three clusters',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2, dr3] # finding
`,
      },
      {
        title: 'The same cluster twice',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters:
    - dr1
    - dr1 # finding
`,
      },
    ],
    valid: [
      {
        title: 'A pair',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
  }),
  *check(topology) {
    for (const policy of manifestsOf(topology, drPolicy)) {
      const clusters = getAt(policy.object, field);
      if (!isArray(clusters)) continue;
      if (clusters.length === 2) yield* checkTwins(policy, clusters);
      else yield wrongCount(policy, clusters.length);
    }
  },
});

function wrongCount(policy: Manifest, count: number): Problem {
  return {
    manifest: policy,
    path: field,
    message: `${nameOf(policy)} lists ${count} ${count === 1 ? 'cluster' : 'clusters'}; a policy pairs exactly 2`,
    label: `${count} instead of 2`,
    ramen: 'spec.drClusters: Invalid value: drClusters requires a list of 2 clusters',
    help: 'list the two clusters of one pair; write a further policy for every further pair',
  };
}

function* checkTwins(policy: Manifest, clusters: readonly Json[]): Iterable<Problem> {
  const [first, second] = clusters;
  if (typeof first !== 'string' || first !== second) return;
  yield {
    manifest: policy,
    path: [...field, 1],
    message: `${nameOf(policy)} lists cluster ${quoted(first)} twice; a pair needs two different clusters`,
    label: 'the same cluster again',
    related: [{ manifest: policy, path: [...field, 0], message: 'listed here first' }],
    help: 'name the other cluster of the pair',
  };
}
