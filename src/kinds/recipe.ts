import { defineKind } from './define-kind.ts';
import { namespaceReference } from './facets/references.ts';

export const recipe = defineKind({
  kind: 'Recipe',
  group: 'ramendr.openshift.io',
  plural: 'recipes',
  scope: 'Namespaced',
  role: 'applied',
  target: 'managed',
  wave: 25,
  atomicMaps: [
    ['spec', 'groups', '*', 'includedNamespacesByLabel'],
    ['spec', 'groups', '*', 'labelSelector'],
    ['spec', 'hooks', '*', 'labelSelector'],
    ['spec', 'volumes', 'includedNamespacesByLabel'],
    ['spec', 'volumes', 'labelSelector'],
  ],
  listMaps: [
    { path: ['spec', 'groups'], keys: ['name'] },
    { path: ['spec', 'hooks'], keys: ['name'] },
    { path: ['spec', 'hooks', '*', 'chks'], keys: ['name'] },
    { path: ['spec', 'hooks', '*', 'jobs'], keys: ['name'] },
    { path: ['spec', 'hooks', '*', 'ops'], keys: ['name'] },
    { path: ['spec', 'workflows'], keys: ['name'] },
  ],
  references: namespaceReference,
});
