import { ramenKey } from '../model/annotations.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import { type LiveObject, resourceVersionOf, uidOf } from '../model/live-object.ts';
import { keyOf, type ObjectRef } from '../model/object-ref.ts';
import { S3_STORE_PROFILE } from '../topology/removals.ts';
import { dumpYaml } from '../yaml/dump-yaml.ts';
import { parseText } from '../yaml/parse-text.ts';
import type { PlannedWrite } from './planned-change.ts';

/** How plans and permissions call an entry of `s3StoreProfiles`; the type's name is Ramen's own. */
export function profileRef(name: string): ObjectRef {
  return { cluster: 'hub', apiVersion: 'ramendr.openshift.io/v1alpha1', kind: S3_STORE_PROFILE, name };
}

/** Ramen's configuration as the ConfigMap holds it; undefined where its text does not parse. */
export function configIn(configMap: LiveObject): JsonObject | undefined {
  const text = getString(configMap, ['data', ramenKey.configKey]);
  const value = text === undefined ? undefined : parseText(text).value;
  return isObject(value) ? value : undefined;
}

export function profilesIn(configMap: LiveObject): readonly JsonObject[] {
  const profiles = getAt(configIn(configMap), ['s3StoreProfiles']);
  return isArray(profiles) ? profiles.filter(isObject) : [];
}

/** Takes the profiles of that name out of the text, and changes nothing else in what it means. */
export function profileRemoval(configMap: LiveObject, name: string): PlannedWrite {
  const value = configIn(configMap) ?? {};
  const profiles = profilesIn(configMap).filter((profile) => profile.s3ProfileName !== name);
  const pointer = ramenKey.configKey.replaceAll('~', '~0').replaceAll('/', '~1');
  return {
    type: 'patch',
    target: keyOf(configMap),
    operations: [
      { op: 'test', path: '/metadata/uid', value: uidOf(configMap) },
      { op: 'test', path: '/metadata/resourceVersion', value: resourceVersionOf(configMap) },
      { op: 'replace', path: `/data/${pointer}`, value: dumpYaml({ ...value, s3StoreProfiles: profiles }) },
    ],
  };
}
