import { getAt, getString } from '../../../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../../../model/json.ts';
import { parseText } from '../../../yaml/parse-text.ts';
import type { SandboxCluster } from '../../world.ts';
import { nameOf, namespaceOf } from '../metadata.ts';
import { decode, Misfit } from './go-types.ts';
import { ramenConfigType } from './ramen-config-type.ts';

/** The hub's ConfigMap, and the key of its text (Ramen: internal/controller/ramenconfig.go). */
export const hubConfigMap = 'ramen-hub-operator-config';
export const configKey = 'ramen_manager_config.yaml';

/** The live configuration, read without defaults: what is not written is false, zero or empty. */
export interface RamenConfig {
  /** The operator's own namespace: where the ConfigMap stands. */
  readonly namespace: string;
  readonly value: JsonObject;
  readonly profiles: readonly S3Profile[];
}

export interface S3Profile {
  readonly name: string;
  readonly bucket: string;
  readonly endpoint: string;
  readonly secretName: string;
  /** Empty where it is not written, which means the operator's own. */
  readonly secretNamespace: string;
}

/** Where it stands: `ramen-system` on Kubernetes, `openshift-operators` on OpenShift. */
export function findHubConfigMap(hub: SandboxCluster): JsonObject | undefined {
  return hub.list('ConfigMap').find((each) => nameOf(each) === hubConfigMap);
}

/** Or the error's text. A text that does not fit Go's types is an error as a whole. */
export function readRamenConfig(hub: SandboxCluster): RamenConfig | string {
  const map = findHubConfigMap(hub);
  if (map === undefined) return `configmaps "${hubConfigMap}" not found`;
  const known = parsed.get(map);
  if (known !== undefined) return known;
  const config = parseRamenConfig(map);
  parsed.set(map, config);
  return config;
}

/** Every look at a DRPC asks; a stored object never changes. */
const parsed = new WeakMap<JsonObject, RamenConfig | string>();

/** What the ConfigMap says, or why it cannot be read. */
export function parseRamenConfig(map: JsonObject): RamenConfig | string {
  const { value, error } = parseText(getString(map, ['data', configKey]) ?? '');
  if (error !== undefined) return `error converting YAML to JSON: yaml: ${error.message}`;
  try {
    const decoded = decode(ramenConfigType, value ?? null, {});
    return ramenConfigOf(namespaceOf(map), isObject(decoded) ? decoded : {});
  } catch (misfit) {
    if (misfit instanceof Misfit) return `error unmarshaling JSON: while decoding JSON: ${misfit.message}`;
    throw misfit;
  }
}

/** True for a boolean of the configuration that is written as true; what is missing is false. */
export function isSet(config: RamenConfig, path: readonly string[]): boolean {
  return getAt(config.value, path) === true;
}

function ramenConfigOf(namespace: string, value: JsonObject): RamenConfig {
  const profiles = value.s3StoreProfiles;
  return {
    namespace,
    value,
    profiles: (isArray(profiles) ? profiles : []).map((profile) => ({
      name: getString(profile, ['s3ProfileName']) ?? '',
      bucket: getString(profile, ['s3Bucket']) ?? '',
      endpoint: getString(profile, ['s3CompatibleEndpoint']) ?? '',
      secretName: getString(profile, ['s3SecretRef', 'name']) ?? '',
      secretNamespace: getString(profile, ['s3SecretRef', 'namespace']) ?? '',
    })),
  };
}
