import type { Rule } from '../define-rule.ts';
import { backupLabel } from './backup-label.ts';
import { clusterConfigMissing } from './cluster-config-missing.ts';
import { clusterProfileDiffers } from './cluster-profile-differs.ts';
import { clusterSecretMissing } from './cluster-secret-missing.ts';
import { configFightsHub } from './config-fights-hub.ts';
import { configKeyCase } from './config-key-case.ts';
import { configMapKey } from './config-map-key.ts';
import { configMapName } from './config-map-name.ts';
import { configMapNamespace } from './config-map-namespace.ts';
import { controllerTypeMismatch } from './controller-type-mismatch.ts';
import { distributionWithoutAutomation } from './distribution-without-automation.ts';
import { falseNotDurable } from './false-not-durable.ts';
import { hubSwitchOnCluster } from './hub-switch-on-cluster.ts';
import { leaderElectionMissing } from './leader-election-missing.ts';
import { misplacedConfigKey } from './misplaced-config-key.ts';
import { operatorNamesOverwritten } from './operator-names-overwritten.ts';
import { opsNamespaceDiffers } from './ops-namespace-differs.ts';
import { partialHubConfig } from './partial-hub-config.ts';
import { reconcileCount } from './reconcile-count.ts';
import { s3BucketName } from './s3-bucket-name.ts';
import { s3BucketSharedByHubs } from './s3-bucket-shared-by-hubs.ts';
import { s3CaCertificates } from './s3-ca-certificates.ts';
import { s3CaCertificatesUnused } from './s3-ca-certificates-unused.ts';
import { s3Disabled } from './s3-disabled.ts';
import { s3EndpointClusterLocal } from './s3-endpoint-cluster-local.ts';
import { s3EndpointInvalid } from './s3-endpoint-invalid.ts';
import { s3EndpointPlainHttp } from './s3-endpoint-plain-http.ts';
import { s3ProfileDuplicate } from './s3-profile-duplicate.ts';
import { s3ProfileIncomplete } from './s3-profile-incomplete.ts';
import { s3RegionMissing } from './s3-region-missing.ts';
import { s3SecretKeys } from './s3-secret-keys.ts';
import { s3SecretMissing } from './s3-secret-missing.ts';
import { s3SecretNameTooLong } from './s3-secret-name-too-long.ts';
import { s3SecretNamespace } from './s3-secret-namespace.ts';
import { s3SecretNotOnHub } from './s3-secret-not-on-hub.ts';
import { s3SecretValue } from './s3-secret-value.ts';
import { secondHubConfig } from './second-hub-config.ts';
import { secretInPlainText } from './secret-in-plain-text.ts';
import { veleroNamespaceEmpty } from './velero-namespace-empty.ts';

export const configurationRules: readonly Rule[] = [
  backupLabel,
  clusterConfigMissing,
  clusterProfileDiffers,
  clusterSecretMissing,
  configFightsHub,
  configKeyCase,
  configMapKey,
  configMapName,
  configMapNamespace,
  controllerTypeMismatch,
  distributionWithoutAutomation,
  falseNotDurable,
  hubSwitchOnCluster,
  leaderElectionMissing,
  misplacedConfigKey,
  operatorNamesOverwritten,
  opsNamespaceDiffers,
  partialHubConfig,
  reconcileCount,
  s3BucketName,
  s3BucketSharedByHubs,
  s3CaCertificatesUnused,
  s3CaCertificates,
  s3Disabled,
  s3EndpointClusterLocal,
  s3EndpointInvalid,
  s3EndpointPlainHttp,
  s3ProfileDuplicate,
  s3ProfileIncomplete,
  s3RegionMissing,
  s3SecretKeys,
  s3SecretMissing,
  s3SecretNameTooLong,
  s3SecretNamespace,
  s3SecretNotOnHub,
  s3SecretValue,
  secondHubConfig,
  secretInPlainText,
  veleroNamespaceEmpty,
];
