import { defineKind } from './define-kind.ts';

export const replicationSource = defineKind({
  kind: 'ReplicationSource',
  group: 'volsync.backube',
  plural: 'replicationsources',
  scope: 'Namespaced',
  role: 'operator-owned',
  target: 'managed',
  wave: 0,
});
