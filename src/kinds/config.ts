import { defineKind } from './define-kind.ts';

/** `ramen-sync.yaml`: read by `src/config`, served by no cluster. */
export const config = defineKind({
  kind: 'Config',
  group: 'ramen-sync.io',
  plural: 'configs',
  scope: 'Cluster',
  role: 'instruction',
  wave: 0,
});
