import { getAt } from '../../model/field-path.ts';
import { recipeRefPath, recipeUses } from '../../topology/recipe-use.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const recipeReferenceIncomplete = defineRule({
  id: 'recipe-reference-incomplete',
  severity: 'error',
  summary: 'A reference to a Recipe lacks its name or its namespace.',
  page: () => ({
    why: `Ramen takes neither from elsewhere: it asks for the Recipe by both, and without one of them captures nothing. The
schema lets both be left out.`,
    fix: 'Write `name` and `namespace`.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_recipe.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/volumereplicationgroup_types.go',
    ],
    invalid: [
      {
        title: 'The name alone',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection:
    recipeRef: # finding
      name: cart
`,
      },
    ],
    valid: [
      {
        title: 'Name and namespace',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection:
    recipeRef:
      name: cart
      namespace: shop
`,
      },
    ],
  }),
  *check(topology) {
    for (const { drpc, name, namespace } of recipeUses(topology)) {
      for (const field of ['name', 'namespace']) {
        const path = [...recipeRefPath, field];
        if ((getAt(drpc.object, path) ?? '') !== '') continue;
        yield {
          manifest: drpc,
          path,
          message: `${nameOf(drpc)} refers to a Recipe without a ${field}`,
          label: `${field} is missing here`,
          ramen: `recipe ${namespace}/${name} get error: ${
            field === 'name'
              ? 'resource name may not be empty'
              : 'an empty namespace may not be set when a resource name is provided'
          }`,
          help: `add ${field}`,
        };
      }
    }
  },
});
