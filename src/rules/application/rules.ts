import type { Rule } from '../define-rule.ts';
import { annotationNotRead } from './annotation-not-read.ts';
import { appNamespaceMismatch } from './app-namespace-mismatch.ts';
import { applicationSetAmbiguous } from './application-set-ambiguous.ts';
import { applicationSetDestination } from './application-set-destination.ts';
import { applicationSetGenerator } from './application-set-generator.ts';
import { applicationSetPlacementMissing } from './application-set-placement-missing.ts';
import { bindingName } from './binding-name.ts';
import { captureIntervalUnreadable } from './capture-interval-unreadable.ts';
import { clusterNotInPolicy } from './cluster-not-in-policy.ts';
import { clusterSetMissing } from './cluster-set-missing.ts';
import { clusterSetUnbound } from './cluster-set-unbound.ts';
import { dryRunWithoutFailover } from './dry-run-without-failover.ts';
import { duplicateProtectedNamespace } from './duplicate-protected-namespace.ts';
import { emptyAction } from './empty-action.ts';
import { failoverClusterMissing } from './failover-cluster-missing.ts';
import { failoverToPreferred } from './failover-to-preferred.ts';
import { kubeObjectsNotProtected } from './kube-objects-not-protected.ts';
import { kubeObjectsSwitchedOff } from './kube-objects-switched-off.ts';
import { multiNamespaceDisabled } from './multi-namespace-disabled.ts';
import { nameTooLong } from './name-too-long.ts';
import { opsNamespaceProtected } from './ops-namespace-protected.ts';
import { overlappingSelectors } from './overlapping-selectors.ts';
import { placementAndRule } from './placement-and-rule.ts';
import { placementClusterCount } from './placement-cluster-count.ts';
import { placementMissing } from './placement-missing.ts';
import { placementNotDisabled } from './placement-not-disabled.ts';
import { placementShared } from './placement-shared.ts';
import { policyReferenceNamespace } from './policy-reference-namespace.ts';
import { preferredClusterMissing } from './preferred-cluster-missing.ts';
import { protectedNamespacesMissing } from './protected-namespaces-missing.ts';
import { protectedNamespacesOutsideOps } from './protected-namespaces-outside-ops.ts';
import { protectedNamespacesOverlap } from './protected-namespaces-overlap.ts';
import { referenceKind } from './reference-kind.ts';
import { replicationModeMissing } from './replication-mode-missing.ts';
import { replicationStateUnknown } from './replication-state-unknown.ts';
import { replicationStoreMissing } from './replication-store-missing.ts';
import { sccRetentionOff } from './scc-retention-off.ts';
import { subscriptionPlacementMissing } from './subscription-placement-missing.ts';
import { unknownPolicy } from './unknown-policy.ts';

export const applicationRules: readonly Rule[] = [
  annotationNotRead,
  appNamespaceMismatch,
  applicationSetAmbiguous,
  applicationSetDestination,
  applicationSetGenerator,
  applicationSetPlacementMissing,
  bindingName,
  captureIntervalUnreadable,
  clusterNotInPolicy,
  clusterSetMissing,
  clusterSetUnbound,
  dryRunWithoutFailover,
  duplicateProtectedNamespace,
  emptyAction,
  failoverClusterMissing,
  failoverToPreferred,
  kubeObjectsNotProtected,
  kubeObjectsSwitchedOff,
  multiNamespaceDisabled,
  nameTooLong,
  opsNamespaceProtected,
  overlappingSelectors,
  placementAndRule,
  placementClusterCount,
  placementMissing,
  placementNotDisabled,
  placementShared,
  policyReferenceNamespace,
  preferredClusterMissing,
  protectedNamespacesMissing,
  protectedNamespacesOutsideOps,
  protectedNamespacesOverlap,
  referenceKind,
  replicationModeMissing,
  replicationStateUnknown,
  replicationStoreMissing,
  sccRetentionOff,
  subscriptionPlacementMissing,
  unknownPolicy,
];
