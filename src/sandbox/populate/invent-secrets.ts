import type { JsonObject } from '../../model/json.ts';
import { hubConfigMap, parseRamenConfig } from '../ramen/config/ramen-config.ts';
import { nameOf } from '../ramen/metadata.ts';
import { type Ground, hasObject, type Invention, objectsOn } from './ground.ts';

/** The Secrets of the S3 profiles: sealed, encrypted or made elsewhere, nobody but their cluster knows their values. */
export function inventSecrets(ground: Ground): readonly Invention[] {
  const map = objectsOn(ground, 'hub', 'ConfigMap').find((each) => nameOf(each) === hubConfigMap);
  const config = map === undefined ? undefined : parseRamenConfig(map);
  if (config === undefined || typeof config === 'string') return [];
  const made = new Map<string, Invention>();
  for (const { name, secretName, secretNamespace: stated } of config.profiles) {
    const secretNamespace = stated || ground.operatorNamespace;
    const key = `${secretNamespace}/${secretName}`;
    if (secretName === '' || hasObject(ground, 'hub', 'Secret', secretNamespace, secretName) || made.has(key))
      continue;
    made.set(key, {
      cluster: 'hub',
      object: secretOf(secretNamespace, secretName),
      because: `S3 profile ${name} refers to it, and Git has no value of it`,
    });
  }
  return [...made.values()];
}

function secretOf(namespace: string, name: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData: { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' },
  };
}
