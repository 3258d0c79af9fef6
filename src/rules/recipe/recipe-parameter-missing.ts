import { type FieldPath, getAt } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { parametersIn, parametersPath, recipeUses, textsOf } from '../../topology/recipe-use.ts';
import { defineRule } from '../define-rule.ts';
import { similarName } from '../similar-name.ts';
import { nameOf, quoted } from '../wording.ts';

/** What the built-in Recipe for virtual machines uses; Ramen itself fills VM_NAMESPACE in. */
const machineParameters: readonly string[] = [
  'PROTECTED_VMS',
  'K8S_RESOURCE_SELECTOR',
  'PVC_RESOURCE_SELECTOR',
];

export const recipeParameterMissing = defineRule({
  id: 'recipe-parameter-missing',
  severity: 'warning',
  summary: 'A Recipe uses a parameter that its DRPlacementControl does not set.',
  page: () => ({
    why: `Before Ramen runs a Recipe it replaces every \`$NAME\` and \`\${NAME}\` in it, also those that are meant for the shell of
a hook. A name without a parameter is replaced by nothing: a selector selects nothing, a command runs without its
argument. No condition tells.`,
    fix: 'Add the name to `recipeParameters`, or write the Recipe without it.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_recipe.go'],
    invalid: [
      {
        title: 'A parameter has another name',
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
    recipeRef: { name: cart, namespace: shop }
    recipeParameters: # finding
      DATABASES: [orders]
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  hooks:
    - name: db
      namespace: shop
      type: exec
      ops:
        - { name: flush, command: "flush $DATABASE" }
`,
      },
      {
        title: 'Virtual machines without their labels',
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
    recipeParameters: # finding
      PROTECTED_VMS: [web-1]
      K8S_RESOURCE_SELECTOR: [web]
`,
      },
    ],
    valid: [
      {
        title: 'Every name has its value',
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
    recipeRef: { name: cart, namespace: shop }
    recipeParameters:
      DATABASE: [orders]
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  hooks:
    - name: db
      namespace: shop
      type: exec
      ops:
        - { name: flush, command: "flush $DATABASE" }
`,
      },
    ],
  }),
  *check(topology) {
    const known = new Map<Manifest, ReadonlyMap<string, FieldPath>>();
    for (const { drpc, recipe, isBuiltIn, name, parameters } of recipeUses(topology)) {
      const wanted = recipe === undefined ? machineWants(isBuiltIn) : (known.get(recipe) ?? wantsOf(recipe));
      if (recipe !== undefined) known.set(recipe, wanted);
      for (const [parameter, place] of wanted) {
        if (Object.hasOwn(parameters, parameter)) continue;
        const spare = Object.keys(parameters).filter((key) => !wanted.has(key));
        const meant = similarName(parameter, spare);
        yield {
          manifest: drpc,
          path: [...parametersPath, parameter],
          message: `${nameOf(drpc)} does not set parameter ${quoted(parameter)}, which Recipe ${name} uses`,
          label: `${parameter} is missing here`,
          ...(recipe === undefined
            ? {}
            : { related: [{ manifest: recipe, path: place, message: 'replaced by nothing here' }] }),
          help:
            meant === undefined
              ? `add ${parameter} to recipeParameters`
              : `write ${parameter} in place of ${meant}, which the Recipe does not use`,
        };
      }
    }
  },
});

function machineWants(isBuiltIn: boolean): ReadonlyMap<string, FieldPath> {
  return new Map(isBuiltIn ? machineParameters.map((name) => [name, []]) : []);
}

/** Names of parameters, with the first place of each. What only a shell can know is another rule's. */
function wantsOf(recipe: Manifest): ReadonlyMap<string, FieldPath> {
  const wants = new Map<string, FieldPath>();
  for (const { path, text } of textsOf(getAt(recipe.object, ['spec']), ['spec'])) {
    for (const name of parametersIn(text)) {
      if (/^[A-Za-z_]\w*$/.test(name) && name !== 'VM_NAMESPACE' && !wants.has(name)) wants.set(name, path);
    }
  }
  return wants;
}
