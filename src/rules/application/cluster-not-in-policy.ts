import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { getAt, getString } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { listed, nameOf, quoted } from '../wording.ts';

export const clusterNotInPolicy = defineRule({
  id: 'cluster-not-in-policy',
  severity: 'error',
  summary: 'A DRPlacementControl names a cluster that is not one of the two of its policy.',
  page: () => ({
    why: `Ramen takes \`preferredCluster\` and \`failoverCluster\` as they are and compares them with nothing. With a wrong name
the application is placed where it has no peer, or a failover on the day of the disaster waits for ever for a target that
has no copy of the data.`,
    fix: 'Name one of the clusters that the DRPolicy lists.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go'],
    invalid: [
      {
        title: 'The failover target is a third cluster',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  action: Failover
  failoverCluster: dr3 # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
    valid: [
      {
        title: 'Both are of the policy',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  action: Failover
  failoverCluster: dr2
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      for (const field of ['preferredCluster', 'failoverCluster']) yield* checkField(drpc, field, topology);
    }
  },
});

function* checkField(drpc: Manifest, field: string, topology: Topology): Iterable<Problem> {
  const name = getString(drpc.object, ['spec', field]);
  const policyName = getString(drpc.object, ['spec', 'drPolicyRef', 'name']);
  const policy = policyName === undefined ? undefined : findManifest(topology, drPolicy, policyName);
  const clusters = getAt(policy?.object, ['spec', 'drClusters']);
  if (name === undefined || name === '' || policy === undefined || !isArray(clusters)) return;
  if (clusters.includes(name)) return;
  const names = clusters.filter((cluster) => typeof cluster === 'string');
  const meant = similarName(name, names);
  yield {
    manifest: drpc,
    path: ['spec', field],
    message: `${nameOf(drpc)} has ${field} ${quoted(name)}, but its DRPolicy ${policy.key.name} pairs ${listed(names)}`,
    label: 'not a cluster of the policy',
    related: [{ manifest: policy, path: ['spec', 'drClusters'], message: 'the clusters of the policy' }],
    ...(field === 'failoverCluster'
      ? { ramen: `unable to start failover, spec.FailoverCluster (${name}) is not a valid Secondary target` }
      : {}),
    help:
      meant === undefined
        ? `name one of ${listed(names)}`
        : `write ${meant}${describeDifference(name, meant)}`,
  };
}
