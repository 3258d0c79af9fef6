import { defineKind } from './define-kind.ts';

export const applicationSet = defineKind({
  kind: 'ApplicationSet',
  group: 'argoproj.io',
  versions: ['v1alpha1'],
  plural: 'applicationsets',
  shortNames: ['appset', 'appsets'],
  scope: 'Namespaced',
  role: 'referenced',
  wave: 0,
});
