import { defineKind } from './define-kind.ts';

export const persistentVolumeClaim = defineKind({
  kind: 'PersistentVolumeClaim',
  group: '',
  versions: ['v1'],
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  scope: 'Namespaced',
  role: 'referenced',
  target: 'managed',
  wave: 0,
});
