import { recipe } from '../../kinds/recipe.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { itemsOf, workflowNames } from '../../topology/recipe-use.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed, nameOf, quoted } from '../wording.ts';

/** As the workflows of earlier Ramen were called, and as people call them. */
const meanings: Readonly<Record<string, RegExp>> = {
  backup: /capture|backup|protect|save/i,
  restore: /recover|restore/i,
};

export const recipeWorkflowName = defineRule({
  id: 'recipe-workflow-name',
  severity: 'warning',
  summary: 'A Recipe has workflows, but none called `backup`, or none called `restore`.',
  page: () => ({
    why: `Ramen runs the workflows of exactly these two names. Where one is missing it captures, or restores, everything of the
namespaces in no particular order, without the Recipe's hooks, and says nothing.`,
    fix: 'Call the workflows `backup` and `restore`.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_kubeobjects.go',
      'https://github.com/RamenDR/recipe/blob/main/api/v1alpha1/recipe_types.go',
    ],
    invalid: [
      {
        title: 'The names of an earlier Ramen',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  groups:
    - { name: everything, type: resource, includedNamespaces: [shop] }
  workflows:
    - name: capture # finding
      sequence: [{ group: everything }]
    - name: recover # finding
      sequence: [{ group: everything }]
`,
      },
    ],
    valid: [
      {
        title: 'The names that Ramen looks for',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  groups:
    - { name: everything, type: resource, includedNamespaces: [shop] }
  workflows:
    - name: backup
      sequence: [{ group: everything }]
    - name: restore
      sequence: [{ group: everything }]
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const manifest of manifestsOf(topology, recipe)) {
      const workflows = itemsOf(manifest, 'workflows').map(([index, item]) => ({
        index,
        name: getString(item, ['name']) ?? '',
      }));
      const missing = workflowNames.filter((wanted) => !workflows.some(({ name }) => name === wanted));
      if (workflows.length === 0) continue;
      for (const wanted of missing) yield problem(manifest, wanted, workflows);
    }
  },
});

interface NamedWorkflow {
  readonly index: number;
  readonly name: string;
}

function problem(manifest: Manifest, wanted: string, workflows: readonly NamedWorkflow[]): Problem {
  const meant = workflows.filter(({ name }) => !workflowNames.includes(name) && meanings[wanted]?.test(name));
  const [only] = meant;
  const path = ['spec', 'workflows'];
  if (only === undefined || meant.length > 1) {
    return {
      manifest,
      path,
      part: 'key',
      message: `${nameOf(manifest)} has no workflow ${quoted(wanted)}; Ramen then ${wanted === 'backup' ? 'captures' : 'restores'} everything in no order`,
      label: `no ${quoted(wanted)} among ${listed(workflows.map(({ name }) => quoted(name)))}`,
      help: `add a workflow called ${wanted}`,
    };
  }
  return {
    manifest,
    path: [...path, only.index, 'name'],
    message: `${nameOf(manifest)} has a workflow ${quoted(only.name)}, which Ramen never runs, and none called ${quoted(wanted)}`,
    label: `must be ${wanted}`,
    help: `call it ${wanted}`,
    fix: { type: 'set', path: [...path, only.index, 'name'], value: wanted },
  };
}
