import { defineKind } from './define-kind.ts';
import { finalizers } from './facets/owned-metadata.ts';
import { namespaceReference } from './facets/references.ts';
import { firstRisk, immutable } from './facets/risk.ts';

/** Ramen puts two finalizers on the S3 Secrets that it distributes (internal/controller/drpolicy.go). */
export const secret = defineKind({
  kind: 'Secret',
  group: '',
  versions: ['v1'],
  plural: 'secrets',
  scope: 'Namespaced',
  role: 'applied',
  wave: 10,
  immutable: [['type']],
  controllerOwned: finalizers,
  references: namespaceReference,
  risk: firstRisk(immutable([['type']])),
  removal: () => ['whoever reads these credentials no longer reaches the store'],
});
