import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { pairOf } from '../../topology/placement-of.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { listed, nameOf } from '../wording.ts';

export const failoverClusterMissing = defineRule({
  id: 'failover-cluster-missing',
  severity: 'error',
  summary: 'A failover is asked for without a cluster to fail over to.',
  page: () => ({
    why: `\`action: Failover\` moves the application to \`failoverCluster\`, never to the preferred one. Without it Ramen does
nothing but repeat its error, and the application stays down.`,
    fix: 'Set `failoverCluster` together with the action.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go'],
    invalid: [
      {
        title: 'An action alone',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec: # finding
  action: Failover
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'An action and its target',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  failoverCluster: dr2
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      if (getAt(drpc.object, ['spec', 'action']) !== 'Failover') continue;
      if ((getAt(drpc.object, ['spec', 'failoverCluster']) ?? '') !== '') continue;
      const preferred = getAt(drpc.object, ['spec', 'preferredCluster']);
      const others = (pairOf(drpc, topology) ?? []).filter((name) => name !== preferred);
      yield {
        manifest: drpc,
        path: ['spec', 'failoverCluster'],
        message: `${nameOf(drpc)} asks for a failover, but has no failoverCluster`,
        label: 'failoverCluster is missing here',
        related: [{ manifest: drpc, path: ['spec', 'action'], message: 'asked for here' }],
        ramen: 'missing value for spec.FailoverCluster',
        help:
          others.length === 0
            ? 'set failoverCluster to the cluster that takes over'
            : `set failoverCluster, probably to ${listed(others)}`,
      };
    }
  },
});
