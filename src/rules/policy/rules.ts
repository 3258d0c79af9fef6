import type { Rule } from '../define-rule.ts';
import { bothClustersFenced } from './both-clusters-fenced.ts';
import { cidrDuplicate } from './cidr-duplicate.ts';
import { cidrInvalid } from './cidr-invalid.ts';
import { cidrOfBothClusters } from './cidr-of-both-clusters.ts';
import { classSelectorMismatch } from './class-selector-mismatch.ts';
import { classSelectorUseless } from './class-selector-useless.ts';
import { clusterNameInvalid } from './cluster-name-invalid.ts';
import { clusterNameLabel } from './cluster-name-label.ts';
import { fenceClassMissing } from './fence-class-missing.ts';
import { fenceOnRegional } from './fence-on-regional.ts';
import { fenceWithoutCidrs } from './fence-without-cidrs.ts';
import { fencedHome } from './fenced-home.ts';
import { intervalIgnored } from './interval-ignored.ts';
import { intervalLeadingZero } from './interval-leading-zero.ts';
import { intervalUneven } from './interval-uneven.ts';
import { intervalZero } from './interval-zero.ts';
import { managedClusterMissing } from './managed-cluster-missing.ts';
import { metroOverlap } from './metro-overlap.ts';
import { metroStorageDiffers } from './metro-storage-differs.ts';
import { networkMappingInvalid } from './network-mapping-invalid.ts';
import { networkMappingMissing } from './network-mapping-missing.ts';
import { policyClusterCount } from './policy-cluster-count.ts';
import { policySyncAndAsync } from './policy-sync-and-async.ts';
import { regionDeprecated } from './region-deprecated.ts';
import { s3ProfileNameEmpty } from './s3-profile-name-empty.ts';
import { s3ProfileOfOneCluster } from './s3-profile-of-one-cluster.ts';
import { s3ProfilesSameStore } from './s3-profiles-same-store.ts';
import { specMissing } from './spec-missing.ts';
import { unknownCluster } from './unknown-cluster.ts';
import { unknownS3Profile } from './unknown-s3-profile.ts';

export const policyRules: readonly Rule[] = [
  bothClustersFenced,
  cidrDuplicate,
  cidrInvalid,
  cidrOfBothClusters,
  classSelectorMismatch,
  classSelectorUseless,
  clusterNameInvalid,
  clusterNameLabel,
  fenceClassMissing,
  fenceOnRegional,
  fenceWithoutCidrs,
  fencedHome,
  intervalIgnored,
  intervalLeadingZero,
  intervalUneven,
  intervalZero,
  managedClusterMissing,
  metroOverlap,
  metroStorageDiffers,
  networkMappingInvalid,
  networkMappingMissing,
  policyClusterCount,
  policySyncAndAsync,
  regionDeprecated,
  s3ProfileNameEmpty,
  s3ProfileOfOneCluster,
  s3ProfilesSameStore,
  specMissing,
  unknownCluster,
  unknownS3Profile,
];
