import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { changedOf } from '../../topology/topology-change.ts';
import { defineChangeRule } from '../define-rule.ts';
import { runtimeFieldsOf } from '../runtime-fields.ts';
import { nameOf } from '../wording.ts';

export const failoverClusterChanged = defineChangeRule({
  id: 'failover-cluster-changed',
  severity: 'warning',
  summary: 'A failover that is asked for gets another target.',
  page: () => ({
    why: `While \`action: Failover\` stands, another \`failoverCluster\` is another failover, and Ramen begins it at once, without a
last synchronisation: what was written since the last one is lost. In the middle of the first failover it gets stuck, with
the first target half promoted and its replication dead.`,
    fix: `To bring the application back without loss set \`action: Relocate\` with \`preferredCluster\`. Where the new target is meant,
change it when the first failover is over.`,
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go'],
    invalid: [
      {
        title: 'Back by a second failover',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  failoverCluster: dr2
  preferredCluster: dr2
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  failoverCluster: dr1 # finding
  preferredCluster: dr2
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'Prepared for the next time: without an action the target is only remembered',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
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
      if (then.action !== 'Failover' || now.action !== 'Failover' || then.dryRun || now.dryRun) continue;
      if (then.goal === undefined || now.goal === undefined || then.goal === now.goal) continue;
      yield {
        manifest: after,
        path: ['spec', 'failoverCluster'],
        message: `${nameOf(after)} fails over to ${now.goal}, and not to ${then.goal} as at ${change.commit}: a second failover, at once`,
        label: 'another failover',
        help: `to bring it to ${now.goal} without loss set action: Relocate and preferredCluster: ${now.goal}`,
      };
    }
  },
});
