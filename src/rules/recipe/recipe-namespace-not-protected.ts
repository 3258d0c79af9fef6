import { type FieldPath, getAt, getString } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type OpsNamespace, opsNamespaceOf } from '../../topology/ops-namespace.ts';
import {
  expand,
  itemsOf,
  parametersIn,
  type RecipeUse,
  recipeRefPath,
  recipeUses,
  workflowNames,
} from '../../topology/recipe-use.ts';
import { vrgNamespaces } from '../../topology/vrg-namespace.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const recipeNamespaceNotProtected = defineRule({
  id: 'recipe-namespace-not-protected',
  severity: 'error',
  summary: 'A Recipe reaches into a namespace that its DRPlacementControl does not protect.',
  page: () => ({
    why: `A Recipe may only touch what is protected: in the ops namespace what \`protectedNamespaces\` lists, anywhere else the
application's own namespace. Ramen compares the namespaces of the volumes, of every group and of every hook that the
workflows run, and with one too many captures nothing.`,
    fix: 'Add the namespace to `protectedNamespaces`, or take it out of the Recipe.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_recipe.go'],
    invalid: [
      {
        title: 'A hook in another namespace',
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
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  groups:
    - { name: everything, type: resource, includedNamespaces: [shop] }
  hooks:
    - name: db
      namespace: shop-db # finding
      type: exec
      ops: [{ name: flush, command: /scripts/flush.sh }]
  workflows:
    - { name: backup, sequence: [{ hook: db/flush }, { group: everything }] }
    - { name: restore, sequence: [{ group: everything }] }
`,
      },
    ],
    valid: [
      {
        title: 'Both are protected',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop, shop-db]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection:
    recipeRef: { name: cart, namespace: shop }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  groups:
    - { name: everything, type: resource, includedNamespaces: [shop] }
  hooks:
    - name: db
      namespace: shop-db
      type: exec
      ops: [{ name: flush, command: /scripts/flush.sh }]
  workflows:
    - { name: backup, sequence: [{ hook: db/flush }, { group: everything }] }
    - { name: restore, sequence: [{ group: everything }] }
`,
      },
    ],
  }),
  *check(topology) {
    const ops = opsNamespaceOf(topology);
    const namespaceOf = vrgNamespaces(topology);
    for (const use of recipeUses(topology)) {
      if (use.recipe === undefined) continue;
      const allowed = allowedNamespaces(use.drpc, ops, namespaceOf);
      if (allowed === undefined) continue;
      for (const { path, text } of namespacesOf(use.recipe)) {
        const outside = valuesOf(text, use).find((namespace) => !allowed.includes(namespace));
        if (outside === undefined) continue;
        const inOps = ops.holds(use.drpc);
        yield {
          manifest: use.recipe,
          path,
          message: `${nameOf(use.recipe)} reaches into namespace ${quoted(outside)}, which ${nameOf(use.drpc)} does not protect`,
          label: 'not protected',
          related: [
            inOps
              ? { manifest: use.drpc, path: ['spec', 'protectedNamespaces'], message: 'what is protected' }
              : { manifest: use.drpc, path: recipeRefPath, message: 'used here' },
          ],
          ramen: inOps
            ? `recipe mentions namespace: ${outside} which is not in protected namespaces: [${allowed.slice(1).join(' ')}]`
            : `vrg namespace: ${allowed[0] ?? ''} needs to be in admin namespaces: [${ops.name}] to protect other namespaces: [${outside}]`,
          help: inOps
            ? `add ${outside} to protectedNamespaces`
            : `protect the application from namespace ${ops.name}`,
        };
      }
    }
  },
});

/** The VolumeReplicationGroup's own namespace first; undefined where these files do not say. */
function allowedNamespaces(
  drpc: Manifest,
  ops: OpsNamespace,
  namespaceOf: (drpc: Manifest) => string | undefined,
): readonly string[] | undefined {
  if (ops.holds(drpc)) {
    const list = getAt(drpc.object, ['spec', 'protectedNamespaces']);
    return [ops.name, ...(isArray(list) ? list.filter((item) => typeof item === 'string') : [])];
  }
  const own = ops.mayHold(drpc) ? undefined : namespaceOf(drpc);
  return own === undefined ? undefined : [own];
}

function valuesOf(text: string, { parameters }: RecipeUse): readonly string[] {
  return parametersIn(text).length === 0 ? [text] : expand(text, parameters);
}

/** Namespaces of the volumes, and of the groups and hooks that the workflows run. */
function* namespacesOf(recipe: Manifest): Generator<{ readonly path: FieldPath; readonly text: string }> {
  yield* listed(recipe, ['spec', 'volumes', 'includedNamespaces']);
  const steps = stepsOf(recipe);
  for (const [index, group] of itemsOf(recipe, 'groups')) {
    const name = getString(group, ['name']) ?? '';
    if (steps.has(`group ${name}`)) yield* listed(recipe, ['spec', 'groups', index, 'includedNamespaces']);
  }
  for (const [index, hook] of itemsOf(recipe, 'hooks')) {
    const text = getString(hook, ['namespace']);
    if (text === undefined || !steps.has(`hook ${getString(hook, ['name']) ?? ''}`)) continue;
    yield { path: ['spec', 'hooks', index, 'namespace'], text };
  }
}

function stepsOf(recipe: Manifest): ReadonlySet<string> {
  const steps = new Set<string>();
  for (const [, workflow] of itemsOf(recipe, 'workflows')) {
    const sequence = getAt(workflow, ['sequence']);
    if (!workflowNames.includes(getString(workflow, ['name']) ?? '')) continue;
    for (const step of isArray(sequence) ? sequence : []) {
      const [group, hook] = [getString(step, ['group']), getString(step, ['hook'])];
      if (group !== undefined) steps.add(`group ${group}`);
      if (hook !== undefined) steps.add(`hook ${hook.split('/')[0] ?? ''}`);
    }
  }
  return steps;
}

function* listed(
  recipe: Manifest,
  path: FieldPath,
): Generator<{ readonly path: FieldPath; readonly text: string }> {
  const list = getAt(recipe.object, path);
  for (const [index, text] of (isArray(list) ? list : []).entries()) {
    if (typeof text === 'string') yield { path: [...path, index], text };
  }
}
