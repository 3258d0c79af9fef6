import { getAt, getString } from '../../model/field-path.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import { parseText } from '../../yaml/parse-text.ts';
import type { SandboxCluster } from '../world.ts';
import { nameOf, namespaceOf } from './metadata.ts';

/** The hub's ConfigMap (Ramen: internal/controller/ramenconfig.go). */
const hubConfigMap = 'ramen-hub-operator-config';

export interface RamenConfig {
  /** The operator's own namespace: where the ConfigMap stands. */
  readonly namespace: string;
  readonly profiles: readonly S3Profile[];
}

interface S3Profile {
  readonly name: string;
  readonly bucket: string;
  readonly endpoint: string;
  readonly secretName: string;
  readonly secretNamespace: string;
}

/** Reads it where it stands: `ramen-system` on Kubernetes, `openshift-operators` on OpenShift. Or the error's text. */
export function readRamenConfig(hub: SandboxCluster): RamenConfig | string {
  const map = hub.list('ConfigMap').find((each) => nameOf(each) === hubConfigMap);
  if (map === undefined) return `configmaps "${hubConfigMap}" not found`;
  const text = getString(map, ['data', 'ramen_manager_config.yaml']);
  if (text === undefined) return `configmap ${hubConfigMap} has no key ramen_manager_config.yaml`;
  const { value, error } = parseText(text);
  if (error !== undefined) return `failed to parse ramen_manager_config.yaml of configmap ${hubConfigMap}`;
  return ramenConfigOf(namespaceOf(map), value);
}

function ramenConfigOf(namespace: string, config: Json | undefined): RamenConfig {
  const profiles = getAt(config, ['s3StoreProfiles']);
  return {
    namespace,
    profiles: (isArray(profiles) ? profiles : []).map((profile) => {
      const secretNamespace = getString(profile, ['s3SecretRef', 'namespace']);
      return {
        name: getString(profile, ['s3ProfileName']) ?? '',
        bucket: getString(profile, ['s3Bucket']) ?? '',
        endpoint: getString(profile, ['s3CompatibleEndpoint']) ?? '',
        secretName: getString(profile, ['s3SecretRef', 'name']) ?? '',
        secretNamespace: secretNamespace || namespace,
      };
    }),
  };
}

/** Why the hub cannot use the profile, in Ramen's words; undefined where it can. `NoS3` skips the check. */
export function profileProblem(hub: SandboxCluster, config: RamenConfig, name: string): string | undefined {
  if (name === 'NoS3') return undefined;
  const profile = config.profiles.find((each) => each.name === name);
  if (profile === undefined) return `s3 profile ${name} not found in RamenConfig`;
  if (profile.bucket === '') return `s3 bucket has not been configured in s3 profile ${name}`;
  if (!URL.canParse(profile.endpoint)) return `invalid s3 endpoint <${profile.endpoint}> in profile ${name}`;
  const secret: JsonObject | undefined = hub.get('Secret', profile.secretNamespace, profile.secretName);
  if (secret === undefined) return `failed to get secret, Secret "${profile.secretName}" not found`;
  return undefined;
}
