import { type FieldPath, getAt, getString } from '../model/field-path.ts';
import { isArray, isObject } from '../model/json.ts';
import type { RamenConfigDocument } from './ramen-config.ts';

/** One entry of `s3StoreProfiles`. Ramen: api/v1alpha1/ramenconfig_types.go, S3StoreProfile. */
export interface S3Profile {
  readonly config: RamenConfigDocument;
  /** Of the entry, within the configuration. */
  readonly path: FieldPath;
  readonly name: string;
  readonly secretName: string | undefined;
  /** Where Ramen looks for the Secret: as declared, else the operator's own namespace. */
  readonly secretNamespace: string | undefined;
}

export function readS3Profiles(config: RamenConfigDocument): readonly S3Profile[] {
  const entries = getAt(config.value, ['s3StoreProfiles']);
  return (isArray(entries) ? entries : []).flatMap((entry, index) => {
    if (!isObject(entry)) return [];
    const declared = getString(entry, ['s3SecretRef', 'namespace']);
    const secretName = getString(entry, ['s3SecretRef', 'name']);
    return [
      {
        config,
        path: ['s3StoreProfiles', index],
        name: getString(entry, ['s3ProfileName']) ?? '',
        secretName: secretName === '' ? undefined : secretName,
        secretNamespace: declared === undefined || declared === '' ? config.key.namespace : declared,
      },
    ];
  });
}
