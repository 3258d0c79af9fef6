import type { Kind } from '../../kinds/define-kind.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { kinds as allKinds } from '../../kinds/registry.ts';
import { type FieldPath, getAt, getString } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { quoted } from '../wording.ts';

export const unreplacedPlaceholder = defineRule({
  id: 'unreplaced-placeholder',
  severity: 'error',
  summary: 'A name is a token that something else was to replace.',
  page: () => ({
    why: `Such a file is an ingredient for kustomize, Helm or envsubst, and no object: the API server refuses a name with these
signs. ramen-sync judges and applies files as they stand.`,
    fix: `Write the name, or keep what the tool prints. A folder with a kustomization can be a source with
\`kustomize: true\`; a folder of templates can be left out of the sources.`,
    links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
    invalid: [
      {
        title: 'For envsubst',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: $POLICY # finding
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
      {
        title: 'For kustomize',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef:
    kind: Placement
    name: APPSET_NAME # finding
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'A name',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: p5m
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
  }),
  *check(topology) {
    // One for each document: the others are of the same making.
    const told = new Set<Manifest>();
    for (const manifest of kinds.flatMap((kind) => manifestsOf(topology, kind))) {
      const { name, namespace = '' } = manifest.key;
      const field = isPlaceholder(name) ? 'name' : isPlaceholder(namespace) ? 'namespace' : undefined;
      if (field === undefined) continue;
      told.add(manifest);
      yield problem(manifest, ['metadata', field], field === 'name' ? name : namespace);
    }
    for (const { kind, fields } of referring) {
      for (const manifest of manifestsOf(topology, kind)) {
        const path = fields.flatMap((field) => namesAt(manifest, field)).find(isToken(manifest));
        if (path !== undefined && !told.has(manifest)) {
          yield problem(manifest, path, getString(manifest.object, path) ?? '');
        }
      }
    }
  },
});

/** What ramen-sync reads for itself has names of its own. */
const kinds = allKinds.filter(({ role }) => role !== 'instruction');

/** The fields that most often hold a token. */
const referring: readonly { readonly kind: Kind; readonly fields: readonly FieldPath[] }[] = [
  {
    kind: drPlacementControl,
    fields: [
      ['spec', 'placementRef', 'name'],
      ['spec', 'drPolicyRef', 'name'],
    ],
  },
  { kind: drPolicy, fields: [['spec', 'drClusters']] },
];

function namesAt({ object }: Manifest, path: FieldPath): readonly FieldPath[] {
  const value = getAt(object, path);
  return isArray(value) ? value.map((_, index) => [...path, index]) : [path];
}

function isToken({ object }: Manifest): (path: FieldPath) => boolean {
  return (path) => isPlaceholder(getString(object, path) ?? '');
}

function problem(manifest: Manifest, path: FieldPath, text: string): Problem {
  return {
    manifest,
    path,
    message: `${titleOf(manifest)} has ${quoted(text)} where a name must be`,
    label: 'a token, not a name',
    help: 'write the name, or give ramen-sync what the tool prints that replaces it',
  };
}

function titleOf({ key }: Manifest): string {
  return isPlaceholder(key.name) ? `this ${key.kind}` : `${key.kind} ${key.name}`;
}
