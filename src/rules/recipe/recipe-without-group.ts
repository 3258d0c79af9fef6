import { recipe } from '../../kinds/recipe.ts';
import { getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject } from '../../model/json.ts';
import { itemsOf, workflowNames } from '../../topology/recipe-use.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const recipeWithoutGroup = defineRule({
  id: 'recipe-without-group',
  severity: 'error',
  summary: 'A workflow of a Recipe runs hooks, but no group.',
  page: () => ({
    why: `A workflow that captures or restores nothing is refused by Ramen, and with it the protection of the application.`,
    fix: 'Add a step `group: name`.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_kubeobjects.go'],
    invalid: [
      {
        title: 'A hook alone',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  groups:
    - { name: everything, type: resource, includedNamespaces: [shop] }
  hooks:
    - { name: db, namespace: shop, type: exec, ops: [{ name: flush, command: /scripts/flush.sh }] }
  workflows:
    - name: backup
      sequence: # finding
        - hook: db/flush
    - name: restore
      sequence: [{ group: everything }]
`,
      },
    ],
    valid: [
      {
        title: 'A hook and a group',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  groups:
    - { name: everything, type: resource, includedNamespaces: [shop] }
  hooks:
    - { name: db, namespace: shop, type: exec, ops: [{ name: flush, command: /scripts/flush.sh }] }
  workflows:
    - name: backup
      sequence:
        - hook: db/flush
        - group: everything
    - name: restore
      sequence: [{ group: everything }]
`,
      },
    ],
  }),
  *check(topology) {
    for (const manifest of manifestsOf(topology, recipe)) {
      for (const [index, workflow] of itemsOf(manifest, 'workflows')) {
        const name = getString(workflow, ['name']) ?? '';
        const sequence = getAt(workflow, ['sequence']);
        if (!workflowNames.includes(name) || !isArray(sequence) || sequence.length === 0) continue;
        if (sequence.some((step) => isObject(step) && Object.hasOwn(step, 'group'))) continue;
        yield {
          manifest,
          path: ['spec', 'workflows', index, 'sequence'],
          part: 'key',
          message: `${nameOf(manifest)} runs no group in its workflow ${quoted(name)}`,
          label: 'no group among the steps',
          ramen: 'a workflow must contain at least one group',
          help: 'add a step group: name',
        };
      }
    }
  },
});
