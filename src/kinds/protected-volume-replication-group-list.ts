import { defineKind } from './define-kind.ts';

/** A one-shot look into the S3 stores: a question, not a state to keep in Git. */
export const protectedVolumeReplicationGroupList = defineKind({
  kind: 'ProtectedVolumeReplicationGroupList',
  group: 'ramendr.openshift.io',
  plural: 'protectedvolumereplicationgrouplists',
  scope: 'Cluster',
  role: 'operator-owned',
  target: 'managed',
  wave: 0,
});
