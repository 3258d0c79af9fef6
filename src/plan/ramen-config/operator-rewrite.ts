import type { FieldPath } from '../../model/field-path.ts';
import { isArray, isObject, type Json, jsonEquals } from '../../model/json.ts';
import { ramenConfigKeys } from '../../topology/ramen-config-keys.ts';

/**
 * What Ramen's operator does to its text at every start: it reads the text over its defaults, leaves out what it does not
 * know and most of what is zero, sorts the keys, and on the hub sets the names of the clusters' operator itself.
 * Ramen: internal/controller/ramenconfig.go (CreateOrUpdateConfigMap), api/v1alpha1/ramenconfig_types.go (omitempty).
 * Paths have profiles by name: `['s3StoreProfiles', 'minio-on-dr1', 's3Bucket']`.
 */

/** Of several keys that differ in case alone the last in byte order counts, as Go's decoder meets them. */
export function effectiveKey(object: { readonly [key: string]: Json }, key: string): string | undefined {
  const folded = key.toLowerCase();
  return Object.keys(object)
    .filter((candidate) => candidate.toLowerCase() === folded)
    .sort()
    .at(-1);
}

/** Ramen reads this key; what it does not read, its rewrite drops. */
export function isRead(path: FieldPath): boolean {
  let known: unknown = ramenConfigKeys;
  for (const [depth, step] of path.entries()) {
    if (isArray(known)) {
      known = known[0];
      if (depth === 1) continue;
    }
    if (!isObject(known)) return false;
    const key = effectiveKey(known, String(step));
    if (key === undefined) return false;
    known = known[key];
  }
  return true;
}

/** Set by the hub's operator at every start, whatever the text says (drClusterOperatorCopyOLMStrings). */
export function isSetByHub(path: FieldPath): boolean {
  return path.length === 2 && isOneOf(path, ['drClusterOperator'], operatorNames);
}

const operatorNames = [
  'channelName',
  'packageName',
  'namespaceName',
  'catalogSourceName',
  'catalogSourceNamespaceName',
  'clusterServiceVersionName',
];

export function isZero(value: Json): boolean {
  return value === false || value === 0 || value === '' || (isArray(value) && value.length === 0);
}

/** A zero that the rewrite keeps: the type is a pointer. */
export function keepsZero(path: FieldPath): boolean {
  return spelled(path) === 'leaderelection.leaderelect';
}

/** Left out, these count as something else than zero at the next start (DefaultRamenConfig). */
export function hasDefault(path: FieldPath): boolean {
  return defaulted.has(spelled(path));
}

const defaulted = new Set(
  [
    'maxConcurrentReconciles',
    'health.healthProbeBindAddress',
    'metrics.bindAddress',
    'leaderElection.resourceName',
    'ramenOpsNamespace',
    'volumeUnprotectionEnabled',
    'retainNamespaceSCCAcrossPeers',
    'drClusterOperator.deploymentAutomationEnabled',
    'drClusterOperator.s3SecretDistributionEnabled',
    'kubeObjectProtection.veleroNamespaceName',
    'volSync.destinationCopyMethod',
    'multiNamespace.FeatureEnabled',
    'multiNamespace.volsyncSupported',
  ].map((path) => path.toLowerCase()),
);

/** Equal to Ramen, whose decoder takes a number for a text, line breaks within base64, and any spelling of a duration. */
export function sameToRamen(path: FieldPath, git: Json, live: Json): boolean {
  if (jsonEquals(git, live)) return true;
  if (isObject(git) || isArray(git) || typeof live !== 'string' || !isRead(path)) return false;
  const last = String(path.at(-1)).toLowerCase();
  if (last === 'cacertificates') return withoutBreaks(String(git)) === withoutBreaks(live);
  if (isOneOf(path, ['leaderElection'], ['leaseDuration', 'renewDeadline', 'retryPeriod'])) {
    const duration = nanoseconds(String(git));
    return duration !== undefined && duration === nanoseconds(live);
  }
  return typeof git !== 'string' && String(git) === live;
}

function withoutBreaks(text: string): string {
  return text.replace(/[\r\n]/g, '');
}

const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Go: time.ParseDuration. */
function nanoseconds(text: string): number | undefined {
  if (!/^(?:0|(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+)$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
}

function spelled(path: FieldPath): string {
  return path.join('.').toLowerCase();
}

function isOneOf(path: FieldPath, parent: FieldPath, keys: readonly string[]): boolean {
  return keys.some((key) => spelled([...parent, key]) === spelled(path));
}
