import { defineKind } from './define-kind.ts';

/** The only document that deletes; served by no cluster. */
export const removal = defineKind({
  kind: 'Removal',
  group: 'ramen-sync.io',
  plural: 'removals',
  scope: 'Cluster',
  role: 'instruction',
  wave: 0,
});
