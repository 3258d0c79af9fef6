import { kindOf } from '../../kinds/registry.ts';
import { type FieldPath, getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { defineRule } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { quoted } from '../wording.ts';

export const unreplacedPlaceholder = defineRule({
  id: 'unreplaced-placeholder',
  severity: 'error',
  summary: 'A name is a token that something else was to replace.',
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
  *check(topology) {
    for (const manifest of topology.manifests) {
      const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
      if (kind === undefined || kind.role === 'instruction') continue;
      const places: readonly FieldPath[] = [
        ['metadata', 'name'],
        ['metadata', 'namespace'],
        ...kind.references(manifest.object).map(({ path }) => path),
      ];
      // One for each document: the others are of the same making.
      const path = places.find((place) => isPlaceholder(getString(manifest.object, place) ?? ''));
      if (path === undefined) continue;
      const text = getString(manifest.object, path) ?? '';
      yield {
        manifest,
        path,
        message: `${titleOf(manifest)} has ${quoted(text)} where a name must be`,
        label: 'a token, not a name',
        help: 'write the name, or give ramen-sync what the tool prints that replaces it',
      };
    }
  },
});

function titleOf({ key }: Manifest): string {
  return isPlaceholder(key.name) ? `this ${key.kind}` : `${key.kind} ${key.name}`;
}
