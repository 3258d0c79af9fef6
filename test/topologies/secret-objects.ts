import type { JsonObject } from '../../src/model/json.ts';
import type { Chance } from '../differential/chance.ts';
import { named, type PlacedObject } from './placed-object.ts';
import type { World } from './world.ts';

/** One for each Secret that a profile names, where the operator of the hub looks; without automation on each cluster too. */
export function drawSecrets(chance: Chance, world: World): readonly PlacedObject[] {
  const { operatorNamespace, clusterOperatorNamespace, secretStyle } = world;
  const clusters = world.isAutomated ? [] : world.clusters;
  const names = [...new Set(world.profiles.map(({ secret }) => secret))];
  return names.flatMap((name) => {
    const onHub = secretOf(chance, secretStyle, { name, namespace: operatorNamespace });
    const onCluster = secretOf(chance, secretStyle, { name, namespace: clusterOperatorNamespace });
    return [
      { part: 'secrets', object: onHub },
      ...clusters.map((cluster) => ({ part: 'secrets' as const, object: onCluster, cluster: cluster.name })),
    ];
  });
}

function secretOf(chance: Chance, style: World['secretStyle'], metadata: JsonObject): JsonObject {
  const plain = { AWS_ACCESS_KEY_ID: 'example-key', AWS_SECRET_ACCESS_KEY: 'example-secret' };
  const type = chance.often(50) ? { type: 'Opaque' } : {};
  if (style === 'placeholder') return named('v1', 'Secret', metadata, { ...type, stringData: plain });
  if (style === 'base64') return named('v1', 'Secret', metadata, { ...type, data: mapped(plain, btoa) });
  if (style === 'sops') return sopsSecret(metadata, type, plain);
  if (style === 'sealed') return sealedSecret(chance, metadata, plain);
  return externalSecret(chance, metadata, Object.keys(plain));
}

function sopsSecret(metadata: JsonObject, type: JsonObject, plain: Record<string, string>): JsonObject {
  const encrypted = mapped(plain, () => 'ENC[AES256_GCM,data:ZXhhbXBsZQ==,iv:aXY=,tag:dGFn,type:str]');
  return named('v1', 'Secret', metadata, {
    ...type,
    stringData: encrypted,
    sops: {
      mac: 'ENC[AES256_GCM,data:bWFj,type:str]',
      lastmodified: '2026-01-01T00:00:00Z',
      version: '3.9.0',
    },
  });
}

function sealedSecret(chance: Chance, metadata: JsonObject, plain: Record<string, string>): JsonObject {
  return named('bitnami.com/v1alpha1', 'SealedSecret', metadata, {
    spec: {
      encryptedData: mapped(plain, () => 'ZXhhbXBsZS1zZWFsZWQtdmFsdWU='),
      ...(chance.often(50) ? { template: { metadata, type: 'Opaque' } } : {}),
    },
  });
}

function externalSecret(chance: Chance, metadata: JsonObject, keys: readonly string[]): JsonObject {
  const isWhole = chance.often(50);
  return named(
    chance.often(50) ? 'external-secrets.io/v1' : 'external-secrets.io/v1beta1',
    'ExternalSecret',
    metadata,
    {
      spec: {
        refreshInterval: '1h',
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        ...(chance.often(70) ? { target: { name: metadata.name ?? '' } } : {}),
        ...(isWhole
          ? { dataFrom: [{ extract: { key: 'dr/s3' } }] }
          : {
              data: keys.map((secretKey) => ({
                secretKey,
                remoteRef: { key: 'dr/s3', property: secretKey },
              })),
            }),
      },
    },
  );
}

function mapped(values: Record<string, string>, change: (value: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
