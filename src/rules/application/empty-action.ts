import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const emptyAction = defineRule({
  id: 'empty-action',
  severity: 'error',
  summary: 'An action is written as empty text, where no action means no key.',
  page: () => ({
    why: `The API server accepts \`Failover\`, \`Relocate\`, or no \`action\` at all; empty text is none of them, and the whole
object is refused. In a merge patch the action is cleared by \`null\`. Clearing it is itself a decision: without an action
Ramen deploys the application on its preferred cluster, so after a failover \`preferredCluster\` must be the cluster where
it runs now.`,
    fix: 'Remove the key.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drplacementcontrol_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go',
    ],
    invalid: [
      {
        title: 'Empty text',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: "" # finding
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'No key',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    const path = ['spec', 'action'];
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      if (getAt(drpc.object, path) !== '') continue;
      yield {
        manifest: drpc,
        path,
        message: `${nameOf(drpc)} has an empty action; no action means no key`,
        label: 'must not be empty',
        ramen: 'spec.action: Unsupported value: "": supported values: "Failover", "Relocate"',
        help: 'remove the key; preferredCluster must then be the cluster where the application runs now',
        fix: { type: 'remove', path },
      };
    }
  },
});
