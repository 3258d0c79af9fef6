import { recipe } from '../../kinds/recipe.ts';
import { getAt } from '../../model/field-path.ts';
import { parametersIn, textsOf } from '../../topology/recipe-use.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const recipeSpecialVariable = defineRule({
  id: 'recipe-special-variable',
  severity: 'warning',
  summary: 'A Recipe uses a variable of the shell that never reaches the shell.',
  page: () => ({
    why: `Ramen replaces everything behind a \`$\` by the parameters of the DRPlacementControl, and \`$?\`, \`$1\`, \`$@\` or \`$$\`
by nothing: a check of an exit status then passes whatever happened. Only \`$(…)\` reaches the shell as written.`,
    fix: 'Put the command into a script inside the container, and call that.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_recipe.go',
      'https://pkg.go.dev/os#Expand',
    ],
    invalid: [
      {
        title: 'An exit status that is never seen',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  hooks:
    - name: db
      namespace: shop
      type: exec
      ops:
        - name: flush
          command: sh -c "flush; exit $?" # finding
`,
      },
    ],
    valid: [
      {
        title: 'A script of the container',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  hooks:
    - name: db
      namespace: shop
      type: exec
      ops:
        - name: flush
          command: /scripts/flush.sh
`,
      },
    ],
  }),
  *check(topology) {
    for (const manifest of manifestsOf(topology, recipe)) {
      for (const { path, text } of textsOf(getAt(manifest.object, ['spec']), ['spec'])) {
        const special = parametersIn(text).find((name) => /^[*#$@!?\-0-9]$/.test(name));
        if (special === undefined) continue;
        yield {
          manifest,
          path,
          message: `${nameOf(manifest)} uses ${quoted(`$${special}`)}, which Ramen replaces by nothing`,
          label: 'never reaches the shell',
          help: 'put the command into a script inside the container',
        };
      }
    }
  },
});
