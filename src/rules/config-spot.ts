import type { FieldPath } from '../model/field-path.ts';
import type { RamenConfigDocument } from '../topology/ramen-config.ts';
import type { S3Profile } from '../topology/s3-profiles.ts';
import type { Spot } from './define-rule.ts';
import { quoted } from './wording.ts';

/** A place in Ramen's configuration, wherever its text stands. */
export function configSpot(config: RamenConfigDocument, path: FieldPath, part?: 'value' | 'key'): Spot {
  return { manifest: config.manifest, within: config, path, ...(part === undefined ? {} : { part }) };
}

/** A place in one profile. */
export function profileSpot(profile: S3Profile, path: FieldPath, part?: 'value' | 'key'): Spot {
  return configSpot(profile.config, [...profile.path, ...path], part);
}

/** As messages name a configuration: `ConfigMap ramen-system/ramen-hub-operator-config`. */
export function configName({ key, spelling }: RamenConfigDocument): string {
  const name = `${key.namespace === undefined ? '' : `${key.namespace}/`}${key.name}`;
  return spelling === 'document' ? `RamenConfig (${name})` : `ConfigMap ${name}`;
}

/** As messages name a profile. */
export function profileName({ name, path }: S3Profile): string {
  return name === '' ? `S3 profile ${Number(path[1] ?? 0) + 1}` : `S3 profile ${quoted(name)}`;
}
