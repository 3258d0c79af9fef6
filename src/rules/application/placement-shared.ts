import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const path = ['spec', 'placementRef', 'name'];

export const placementShared = defineRule({
  id: 'placement-shared',
  severity: 'error',
  summary: 'Two DRPlacementControls decide for one Placement.',
  page: () => ({
    why: `The first that Ramen sees takes the Placement as its own, by an annotation. The other fails for ever, and its condition
does not say why: which of the two is protected depends on who came first.`,
    fix: 'Give each application a Placement of its own, or let one DRPlacementControl protect both.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'Two for one',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: shop }
  pvcSelector: { matchLabels: { app: cart } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: stock, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef:
    kind: Placement
    name: shop # finding
  pvcSelector: { matchLabels: { app: stock } }
`,
      },
    ],
    valid: [
      {
        title: 'One for each',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: stock, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: stock }
  pvcSelector: { matchLabels: { app: stock } }
`,
      },
    ],
  }),
  *check(topology) {
    const owners = new Map<string, Manifest>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const name = getString(drpc.object, path) ?? '';
      const id = `${drpc.key.namespace ?? ''}/${name}`;
      const first = name === '' ? undefined : owners.get(id);
      if (first === undefined) {
        owners.set(id, drpc);
        continue;
      }
      // The same object twice is another rule's.
      if (first.key.name === drpc.key.name) continue;
      yield {
        manifest: drpc,
        path,
        message: `${nameOf(drpc)} refers to Placement ${quoted(name)}, which ${nameOf(first)} decides for already`,
        label: 'has an owner',
        related: [{ manifest: first, path, message: 'the other reference' }],
        ramen: `object ${name} not owned by this DRPC '${drpc.key.name}/${drpc.key.namespace ?? ''}'`,
        help: 'give the application a Placement of its own',
      };
    }
  },
});
