import type { ChangeRule } from '../define-rule.ts';
import { actionRemoved } from './action-removed.ts';
import { automationTurnedOff } from './automation-turned-off.ts';
import { drpcMoved } from './drpc-moved.ts';
import { drpcRenamed } from './drpc-renamed.ts';
import { dryRunDropped } from './dry-run-dropped.ts';
import { failoverClusterChanged } from './failover-cluster-changed.ts';
import { fenceRemoved } from './fence-removed.ts';
import { immutableField } from './immutable-field.ts';
import { kubeObjectsNarrowed } from './kube-objects-narrowed.ts';
import { objectRemoved } from './object-removed.ts';
import { opsNamespaceChanged } from './ops-namespace-changed.ts';
import { policySwapped } from './policy-swapped.ts';
import { preferredClusterChanged } from './preferred-cluster-changed.ts';
import { protectedNamespacesNarrowed } from './protected-namespaces-narrowed.ts';
import { schedulingAnnotationRemoved } from './scheduling-annotation-removed.ts';
import { storageLabelChanged } from './storage-label-changed.ts';
import { usedProfileChanged } from './used-profile-changed.ts';

export const changeRules: readonly ChangeRule[] = [
  actionRemoved,
  automationTurnedOff,
  drpcMoved,
  drpcRenamed,
  dryRunDropped,
  failoverClusterChanged,
  fenceRemoved,
  immutableField,
  kubeObjectsNarrowed,
  objectRemoved,
  opsNamespaceChanged,
  policySwapped,
  preferredClusterChanged,
  protectedNamespacesNarrowed,
  schedulingAnnotationRemoved,
  storageLabelChanged,
  usedProfileChanged,
];
