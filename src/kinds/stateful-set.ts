import { defineKind } from './define-kind.ts';

/** A workload with claim templates: its pods' volumes are what a DRPC selects. */
export const statefulSet = defineKind({
  kind: 'StatefulSet',
  group: 'apps',
  versions: ['v1'],
  plural: 'statefulsets',
  shortNames: ['sts'],
  scope: 'Namespaced',
  role: 'referenced',
  target: 'managed',
  wave: 0,
});
