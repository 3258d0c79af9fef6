import { isObject, type JsonObject } from '../../../model/json.ts';
import { dumpYaml } from '../../../yaml/dump-yaml.ts';
import { parseText } from '../../../yaml/parse-text.ts';
import { decode, encode, Misfit } from './go-types.ts';
import { ramenConfigType } from './ramen-config-type.ts';

/**
 * The text of Ramen's configuration as an operator leaves it when it starts: read over its defaults, what is unknown dropped,
 * zeros left out, keys sorted, comments gone; on the hub the names of the clusters' operator are its own. Undefined where
 * the operator would not start, because the text does not fit its types.
 * Ramen: internal/controller/ramenconfig.go (CreateOrUpdateConfigMap), internal/config (Merge), api/v1alpha1/ramenconfig_types.go.
 */
export function rewriteConfig(text: string, role: 'hub' | 'cluster', namespace: string): string | undefined {
  const parsed = parseText(text);
  if (parsed.error !== undefined) return undefined;
  try {
    const config = decode(ramenConfigType, parsed.value ?? null, defaultsOf(role, namespace));
    const names = role === 'hub' && isObject(config) ? operatorNames(namespace) : {};
    const operator = isObject(config) && isObject(config.drClusterOperator) ? config.drClusterOperator : {};
    const merged = isObject(config) ? { ...config, drClusterOperator: { ...operator, ...names } } : {};
    return dumpYaml(encode(ramenConfigType, merged) ?? {});
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

function defaultsOf(role: 'hub' | 'cluster', namespace: string): JsonObject {
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'RamenConfig',
    maxConcurrentReconciles: 50,
    health: { healthProbeBindAddress: ':8081' },
    metrics: { bindAddress: '0.0.0.0:9289' },
    leaderElection: {
      leaderElect: true,
      resourceName: `${role === 'hub' ? 'hub' : 'dr-cluster'}.ramendr.openshift.io`,
    },
    ramenOpsNamespace: 'ramen-ops',
    volumeUnprotectionEnabled: true,
    retainNamespaceSCCAcrossPeers: true,
    drClusterOperator: {
      deploymentAutomationEnabled: true,
      s3SecretDistributionEnabled: true,
      ...(role === 'hub' ? operatorNames(namespace) : {}),
    },
    kubeObjectProtection: { veleroNamespaceName: 'velero' },
    volSync: { destinationCopyMethod: 'Direct' },
    multiNamespace: { FeatureEnabled: true, volsyncSupported: true },
  };
}

function operatorNames(namespace: string): JsonObject {
  return {
    channelName: 'alpha',
    packageName: 'ramen-dr-cluster-operator',
    namespaceName: namespace,
    catalogSourceName: 'ramen-catalog',
    catalogSourceNamespaceName: namespace,
    clusterServiceVersionName: 'ramen-dr-cluster-operator.v0.0.1',
  };
}
