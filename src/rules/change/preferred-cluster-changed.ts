import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { type ChangedObject, changedOf } from '../../topology/topology-change.ts';
import { defineChangeRule, type Problem } from '../define-rule.ts';
import { runtimeFieldsOf } from '../runtime-fields.ts';
import { nameOf } from '../wording.ts';

export const preferredClusterChanged = defineChangeRule({
  id: 'preferred-cluster-changed',
  severity: 'warning',
  summary: '`preferredCluster` changes, but nothing asks for a relocation.',
  page: () => ({
    why: `\`preferredCluster\` alone never moves an application. Without an action Ramen takes it for the place of the initial
deployment: the DRPlacementControl stays in Deploying, Available and Protected turn False, and the application stays
where it is, without protection. Under \`action: Failover\` Ramen ignores it, until the action is removed: then it is the
place where the application is deployed.`,
    fix: `To move the application set \`action: Relocate\` in the same change. To say where it runs after a failover, set it to the
\`failoverCluster\`. Where an operator has moved it and \`ramen-sync adopt\` brings that to Git, the edit is right: silence the
rule and say so.`,
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go'],
    invalid: [
      {
        title: 'It stays on dr1 and loses its protection',
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
  preferredCluster: dr2 # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'A relocation',
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
  action: Relocate
  preferredCluster: dr2
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(change) {
    for (const pair of changedOf(change, drPlacementControl)) {
      const [then, now] = [runtimeFieldsOf(pair.before), runtimeFieldsOf(pair.after)];
      if (then.preferredCluster === undefined || now.preferredCluster === undefined) continue;
      if (then.preferredCluster === now.preferredCluster || now.action === 'Relocate') continue;
      // What a removed action means for it is told by action-removed.
      if (then.action !== undefined && !then.dryRun && now.action === undefined) continue;
      const saysWhereItRuns = now.action === 'Failover' && !now.dryRun && now.preferredCluster === now.goal;
      if (!saysWhereItRuns) yield problemOf(pair, change.commit);
    }
  },
});

function problemOf({ before, after }: ChangedObject, commit: string): Problem {
  const [then, now] = [runtimeFieldsOf(before), runtimeFieldsOf(after)];
  const isFailover = now.action === 'Failover';
  return {
    manifest: after,
    path: ['spec', 'preferredCluster'],
    message: `${nameOf(after)} changes preferredCluster from ${then.preferredCluster} to ${now.preferredCluster} since ${commit}, ${isFailover ? 'which Ramen ignores under action Failover' : 'without a Relocate'}`,
    label: isFailover ? 'ignored under Failover' : 'nothing moves by this alone',
    help: isFailover
      ? `to bring it to ${now.preferredCluster} set action: Relocate when the failover is over`
      : `to move it add action: Relocate; without an action this is right only where it runs on ${now.preferredCluster} already`,
  };
}
