import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { protectedVolumeReplicationGroupList } from '../../kinds/protected-volume-replication-group-list.ts';
import { volumeReplicationGroup } from '../../kinds/volume-replication-group.ts';
import { type FieldPath, formatPath, getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

/** A field that Ramen once had. */
interface ObsoleteField {
  readonly path: readonly string[];
  /** What does its work now. */
  readonly help: string;
}

const captureOrder = 'write a Recipe with workflows called backup and restore, and refer to it by recipeRef';
const workflowName = 'remove it: Ramen runs the workflows of the Recipe that are called backup and restore';
const capture = ['spec', 'kubeObjectProtection'];
const captureFields: readonly ObsoleteField[] = [
  { path: [...capture, 'captureOrder'], help: captureOrder },
  { path: [...capture, 'recoverOrder'], help: captureOrder },
  { path: [...capture, 'recipeRef', 'captureWorkflowName'], help: workflowName },
  { path: [...capture, 'recipeRef', 'recoverWorkflowName'], help: workflowName },
];

const fields = [
  {
    kind: drPolicy,
    root: ['spec'],
    fields: [
      {
        path: ['spec', 'drClusterSet'],
        help: 'list the two names in drClusters, and keep what else it says in two DRClusters',
      },
      {
        path: ['spec', 'asyncSchedulingInterval'],
        help: 'write the interval to schedulingInterval',
      },
      {
        path: ['spec', 'syncSchedulingInterval'],
        help: 'remove it: synchronous storage is found by its labels, with schedulingInterval: ""',
      },
    ],
  },
  { kind: drPlacementControl, root: capture, fields: captureFields },
  { kind: volumeReplicationGroup, root: capture, fields: captureFields },
  {
    kind: protectedVolumeReplicationGroupList,
    root: ['spec'],
    fields: [{ path: ['spec', 'profileName'], help: 'write s3ProfileName' }],
  },
];

export const obsoleteField = defineRule({
  id: 'obsolete-field',
  severity: 'error',
  summary: 'A field stands in old examples of Ramen, but no longer in its API.',
  page: () => ({
    why: `A strict API server refuses the object, a lax one drops the field without a word: an interval, an order of capture or
a pair of clusters that nobody reads. Some of Ramen's own documents still show such fields.`,
    fix: 'Write what does its work now, as the finding says.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drpolicy_types.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/volumereplicationgroup_types.go',
      'https://github.com/RamenDR/ramen/blob/main/docs/recipe.md',
    ],
    invalid: [
      {
        title: 'Clusters and interval of the first DRPolicy',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: # finding
  schedulingInterval: 5m
  drClusterSet: # finding
    - { name: dr1, region: east }
    - { name: dr2, region: west }
`,
      },
      {
        title: 'An order in place of a Recipe',
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
    captureOrder: # finding
      - { name: config, includedResources: [ConfigMap, Secret] }
`,
      },
      {
        title: 'Names of workflows',
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
      captureWorkflowName: capture # finding
      recoverWorkflowName: recover # finding
`,
      },
    ],
    valid: [
      {
        title: 'The policy of today',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
      {
        title: 'A Recipe by name',
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
`,
      },
    ],
  }),
  *check(topology) {
    for (const { kind, root, fields: list } of fields) {
      for (const manifest of manifestsOf(topology, kind)) {
        if (!isObject(getAt(manifest.object, root))) continue;
        for (const field of list) {
          if (getAt(manifest.object, field.path) !== undefined) yield* judge(manifest, field);
        }
      }
    }
  },
});

function* judge(manifest: Manifest, field: ObsoleteField): Iterable<Problem> {
  const name = field.path.at(-1) ?? '';
  yield {
    manifest,
    path: field.path,
    part: 'key',
    message: `${nameOf(manifest)} has ${formatPath(field.path)}, a field that Ramen no longer has`,
    label: 'no longer there',
    ramen: `strict decoding error: unknown field "${formatPath(field.path)}"`,
    help: field.help,
    ...fixOf(manifest, name),
  };
  const missing = replaced[name];
  const path = ['spec', missing ?? ''];
  // What the schema would say of the field that took its place, said once and with the value.
  if (missing === undefined || getAt(manifest.object, path) !== undefined) return;
  yield {
    manifest,
    path,
    message: `${nameOf(manifest)} has no ${missing}, which took the place of ${name}`,
    label: `${missing} is missing here`,
    related: [{ manifest, path: field.path, part: 'key', message: 'what it once was' }],
    help: `add ${missing}${valueText(manifest, field.path)}`,
    ...fixOf(manifest, name),
  };
}

const replaced: Readonly<Record<string, string>> = {
  drClusterSet: 'drClusters',
  profileName: 's3ProfileName',
  asyncSchedulingInterval: 'schedulingInterval',
};

function fixOf(manifest: Manifest, name: string): Pick<Problem, 'fix'> {
  const isFree = (field: string): boolean => getAt(manifest.object, ['spec', field]) === undefined;
  const to = replaced[name];
  if (name === 'drClusterSet' || to === undefined || !isFree(to)) return {};
  return { fix: { type: 'rename-key', path: ['spec', name], to } };
}

function valueText(manifest: Manifest, path: FieldPath): string {
  const value = getAt(manifest.object, path);
  if (typeof value === 'string') return `: ${value}`;
  const names = isArray(value) ? value.flatMap((item) => getString(item, ['name']) ?? []) : [];
  return names.length === 0 ? '' : `: [${names.join(', ')}]`;
}
