import { defineKind } from './define-kind.ts';

export const replicationDestination = defineKind({
  kind: 'ReplicationDestination',
  group: 'volsync.backube',
  plural: 'replicationdestinations',
  scope: 'Namespaced',
  role: 'operator-owned',
  target: 'managed',
  wave: 0,
});
