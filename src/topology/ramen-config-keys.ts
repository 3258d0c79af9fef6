import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';

/** A tree of the keys that Ramen reads: `{}` is a value, a tuple of one is a list of such objects. */
type KeyTree = { readonly [key: string]: KeyTree | readonly [KeyTree] };

const value: KeyTree = {};

/** Ramen: api/v1alpha1/ramenconfig_types.go. */
export const ramenConfigKeys: KeyTree = {
  apiVersion: value,
  kind: value,
  ramenControllerType: value,
  maxConcurrentReconciles: value,
  leaderElection: {
    leaderElect: value,
    resourceName: value,
    leaseDuration: value,
    renewDeadline: value,
    retryPeriod: value,
    resourceLock: value,
    resourceNamespace: value,
  },
  metrics: { bindAddress: value },
  health: { healthProbeBindAddress: value, readinessEndpointName: value, livenessEndpointName: value },
  s3StoreProfiles: [
    {
      s3ProfileName: value,
      s3Bucket: value,
      s3CompatibleEndpoint: value,
      s3Region: value,
      s3SecretRef: { name: value, namespace: value },
      veleroNamespaceSecretKeyRef: { name: value, key: value, optional: value },
      caCertificates: value,
    },
  ],
  drClusterOperator: {
    deploymentAutomationEnabled: value,
    s3SecretDistributionEnabled: value,
    channelName: value,
    packageName: value,
    namespaceName: value,
    catalogSourceName: value,
    catalogSourceNamespaceName: value,
    clusterServiceVersionName: value,
  },
  volSync: { disabled: value, cephFSCSIDriverName: value, destinationCopyMethod: value },
  kubeObjectProtection: { disabled: value, veleroNamespaceName: value },
  multiNamespace: { FeatureEnabled: value, volsyncSupported: value },
  volumeUnprotectionEnabled: value,
  ramenOpsNamespace: value,
  retainNamespaceSCCAcrossPeers: value,
};

/** A key that Ramen does not read as it stands. */
export interface StrangeKey {
  readonly path: readonly (string | number)[];
  readonly value: Json;
  /** The key that Ramen reads in its place: it differs in case alone. */
  readonly inCase?: string;
}

/** Every key that is not spelled as Ramen spells it, with what is below it left out. */
export function strangeKeys(config: JsonObject): readonly StrangeKey[] {
  return strangeIn(config, ramenConfigKeys, []);
}

function strangeIn(object: JsonObject, known: KeyTree, path: FieldPath): readonly StrangeKey[] {
  return Object.entries(object).flatMap(([key, child]) => {
    const here = [...path, key];
    const exact = known[key];
    if (exact !== undefined) return below(child, exact, here);
    const inCase = Object.keys(known).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
    if (inCase === undefined) return [{ path: here, value: child }];
    return [{ path: here, value: child, inCase }, ...below(child, known[inCase] ?? value, here)];
  });
}

function below(child: Json, known: KeyTree | readonly [KeyTree], path: FieldPath): readonly StrangeKey[] {
  if (isTuple(known)) {
    const items = isArray(child) ? child : [];
    return items.flatMap((item, index) =>
      isObject(item) ? strangeIn(item, known[0], [...path, index]) : [],
    );
  }
  return isObject(child) && Object.keys(known).length > 0 ? strangeIn(child, known, path) : [];
}

function isTuple(known: KeyTree | readonly [KeyTree]): known is readonly [KeyTree] {
  return Array.isArray(known);
}
