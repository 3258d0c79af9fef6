import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getString } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const path = ['spec', 'drPolicyRef', 'namespace'];

export const policyReferenceNamespace = defineRule({
  id: 'policy-reference-namespace',
  severity: 'warning',
  summary: 'A DRPlacementControl looks for its DRPolicy in a namespace, but a DRPolicy has none.',
  page: () => ({
    why: `A DRPolicy belongs to the whole hub. The namespace does no harm at run time, but it misleads the reader, and
\`drPolicyRef\` is immutable: once applied, it can be removed only by deleting the DRPlacementControl, which ends the
protection.`,
    fix: 'Remove it before the first apply. Where it is applied already, leave it and silence the rule on that line.',
    links: ['https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drplacementcontrol_types.go'],
    invalid: [
      {
        title: "The operator's namespace",
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef:
    name: p5m
    namespace: ramen-system # finding
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'The name alone',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef:
    name: p5m
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      if ((getString(drpc.object, path) ?? '') === '') continue;
      yield {
        manifest: drpc,
        path,
        message: `${nameOf(drpc)} gives its DRPolicy a namespace, but a DRPolicy has none`,
        label: 'means nothing',
        help: 'remove it before the first apply; the reference cannot be changed later',
      };
    }
  },
});
