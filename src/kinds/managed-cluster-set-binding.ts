import type { JsonObject } from '../model/json.ts';
import type { Reference } from '../model/reference.ts';
import { defineKind } from './define-kind.ts';
import { namespaceReference, referenceAt } from './facets/references.ts';

export const managedClusterSetBinding = defineKind({
  kind: 'ManagedClusterSetBinding',
  group: 'cluster.open-cluster-management.io',
  versions: ['v1beta2'],
  plural: 'managedclustersetbindings',
  shortNames: ['mclsetbinding', 'mclsetbindings'],
  scope: 'Namespaced',
  role: 'applied',
  wave: 45,
  references: bindingReferences,
});

function bindingReferences(object: JsonObject): readonly Reference[] {
  const group = 'cluster.open-cluster-management.io';
  return [
    ...namespaceReference(object),
    ...referenceAt(object, ['spec', 'clusterSet'], { group, kind: 'ManagedClusterSet', required: false }),
  ];
}
