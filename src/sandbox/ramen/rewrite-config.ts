import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { dumpYaml } from '../../yaml/dump-yaml.ts';
import { parseText } from '../../yaml/parse-text.ts';

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
    const config = decode(ramenConfig, parsed.value ?? null, defaultsOf(role, namespace));
    const names = role === 'hub' && isObject(config) ? operatorNames(namespace) : {};
    const operator = isObject(config) && isObject(config.drClusterOperator) ? config.drClusterOperator : {};
    const merged = isObject(config) ? { ...config, drClusterOperator: { ...operator, ...names } } : {};
    return dumpYaml(encode(ramenConfig, merged) ?? {});
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

/** A value that Go's decoder refuses for the type of its field. */
class Misfit extends Error {}

/** Types of Go as far as they decide what is written: `kept` ones are written when they are zero. */
type GoType =
  | { readonly is: 'string' | 'bool' | 'int' | 'duration' | 'bytes'; readonly kept?: true }
  | { readonly is: 'bool-pointer' }
  | { readonly is: 'list'; readonly of: GoType }
  | { readonly is: 'struct'; readonly fields: Fields; readonly pointer?: true };
type Fields = { readonly [key: string]: GoType };

const string = { is: 'string' } as const;
const keptString = { is: 'string', kept: true } as const;
const bool = { is: 'bool' } as const;
const duration = { is: 'duration', kept: true } as const;
const struct = (fields: Fields): GoType => ({ is: 'struct', fields });
const pointerTo = (fields: Fields): GoType => ({ is: 'struct', fields, pointer: true });

const ramenConfig = struct({
  apiVersion: string,
  kind: string,
  leaderElection: pointerTo({
    leaderElect: { is: 'bool-pointer' },
    leaseDuration: duration,
    renewDeadline: duration,
    retryPeriod: duration,
    resourceLock: keptString,
    resourceName: keptString,
    resourceNamespace: keptString,
  }),
  metrics: struct({ bindAddress: string }),
  health: struct({
    healthProbeBindAddress: string,
    readinessEndpointName: string,
    livenessEndpointName: string,
  }),
  ramenControllerType: string,
  s3StoreProfiles: {
    is: 'list',
    of: struct({
      s3ProfileName: keptString,
      s3Bucket: keptString,
      s3CompatibleEndpoint: keptString,
      s3Region: keptString,
      s3SecretRef: struct({ name: string, namespace: string }),
      veleroNamespaceSecretKeyRef: pointerTo({
        name: string,
        key: keptString,
        optional: { is: 'bool-pointer' },
      }),
      caCertificates: { is: 'bytes' },
    }),
  },
  maxConcurrentReconciles: { is: 'int' },
  drClusterOperator: struct({
    deploymentAutomationEnabled: bool,
    s3SecretDistributionEnabled: bool,
    channelName: string,
    packageName: string,
    namespaceName: string,
    catalogSourceName: string,
    catalogSourceNamespaceName: string,
    clusterServiceVersionName: string,
  }),
  volSync: struct({ disabled: bool, cephFSCSIDriverName: string, destinationCopyMethod: string }),
  kubeObjectProtection: struct({ disabled: bool, veleroNamespaceName: string }),
  multiNamespace: struct({ FeatureEnabled: bool, volsyncSupported: bool }),
  volumeUnprotectionEnabled: bool,
  ramenOpsNamespace: string,
  retainNamespaceSCCAcrossPeers: bool,
});

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

/** As encoding/json decodes into a value that is there: keys without case, the later of two wins, `null` changes nothing. */
function decode(type: GoType, value: Json, into: Json | undefined): Json | undefined {
  if (value === null && type.is === 'duration') throw new Misfit();
  if (value === null) return isPointer(type) ? undefined : into;
  switch (type.is) {
    case 'struct': {
      if (!isObject(value)) throw new Misfit();
      const known: Record<string, Json> = { ...(isObject(into) ? into : {}) };
      for (const key of Object.keys(value).sort()) {
        const field = Object.keys(type.fields).find((name) => name.toLowerCase() === key.toLowerCase());
        const fieldType = field === undefined ? undefined : type.fields[field];
        if (field === undefined || fieldType === undefined) continue;
        const decoded = decode(fieldType, value[key] ?? null, known[field]);
        if (decoded === undefined) delete known[field];
        else known[field] = decoded;
      }
      return known;
    }
    case 'list':
      if (!isArray(value)) throw new Misfit();
      return value.map((item) => decode(type.of, item, {}) ?? null);
    case 'int':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw new Misfit();
      return value;
    case 'bool':
    case 'bool-pointer':
      if (typeof value !== 'boolean') throw new Misfit();
      return value;
    default:
      // The YAML reader gives a text field its number or boolean as text.
      if (isObject(value) || isArray(value)) throw new Misfit();
      return type.is === 'bytes' ? String(value).replace(/[\r\n]/g, '') : String(value);
  }
}

function isPointer(type: GoType): boolean {
  return type.is === 'bool-pointer' || type.is === 'list' || (type.is === 'struct' && type.pointer === true);
}

/** As encoding/json encodes with `omitempty`, keys sorted as YAML's writer does. */
function encode(type: GoType, value: Json | undefined): Json | undefined {
  switch (type.is) {
    case 'struct': {
      if (value === undefined && type.pointer) return undefined;
      const object = isObject(value) ? value : {};
      const entries = Object.keys(type.fields)
        .sort()
        .flatMap((key): [string, Json][] => {
          const field = type.fields[key];
          const encoded = field === undefined ? undefined : encode(field, object[key]);
          return encoded === undefined ? [] : [[key, encoded]];
        });
      return Object.fromEntries(entries);
    }
    case 'list':
      if (!isArray(value) || value.length === 0) return undefined;
      return value.map((item) => encode(type.of, item ?? undefined) ?? {});
    case 'bool-pointer':
      return value;
    case 'duration':
      return value === undefined ? '0s' : goDuration(String(value));
    case 'bool':
      return value === true ? true : undefined;
    case 'int':
      return value === 0 ? undefined : value;
    default:
      return value === undefined || value === '' ? (type.kept ? '' : undefined) : value;
  }
}

/** Whole seconds as Go writes them: `1m0s`, `1h0m0s`. */
function goDuration(text: string): string {
  const parts = [...text.matchAll(/(\d+)(h|m|s)(?![a-z])/g)];
  if (parts.map(([part]) => part).join('') !== text) throw new Misfit();
  const seconds = parts.reduce((sum, [, count, unit]) => {
    const size = unit === 'h' ? 3600 : unit === 'm' ? 60 : 1;
    return sum + Number(count) * size;
  }, 0);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}
