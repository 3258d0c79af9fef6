import type { Rule } from '../define-rule.ts';
import { clusterNotInPolicy } from './cluster-not-in-policy.ts';
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
import { placementMissing } from './placement-missing.ts';
import { placementNotDisabled } from './placement-not-disabled.ts';
import { placementShared } from './placement-shared.ts';
import { policyReferenceNamespace } from './policy-reference-namespace.ts';
import { preferredClusterMissing } from './preferred-cluster-missing.ts';
import { protectedNamespacesMissing } from './protected-namespaces-missing.ts';
import { protectedNamespacesOutsideOps } from './protected-namespaces-outside-ops.ts';
import { protectedNamespacesOverlap } from './protected-namespaces-overlap.ts';
import { referenceKind } from './reference-kind.ts';
import { sccRetentionOff } from './scc-retention-off.ts';
import { unknownPolicy } from './unknown-policy.ts';

export const applicationRules: readonly Rule[] = [
  clusterNotInPolicy,
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
  placementMissing,
  placementNotDisabled,
  placementShared,
  policyReferenceNamespace,
  preferredClusterMissing,
  protectedNamespacesMissing,
  protectedNamespacesOutsideOps,
  protectedNamespacesOverlap,
  referenceKind,
  sccRetentionOff,
  unknownPolicy,
];
