import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { isPlacementRule, placementOf } from '../../topology/placement-of.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';

const limit = 63;

export const nameTooLong = defineRule({
  id: 'name-too-long',
  severity: 'error',
  summary: 'The name of a DRPlacementControl, or of its Placement, is too long for the label it becomes.',
  page: () => ({
    why: `An object's name may have 253 characters, the value of a label 63. Ramen writes the DRPlacementControl's name as a label
on every volume that it protects, and the Placement's name as a label on the decision that places the application: with
a longer name neither can be written.`,
    fix: 'Take a name of at most 63 characters.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/util/labels.go',
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set',
    ],
    invalid: [
      {
        title: 'Sixty-four characters',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  namespace: shop
  name: the-cart-of-the-shop-that-sells-everything-to-everybody-anywhere # finding
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'Short enough',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  namespace: shop
  name: the-cart-of-the-shop-that-sells-everything
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    const told = new Set<Manifest>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      if (drpc.key.name.length > limit) yield problem(drpc);
      const name = getString(drpc.object, ['spec', 'placementRef', 'name']) ?? '';
      const found = name.length > limit ? placementOf(drpc, topology) : undefined;
      if (found === undefined || isPlacementRule(found) || told.has(found)) continue;
      told.add(found);
      yield problem(found);
    }
  },
});

function problem(manifest: Manifest): Problem {
  const { kind, name } = manifest.key;
  return {
    manifest,
    path: ['metadata', 'name'],
    message: `the name of this ${kind} has ${name.length} characters and becomes a label, which takes at most ${limit}`,
    label: `${name.length} characters`,
    ramen: 'metadata.labels: Invalid value: must be no more than 63 characters',
    help: `take a name of at most ${limit} characters`,
  };
}
