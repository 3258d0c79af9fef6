import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const dryRunWithoutFailover = defineRule({
  id: 'dry-run-without-failover',
  severity: 'error',
  summary: '`dryRun` is set, but no failover is asked for.',
  page: () => ({
    why: `\`dryRun\` turns a failover into a test of one. Without \`action: Failover\` Ramen refuses to go on with the
DRPlacementControl. And it waits there: whoever sets the action later gets a test where a failover was meant.`,
    fix: 'Remove `dryRun`; a test is `dryRun: true`, `action: Failover` and a `failoverCluster` together.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go'],
    invalid: [
      {
        title: 'A test of nothing',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  dryRun: true # finding
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'A test failover',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  dryRun: true
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
      if (getAt(drpc.object, ['spec', 'dryRun']) !== true) continue;
      const action = getAt(drpc.object, ['spec', 'action']);
      if (action === 'Failover') continue;
      yield {
        manifest: drpc,
        path: ['spec', 'dryRun'],
        message: `${nameOf(drpc)} sets dryRun, but ${action === 'Relocate' ? 'its action is Relocate' : 'asks for no failover'}`,
        label: 'only with action: Failover',
        ramen: 'dryRun is enabled but action is not failover',
        help: 'remove dryRun, or set action: Failover and the failoverCluster to test',
      };
    }
  },
});
