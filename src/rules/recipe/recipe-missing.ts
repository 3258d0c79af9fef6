import { recipe } from '../../kinds/recipe.ts';
import { type RecipeUse, recipeRefPath, recipeUses } from '../../topology/recipe-use.ts';
import { manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { nameOf, quoted } from '../wording.ts';

export const recipeMissing = defineRule({
  id: 'recipe-missing',
  severity: 'error',
  summary: 'A DRPlacementControl refers to a Recipe that is not in the repository.',
  page: () => ({
    why: `Without its Recipe Ramen captures nothing of the application, not even its volumes: the VolumeReplicationGroup stops
at the first step. Only \`vm-recipe\` in Ramen's ops namespace is inside Ramen and needs no object.`,
    fix: 'Correct the reference, or add the Recipe for the managed clusters.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_recipe.go'],
    invalid: [
      {
        title: 'Another name',
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
      name: carts # finding
      namespace: shop
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec: { appType: cart }
`,
      },
    ],
    valid: [
      {
        title: 'The one inside Ramen',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: web, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [machines]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: web }
  pvcSelector: {}
  kubeObjectProtection:
    recipeRef: { name: vm-recipe, namespace: ramen-ops }
    recipeParameters: { PROTECTED_VMS: [web-1], K8S_RESOURCE_SELECTOR: [web], PVC_RESOURCE_SELECTOR: [web] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec: { appType: cart }
`,
      },
    ],
  }),
  *check(topology) {
    const recipes = manifestsOf(topology, recipe);
    for (const use of recipeUses(topology)) {
      const { name, namespace } = use;
      if (name === '' || namespace === '' || isPlaceholder(name) || use.isBuiltIn || use.recipe !== undefined)
        continue;
      const isKeptHere = recipes.length > 0;
      yield unseen(topology, { kind: recipe.kind, name, isKeptHere }) ?? problem(use, topology);
    }
  },
});

function problem({ drpc, name, namespace }: RecipeUse, topology: Topology): Problem {
  const recipes = manifestsOf(topology, recipe);
  const elsewhere = recipes.find(({ key }) => key.name === name);
  const neighbours = recipes.filter(({ key }) => key.namespace === namespace);
  const meant = similarName(
    name,
    neighbours.map(({ key }) => key.name),
  );
  const shown = elsewhere ?? neighbours.find(({ key }) => key.name === meant);
  const field = elsewhere === undefined ? 'name' : 'namespace';
  return {
    manifest: drpc,
    path: [...recipeRefPath, field],
    message: `${nameOf(drpc)} refers to Recipe ${namespace}/${name}, which is not in this repository`,
    label: 'no such Recipe',
    ...(shown === undefined
      ? {}
      : {
          related: [
            {
              manifest: shown,
              path: ['metadata', field],
              message: elsewhere === undefined ? 'a Recipe with a similar name' : 'one of this name',
            },
          ],
        }),
    ramen: `recipe ${namespace}/${name} get error: recipes.ramendr.openshift.io ${quoted(name)} not found`,
    help: helpOf(name, elsewhere?.key.namespace, meant),
  };
}

function helpOf(name: string, elsewhere: string | undefined, meant: string | undefined): string {
  if (elsewhere !== undefined) return `write ${elsewhere}`;
  if (meant !== undefined) return `write ${meant}${describeDifference(name, meant)}`;
  return name === 'vm-recipe'
    ? "the built-in vm-recipe is in Ramen's ops namespace"
    : 'add the Recipe, or correct the reference';
}
