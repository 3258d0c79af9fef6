import { defineKind } from './define-kind.ts';
import { backupLabel, createdByRamenLabel, ownerReferences } from './facets/owned-metadata.ts';
import { namespaceReference } from './facets/references.ts';

/** RamenConfig's text inside is compared as parsed YAML; the kind of its parsed content is `ramenConfig`. */
export const configMap = defineKind({
  kind: 'ConfigMap',
  group: '',
  versions: ['v1'],
  plural: 'configmaps',
  shortNames: ['cm'],
  scope: 'Namespaced',
  role: 'applied',
  wave: 20,
  controllerOwned: [...backupLabel, ...createdByRamenLabel, ...ownerReferences],
  references: namespaceReference,
  removal: () => ['whatever reads it finds nothing: Ramen without its configuration carries out no action'],
});
