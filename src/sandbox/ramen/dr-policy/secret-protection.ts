import { getString } from '../../../model/field-path.ts';
import { type JsonObject, jsonEquals } from '../../../model/json.ts';
import { isBeingDeleted } from '../../../model/live-object.ts';
import type { SandboxCluster } from '../../world.ts';
import { isSet, type RamenConfig } from '../config/ramen-config.ts';
import { listOf, withFinalizer, withoutFinalizer } from '../metadata.ts';

const finalizer = 'drpolicies.ramendr.openshift.io/policy-protection';
const veleroFinalizer = `${finalizer}-velero`;

/**
 * Ramen's finalizers on the S3 Secrets that its policies distribute: with both automation flags only, and as long as a
 * policy's cluster uses them. (Ramen: internal/controller/drpolicy.go, util/secrets_util.go.)
 */
export function protectSecrets(hub: SandboxCluster, config: RamenConfig): void {
  const distributes =
    isSet(config, ['drClusterOperator', 'deploymentAutomationEnabled']) &&
    isSet(config, ['drClusterOperator', 's3SecretDistributionEnabled']);
  const used = distributes ? secretsInUse(hub, config) : new Set<string>();
  const velero =
    !isSet(config, ['kubeObjectProtection', 'disabled']) &&
    (getString(config.value, ['kubeObjectProtection', 'veleroNamespaceName']) ?? '') !== '';
  for (const name of new Set(config.profiles.map((profile) => profile.secretName))) {
    const secret = hub.get('Secret', config.namespace, name);
    if (secret === undefined || (isBeingDeleted(secret) && used.has(name))) continue;
    const kept = used.has(name) ? withFinalizer(secret, finalizer) : withoutFinalizer(secret, finalizer);
    const after =
      used.has(name) && velero
        ? withFinalizer(kept, veleroFinalizer)
        : withoutFinalizer(kept, veleroFinalizer);
    if (!jsonEquals(after, secret)) hub.update(after, 'manager');
  }
}

function secretsInUse(hub: SandboxCluster, config: RamenConfig): ReadonlySet<string> {
  const clusters = hub
    .list('DRPolicy')
    .filter((policy) => listOf(policy, ['metadata', 'finalizers']).length > 0 && !isBeingDeleted(policy))
    .flatMap((policy) => listOf(policy, ['spec', 'drClusters']).map(String));
  const profiles = clusters.flatMap((cluster): string[] => {
    const drCluster: JsonObject | undefined = hub.get('DRCluster', undefined, cluster);
    return [getString(drCluster, ['spec', 's3ProfileName']) ?? ''];
  });
  return new Set(
    config.profiles.filter(({ name }) => profiles.includes(name)).map(({ secretName }) => secretName),
  );
}
