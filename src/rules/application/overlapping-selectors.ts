import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { opsNamespaceOf } from '../../topology/ops-namespace.ts';
import { meetingPoints } from '../../topology/placement-of.ts';
import { manifestsOf, type Topology } from '../../topology/topology.ts';
import { vrgNamespaces } from '../../topology/vrg-namespace.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const path = ['spec', 'pvcSelector'];

export const overlappingSelectors = defineRule({
  id: 'overlapping-selectors',
  severity: 'error',
  summary: 'Two DRPlacementControls select the same volumes of one namespace.',
  page: () => ({
    why: `An empty \`pvcSelector\` selects every volume of the namespace, also those of the application beside it. Ramen does not
compare DRPlacementControls outside its ops namespace: each protects the volumes on its own, and a failover of one
application takes the volumes of the other away. \`pvcSelector\` cannot be changed once it is applied.`,
    fix: 'Give each application a selector of its own, by labels that only its volumes have.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/volumereplicationgroup_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'One of two selects everything',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: stock, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: stock }
  pvcSelector: {} # finding
`,
      },
      {
        title: 'Two select the same',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { tier: data } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: stock, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: stock }
  pvcSelector: { matchLabels: { tier: data } } # finding
`,
      },
    ],
    valid: [
      {
        title: 'Each its own volumes',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: stock, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: stock }
  pvcSelector: { matchLabels: { app: stock } }
`,
      },
      {
        title: 'Alone in its namespace an application may select everything',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    const ops = opsNamespaceOf(topology);
    const namespaceOf = vrgNamespaces(topology);
    const neighbours = new Map<string, Manifest[]>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const namespace = ops.mayHold(drpc) ? undefined : namespaceOf(drpc);
      if (namespace === undefined) continue;
      const group = neighbours.get(namespace);
      if (group === undefined) neighbours.set(namespace, [drpc]);
      else group.push(drpc);
    }
    for (const group of neighbours.values()) {
      if (group.length > 1) yield* judgeNamespace(group, topology);
    }
  },
});

/** One namespace may be on many clusters: only applications that share one meet. */
function* judgeNamespace(drpcs: readonly Manifest[], topology: Topology): Iterable<Problem> {
  const groups = new Map<string, Manifest[]>();
  for (const drpc of drpcs) {
    for (const place of meetingPoints(drpc, topology)) {
      const group = groups.get(place);
      if (group === undefined) groups.set(place, [drpc]);
      else group.push(drpc);
    }
  }
  const told = new Set<Manifest>();
  for (const group of groups.values()) {
    for (const found of judge(group)) {
      if (told.has(found.manifest)) continue;
      told.add(found.manifest);
      yield found;
    }
  }
}

/** Each is held against those before it. */
function* judge(group: readonly Manifest[]): Iterable<Problem> {
  const bySelector = new Map<string, Manifest>();
  let first: Manifest | undefined;
  for (const drpc of group) {
    const selector = getAt(drpc.object, path);
    if (!isObject(selector)) continue;
    const text = canonical(selector);
    const isEmpty = text === emptySelector;
    const other = bySelector.get(text) ?? bySelector.get(emptySelector) ?? (isEmpty ? first : undefined);
    if (other !== undefined && !isSame(drpc, other)) yield problem(drpc, other, isEmpty);
    first ??= drpc;
    if (!bySelector.has(text)) bySelector.set(text, drpc);
  }
}

/** A DRPlacementControl that stands twice is another rule's. */
function isSame({ key }: Manifest, other: Manifest): boolean {
  return key.name === other.key.name && key.namespace === other.key.namespace;
}

function problem(drpc: Manifest, other: Manifest, isEmpty: boolean): Problem {
  return {
    manifest: drpc,
    path,
    message: `${nameOf(drpc)} selects ${isEmpty ? 'every volume of the namespace, those' : 'volumes'} of ${nameOf(other)}${isEmpty ? ' too' : ', which selects them already'}`,
    label: isEmpty ? 'selects everything' : 'selected twice',
    related: [{ manifest: other, path, message: 'the selector of the other' }],
    help: 'select by labels that only the volumes of this application have',
  };
}

/** Selectors that select the same have one text. */
function canonical(selector: JsonObject): string {
  const labels = isObject(selector.matchLabels) ? Object.entries(selector.matchLabels) : [];
  const expressions = isArray(selector.matchExpressions) ? selector.matchExpressions : [];
  return JSON.stringify([labels.sort(byText), expressions.map(sortedValues).sort(byText)]);
}

const emptySelector = canonical({});

function sortedValues(expression: Json): Json {
  if (!isObject(expression)) return expression;
  const { key = '', operator = '', values } = expression;
  return [key, operator, isArray(values) ? [...values].sort(byText) : []];
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
