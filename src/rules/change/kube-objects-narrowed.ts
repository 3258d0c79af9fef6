import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { type FieldPath, getAt, getString } from '../../model/field-path.ts';
import { canonicalJson, isArray, isObject, type Json } from '../../model/json.ts';
import { type ChangedObject, changedOf } from '../../topology/topology-change.ts';
import { shown } from '../change-wording.ts';
import { defineChangeRule, type Problem } from '../define-rule.ts';
import { listed, nameOf } from '../wording.ts';

const section = ['spec', 'kubeObjectProtection'];
const selector = [...section, 'kubeObjectSelector'];
const machines = [...section, 'recipeParameters', 'PROTECTED_VMS'];

export const kubeObjectsNarrowed = defineChangeRule({
  id: 'kube-objects-narrowed',
  severity: 'warning',
  summary: 'Fewer objects of an application are captured than before.',
  page: () => ({
    why: `\`kubeObjectProtection\` is what brings the objects of an application to the other cluster. Without the section nothing but
the volumes is protected from then on; a selector that asks for more matches less; a virtual machine that is not in
\`PROTECTED_VMS\` is not recovered. Each capture replaces older ones, so that what is left out is soon in none, and the
status of the DRPlacementControl stays as it was.`,
    fix: 'Put back what is missing, or merge it knowing what a failover will not bring.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_kubeobjects.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_recipe.go',
    ],
    invalid: [
      {
        title: 'A selector that asks for one label more',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: shop, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: shop }
  pvcSelector: {}
  kubeObjectProtection:
    kubeObjectSelector: { matchLabels: { app: shop } }
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: shop, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: shop }
  pvcSelector: {}
  kubeObjectProtection:
    kubeObjectSelector: { matchLabels: { app: shop, tier: front } } # finding
`,
      },
      {
        title: 'The section is gone',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection: { captureInterval: 10m }
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec: # finding
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'A selector that matches more, and another interval',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: shop, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: shop }
  pvcSelector: {}
  kubeObjectProtection:
    captureInterval: 5m
    kubeObjectSelector: { matchExpressions: [{ key: app, operator: In, values: [shop] }] }
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: shop, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: shop }
  pvcSelector: {}
  kubeObjectProtection:
    captureInterval: 10m
    kubeObjectSelector: { matchExpressions: [{ key: app, operator: In, values: [shop, cart] }] }
`,
      },
    ],
  }),
  *check(change) {
    for (const pair of changedOf(change, drPlacementControl)) {
      const { before, after } = pair;
      if (!isObject(getAt(before.object, section))) continue;
      if (!isObject(getAt(after.object, section))) {
        const what = 'no longer protects the objects of the application, as it did';
        yield problemOf(pair, section, what, 'kubeObjectProtection is gone', change.commit);
        continue;
      }
      const added = narrowing(getAt(before.object, selector), getAt(after.object, selector));
      if (added !== undefined) {
        yield problemOf(pair, selector, 'captures fewer objects than', `${added} is new`, change.commit);
      }
      const lost = names(pair.before.object).filter((name) => !names(pair.after.object).includes(name));
      if (lost.length > 0) {
        const label = `${listed(lost)} ${lost.length === 1 ? 'is' : 'are'} missing`;
        yield problemOf(
          pair,
          machines,
          `no longer protects virtual machine ${listed(lost)}, as it did`,
          label,
          change.commit,
        );
      }
    }
  },
});

function problemOf(
  { after }: ChangedObject,
  path: FieldPath,
  what: string,
  label: string,
  commit: string,
): Problem {
  return {
    manifest: after,
    path,
    message: `${nameOf(after)} ${what} at ${commit}`,
    label,
    help: 'put back what is missing, unless a failover may leave it behind',
  };
}

/** A requirement of the new selector that the old one did not make; undefined where the new one matches no less. */
function narrowing(then: Json | undefined, now: Json | undefined): string | undefined {
  const old = requirements(then);
  const known = new Set(old.map(canonicalJson));
  const added = requirements(now).find(
    (requirement) =>
      !known.has(canonicalJson(requirement)) && !old.some((other) => isWider(requirement, other)),
  );
  return added === undefined ? undefined : shown(added);
}

function requirements(selected: Json | undefined): readonly Json[] {
  const labels = getAt(selected, ['matchLabels']);
  const expressions = getAt(selected, ['matchExpressions']);
  return [
    ...Object.entries(isObject(labels) ? labels : {}).map(([key, value]) => ({
      key,
      operator: 'In',
      values: [value],
    })),
    ...(isArray(expressions) ? expressions : []),
  ];
}

/** `In` with more values lets more through. */
function isWider(requirement: Json, other: Json): boolean {
  if ([requirement, other].some((each) => getString(each, ['operator']) !== 'In')) return false;
  const [wide, narrow] = [getAt(requirement, ['values']), getAt(other, ['values'])];
  return (
    getString(requirement, ['key']) === getString(other, ['key']) &&
    isArray(wide) &&
    isArray(narrow) &&
    narrow.every((value) => wide.includes(value))
  );
}

function names(object: Json): readonly string[] {
  const list = getAt(object, machines);
  return isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}
