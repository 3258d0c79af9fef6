import type { Manifest } from '../../model/manifest.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const namespaceMissing = defineRule({
  id: 'namespace-missing',
  severity: 'error',
  summary: 'An object of a namespaced kind has no namespace.',
  page: () => ({
    why: `Which namespace it lands in would depend on who applies it: kubectl takes the one of its context. ramen-sync does not
guess, and a DRPlacementControl protects what is in its own namespace.`,
    fix: 'Add `metadata.namespace`. Where kustomize sets it, make the folder a source with `kustomize: true`.',
    links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/'],
    invalid: [
      {
        title: 'A Placement without a namespace',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: # finding
  name: cart
spec: { numberOfClusters: 1 }
`,
      },
    ],
    valid: [
      {
        title: 'It says where it belongs',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
spec: { numberOfClusters: 1 }
`,
      },
    ],
  }),
  *check(topology) {
    const told = new Set<Manifest>();
    for (const { manifest, kind, ref } of topology.objects) {
      if (kind.scope === 'Cluster' || ref.namespace !== undefined || told.has(manifest)) continue;
      if (topology.kustomized.has(manifest.file)) continue;
      told.add(manifest);
      yield {
        manifest,
        path: ['metadata', 'namespace'],
        message: `${nameOf(manifest)} has no namespace`,
        label: 'namespace is missing here',
        help: 'add namespace',
      };
    }
  },
});
