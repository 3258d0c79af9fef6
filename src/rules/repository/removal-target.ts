import { readRemovals } from '../../topology/removals.ts';
import { defineRule } from '../define-rule.ts';

export const removalTarget = defineRule({
  id: 'removal-target',
  severity: 'error',
  summary: 'An entry of a Removal names nothing that can be deleted.',
  page: () => ({
    why: `ramen-sync deletes DRPlacementControls, Placements, PlacementRules, DRPolicies, DRClusters, ConfigMaps and Secrets on
the hub, and S3 profiles inside Ramen's configuration. An entry that names another kind, or an object without the namespace it
lives in, asks for nothing: whoever wrote it believes that something will be gone, and it stays.`,
    fix: 'Spell the kind as the object does (`DRPlacementControl`), and give the namespace where the kind has one.',
    links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
    invalid: [
      {
        title: 'A kind that nothing of disaster recovery has',
        yaml: `apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-cart }
spec:
  objects:
    - kind: Deployment # finding
      namespace: shop
      name: cart
      uid: 6f0c2d3e-0000-4000-8000-000000000000
  reason: application retired
  expires: 2999-12-31
`,
      },
      {
        title: 'A DRPlacementControl without its namespace',
        yaml: `apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-cart }
spec:
  objects:
    - { kind: DRPlacementControl, name: cart, uid: 6f0c2d3e-0000-4000-8000-000000000000 } # finding
  reason: application retired
  expires: 2999-12-31
`,
      },
    ],
    valid: [
      {
        title: 'An application, and a store that nobody uses any more',
        yaml: `apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-cart }
spec:
  objects:
    - { kind: DRPlacementControl, namespace: shop, name: cart, uid: 6f0c2d3e-0000-4000-8000-000000000000 }
    - { kind: S3StoreProfile, name: minio-on-dr3 }
  reason: application retired
  expires: 2999-12-31
`,
      },
    ],
  }),
  *check(topology) {
    for (const { manifest, path, target } of readRemovals(topology)) {
      if (target.type !== 'unclear') continue;
      yield {
        manifest,
        path: [...path, target.at],
        message: `Removal ${manifest.key.name} asks for what cannot be deleted: ${target.why}`,
        help: 'name the object as it is called on the hub, or drop the entry',
      };
    }
  },
});
