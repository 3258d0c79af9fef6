import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { type ChangedObject, changedOf } from '../../topology/topology-change.ts';
import { defineChangeRule, type Problem } from '../define-rule.ts';
import { runtimeFieldsOf } from '../runtime-fields.ts';
import { nameOf } from '../wording.ts';

export const actionRemoved = defineChangeRule({
  id: 'action-removed',
  severity: 'warning',
  summary: 'An edit takes the action of a DRPlacementControl away.',
  page: () => ({
    why: `No action does not mean "stay as you are": it means initial deployment on \`preferredCluster\`, and Ramen pursues that
from the moment it reads it.

- Where the application runs somewhere else by then, Ramen tries to deploy it where it does not run. It gets stuck, and in the
  middle of a failover the application can be taken back to the old cluster and its old data.
- Before a failover is really over, the old cluster is never cleaned up. When it comes back the application runs on both and
  both write, while every condition of the DRPlacementControl is True.

Removing it is right at the end of a failover or relocation: progression Completed, PeerReady True, and \`preferredCluster\`
where the application runs.`,
    fix: `Set \`preferredCluster\` to where the action brought the application, in the same change, and merge it when
\`ramen-sync status\` shows that the action is over; \`ramen-sync plan\` asks the clusters and holds it back until then. To
bring the application home, set \`action: Relocate\` instead.`,
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go'],
    invalid: [
      {
        title: 'The application would be deployed on dr1, while it runs on dr2',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
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
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec: # finding
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'Right when the relocation is over, and not before',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Relocate
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec: # finding
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'Home again: the action changes, it does not go',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
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
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Relocate
  failoverCluster: dr2
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'The end of a test: production never moved',
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
    for (const pair of changedOf(change, drPlacementControl)) {
      const [then, now] = [runtimeFieldsOf(pair.before), runtimeFieldsOf(pair.after)];
      if (then.action === undefined || now.action !== undefined || then.dryRun) continue;
      yield problemOf(pair, change.commit);
    }
  },
});

function problemOf({ before, after }: ChangedObject, commit: string): Problem {
  const { action = '', goal } = runtimeFieldsOf(before);
  const home = runtimeFieldsOf(after).preferredCluster;
  const asked = goal === undefined ? action : `${action} to ${goal}`;
  const isHome = home !== undefined && home === goal;
  return {
    manifest: after,
    path: ['spec', 'action'],
    message: isHome
      ? `${nameOf(after)} no longer asks for ${asked}, as it did at ${commit}: safe only when that is really over`
      : `${nameOf(after)} no longer asks for ${asked}, as it did at ${commit}: Ramen would deploy it on ${home ?? 'no cluster'}, not where that brought it`,
    label: `action: ${action} is gone`,
    help: isHome
      ? 'merge it when ramen-sync status shows Completed and PeerReady; ramen-sync plan holds it back until then'
      : `set preferredCluster${goal === undefined ? ' to where it runs' : `: ${goal}`} in the same change, when the action is over; to bring it to ${home ?? 'another cluster'} set action: Relocate`,
  };
}
