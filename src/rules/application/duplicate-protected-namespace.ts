import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const path = ['spec', 'protectedNamespaces'];

export const duplicateProtectedNamespace = defineRule({
  id: 'duplicate-protected-namespace',
  severity: 'warning',
  summary: 'A namespace stands twice among those to protect.',
  page: () => ({
    why: `Neither the API server nor Ramen objects. Most often another namespace was meant, which is then not protected, and
nothing will ever say so.`,
    fix: 'Write the namespace that was meant, or remove the second entry.',
    links: ['https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drplacementcontrol_types.go'],
    invalid: [
      {
        title: 'The same namespace twice',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces:
    - shop
    - shop # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
      },
    ],
    valid: [
      {
        title: 'Two namespaces',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces:
    - shop
    - shop-db
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
      },
    ],
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const list = getAt(drpc.object, path);
      const seen = new Map<unknown, number>();
      for (const [index, name] of (isArray(list) ? list : []).entries()) {
        const first = seen.get(name);
        if (first === undefined) seen.set(name, index);
        else if (typeof name === 'string') {
          yield {
            manifest: drpc,
            path: [...path, index],
            message: `${nameOf(drpc)} lists namespace ${quoted(name)} twice`,
            label: 'a second time',
            related: [{ manifest: drpc, path: [...path, first], message: 'first here' }],
            help: 'write the namespace that was meant, or remove the line',
          };
        }
      }
    }
  },
});
