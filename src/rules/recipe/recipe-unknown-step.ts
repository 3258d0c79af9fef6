import { recipe } from '../../kinds/recipe.ts';
import { type FieldPath, getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { itemsOf, parametersIn, workflowNames } from '../../topology/recipe-use.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { listed, nameOf, quoted } from '../wording.ts';

export const recipeUnknownStep = defineRule({
  id: 'recipe-unknown-step',
  severity: 'error',
  summary: 'A step of a workflow names a group, a hook or an operation that the Recipe does not have.',
  page: () => ({
    why: `Ramen reads the whole sequence before it starts. A group or a hook that is not there stops the protection of the
application; an operation that is not there makes the hook do nothing. \`group: name\` runs a group, \`hook: name/operation\`
one operation of a hook.`,
    fix: 'Correct the name, or declare what it names.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_kubeobjects.go',
      'https://github.com/RamenDR/recipe/blob/main/api/v1alpha1/recipe_types.go',
    ],
    invalid: [
      {
        title: 'Names that differ',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  groups:
    - { name: everything, type: resource, includedNamespaces: [shop] }
  hooks:
    - name: db
      namespace: shop
      type: exec
      ops:
        - { name: flush, command: /scripts/flush.sh }
  workflows:
    - name: backup
      sequence:
        - hook: db/flushed # finding
        - group: everthing # finding
    - name: restore
      sequence:
        - group: everything
        - hook: db # finding
`,
      },
    ],
    valid: [
      {
        title: 'Every step is declared',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }
spec:
  appType: cart
  volumes: { name: disks, type: volume, includedNamespaces: [shop] }
  groups:
    - { name: everything, type: resource, includedNamespaces: [shop] }
  hooks:
    - name: db
      namespace: shop
      type: exec
      ops:
        - { name: flush, command: /scripts/flush.sh }
  workflows:
    - name: backup
      sequence:
        - hook: db/flush
        - group: everything
        - group: disks
    - name: restore
      sequence:
        - group: everything
`,
      },
    ],
  }),
  *check(topology) {
    for (const manifest of manifestsOf(topology, recipe)) {
      const parts = partsOf(manifest);
      for (const [index, workflow] of itemsOf(manifest, 'workflows')) {
        const sequence = getAt(workflow, ['sequence']);
        if (!workflowNames.includes(getString(workflow, ['name']) ?? '') || !isArray(sequence)) continue;
        for (const [at, step] of sequence.entries()) {
          const path = ['spec', 'workflows', index, 'sequence', at];
          for (const [type, name] of Object.entries(isObject(step) ? step : {})) {
            if (typeof name !== 'string' || parametersIn(name).length > 0) continue;
            yield* judge({ manifest, path: [...path, type], type, name }, parts);
          }
        }
      }
    }
  },
});

interface Parts {
  readonly groups: readonly string[];
  /** Operations by hook; undefined where the hook's type has none of its own. */
  readonly hooks: ReadonlyMap<string, readonly string[] | undefined>;
}

interface Step {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly type: string;
  readonly name: string;
}

function partsOf(manifest: Manifest): Parts {
  const volumes = getString(manifest.object, ['spec', 'volumes', 'name']);
  const groups = itemsOf(manifest, 'groups').map(([, group]) => getString(group, ['name']) ?? '');
  return {
    groups: [...groups, ...(volumes === undefined ? [] : [volumes])],
    hooks: new Map(
      itemsOf(manifest, 'hooks').map(([, hook]) => [getString(hook, ['name']) ?? '', operationsOf(hook)]),
    ),
  };
}

const operationLists: Readonly<Record<string, string>> = { exec: 'ops', check: 'chks', job: 'jobs' };

function operationsOf(hook: JsonObject): readonly string[] | undefined {
  const field = operationLists[getString(hook, ['type']) ?? ''];
  if (field === undefined) return undefined;
  const list = getAt(hook, [field]);
  return (isArray(list) ? list : []).flatMap((item) => getString(item, ['name']) ?? []);
}

function* judge(step: Step, { groups, hooks }: Parts): Iterable<Problem> {
  const { type, name } = step;
  if (type === 'group') {
    if (!groups.includes(name))
      yield problem(
        step,
        `group ${quoted(name)}`,
        groups,
        `Recipe.Spec.Group.Name ${quoted(name)} not found`,
      );
    return;
  }
  if (type !== 'hook') {
    yield {
      ...problem(
        step,
        `a step of type ${quoted(type)}`,
        ['group', 'hook'],
        `Recipe.Spec ${quoted(type)} not found`,
      ),
      part: 'key',
    };
    return;
  }
  const [hook = '', operation, ...more] = name.split('/');
  const operations = hooks.get(hook);
  if (operation === undefined || more.length > 0) {
    const known = (operations ?? []).map((each) => `${hook}/${each}`);
    yield {
      ...problem(
        step,
        `hook ${quoted(name)}, which is not written as hook/operation`,
        known,
        'invalid format: hook name provided should be of the form part1/part2',
      ),
      label: 'not hook/operation',
    };
  } else if (!hooks.has(hook)) {
    yield problem(step, `hook ${quoted(hook)}`, [...hooks.keys()], 'Recipe.Spec "hook" not found');
  } else if (operations !== undefined && !operations.includes(operation)) {
    yield problem(step, `operation ${quoted(operation)} of hook ${quoted(hook)}`, operations);
  }
}

function problem(step: Step, what: string, known: readonly string[], ramen?: string): Problem {
  const last = step.type === 'hook' && step.name.includes('/') ? step.name.split('/') : [step.name];
  const asked = last.at(known.some((each) => each.includes('/')) ? 0 : -1) ?? step.name;
  const meant = similarName(asked, known) ?? (known.length === 1 ? known[0] : undefined);
  return {
    manifest: step.manifest,
    path: step.path,
    message: `${nameOf(step.manifest)} runs ${what}${what.includes(', which') ? '' : ', which it does not have'}`,
    label: 'not in this Recipe',
    ...(ramen === undefined ? {} : { ramen }),
    help: helpOf(asked, meant, known),
  };
}

function helpOf(asked: string, meant: string | undefined, known: readonly string[]): string {
  if (meant !== undefined) return `write ${meant}${describeDifference(asked, meant)}`;
  return known.length === 0 ? 'declare it, or remove the step' : `it has ${listed(known)}`;
}
