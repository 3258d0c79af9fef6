import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { changedOf } from '../../topology/topology-change.ts';
import { defineChangeRule } from '../define-rule.ts';
import { runtimeFieldsOf } from '../runtime-fields.ts';
import { nameOf } from '../wording.ts';

export const dryRunDropped = defineChangeRule({
  id: 'dry-run-dropped',
  severity: 'warning',
  summary: 'A test failover becomes a real one.',
  page: () => ({
    why: `\`dryRun\` is what makes a test of a failover. Without it the same \`action\` and \`failoverCluster\` mean a real failover,
and Ramen begins at once: production is stopped, and its volumes are overwritten from the copy that the test has worked on.
What was written to production since the test began is lost.`,
    fix: 'To end the test remove `action` and `dryRun` together, or put back the action that stood there before it.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go'],
    invalid: [
      {
        title: 'Only dryRun is removed',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  dryRun: true
  failoverCluster: dr2
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec: # finding
  action: Failover
  failoverCluster: dr2
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'The test ends',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  dryRun: true
  failoverCluster: dr2
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  failoverCluster: dr2
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(change) {
    for (const { before, after } of changedOf(change, drPlacementControl)) {
      const [then, now] = [runtimeFieldsOf(before), runtimeFieldsOf(after)];
      const wasTest = then.action === 'Failover' && then.dryRun;
      // Another target is the way back to the failover that stood there before the test.
      if (!wasTest || now.action !== 'Failover' || now.dryRun || then.goal !== now.goal) continue;
      yield {
        manifest: after,
        path: ['spec', 'dryRun'],
        message: `${nameOf(after)} fails over to ${now.goal ?? 'no cluster'} in earnest; at ${change.commit} it was a test`,
        label: 'dryRun: true is gone',
        help: 'to end the test remove action too; for a real failover say so with a suppression comment',
      };
    }
  },
});
