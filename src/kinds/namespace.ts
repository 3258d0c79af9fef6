import { defineKind } from './define-kind.ts';
import { createdByRamenLabel } from './facets/owned-metadata.ts';

export const namespace = defineKind({
  kind: 'Namespace',
  group: '',
  versions: ['v1'],
  plural: 'namespaces',
  shortNames: ['ns'],
  scope: 'Cluster',
  role: 'applied',
  wave: 0,
  controllerOwned: [
    ...createdByRamenLabel,
    ['metadata', 'labels', 'kubernetes.io/metadata.name'],
    ['spec', 'finalizers'],
  ],
});
