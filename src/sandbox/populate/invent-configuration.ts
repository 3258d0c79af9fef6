import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { dumpYaml } from '../../yaml/dump-yaml.ts';
import { hubConfigMap } from '../ramen/config/ramen-config.ts';
import { nameOf } from '../ramen/metadata.ts';
import { type Ground, type Invention, objectsOn } from './ground.ts';

/** The hub operator's ConfigMap, with every S3 profile that the DRClusters name, where Git has none. */
export function inventConfiguration(ground: Ground): readonly Invention[] {
  const clusters = objectsOn(ground, 'hub', 'DRCluster');
  const isThere = objectsOn(ground, 'hub', 'ConfigMap').some((map) => nameOf(map) === hubConfigMap);
  if (isThere || clusters.length === 0) return [];
  const names = new Set(clusters.flatMap((each) => getString(each, ['spec', 's3ProfileName']) ?? []));
  const config: JsonObject = {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'RamenConfig',
    s3StoreProfiles: [...names].filter((name) => name !== 'NoS3').map(profileOf),
  };
  return [
    {
      cluster: 'hub',
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: hubConfigMap, namespace: ground.operatorNamespace },
        data: { 'ramen_manager_config.yaml': dumpYaml(config) },
      },
      because: `Ramen's hub operator reads it: S3 profiles ${[...names].join(', ')}`,
    },
  ];
}

function profileOf(name: string): JsonObject {
  return {
    s3ProfileName: name,
    s3Bucket: 'sandbox',
    s3CompatibleEndpoint: `https://${name}.example.com`,
    s3Region: 'sandbox',
    s3SecretRef: { name },
  };
}
