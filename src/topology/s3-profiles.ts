import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import { getLoose } from './loose-get.ts';
import type { RamenConfigDocument } from './ramen-config.ts';

/** One entry of `s3StoreProfiles`. Ramen: api/v1alpha1/ramenconfig_types.go, S3StoreProfile. */
export interface S3Profile {
  readonly config: RamenConfigDocument;
  /** Of the entry, within the configuration. */
  readonly path: FieldPath;
  readonly name: string;
  /** The entry as it stands. */
  readonly value: JsonObject;
  readonly bucket: string | undefined;
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly secretName: string | undefined;
  /** Where Ramen looks for the Secret: as declared, else the operator's own namespace. */
  readonly secretNamespace: string | undefined;
}

export function readS3Profiles(config: RamenConfigDocument): readonly S3Profile[] {
  const entries = getLoose(config.value, ['s3StoreProfiles']);
  return (isArray(entries) ? entries : []).flatMap((entry, index) => {
    if (!isObject(entry)) return [];
    return [
      {
        config,
        path: ['s3StoreProfiles', index],
        name: filled(entry, ['s3ProfileName']) ?? '',
        value: entry,
        bucket: filled(entry, ['s3Bucket']),
        endpoint: filled(entry, ['s3CompatibleEndpoint']),
        region: filled(entry, ['s3Region']),
        secretName: filled(entry, ['s3SecretRef', 'name']),
        secretNamespace: filled(entry, ['s3SecretRef', 'namespace']) ?? config.key.namespace,
      },
    ];
  });
}

/** As reports call what the name of a profile leads to. */
export const S3_PROFILE = "S3 profile in Ramen's configuration";

/** The profiles that count, by name: of namesakes Ramen takes the first (internal/controller/ramenconfig.go). */
export function s3ProfilesByName(profiles: readonly S3Profile[]): ReadonlyMap<string, S3Profile> {
  const byName = new Map<string, S3Profile>();
  for (const profile of profiles) if (!byName.has(profile.name)) byName.set(profile.name, profile);
  return byName;
}

/** Bucket and endpoint as one text, the same for two spellings of one place; undefined where one is missing. */
export function s3StoreOf({ endpoint, bucket }: S3Profile): string | undefined {
  const url = endpoint === undefined ? undefined : parseEndpoint(endpoint);
  if (url === undefined || bucket === undefined) return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/${bucket}`;
}

/** Undefined where it is no URL with a scheme of the web and a host. */
export function parseEndpoint(endpoint: string): URL | undefined {
  if (!/^https?:\/\/[^\s/]\S*$/i.test(endpoint) || !URL.canParse(endpoint)) return undefined;
  return new URL(endpoint);
}

function filled(entry: JsonObject, path: FieldPath): string | undefined {
  const text = getLoose(entry, path);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
