import { describe, expect, it } from 'vitest';
import { getAt, getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { classes, drpc, placement } from '../ramen/testing/rehearsal.ts';
import type { Ground } from './ground.ts';
import { inventMissing } from './invent-missing.ts';

function ground(...declared: readonly (readonly [string, JsonObject])[]): Ground {
  return {
    managedClusters: ['dr1', 'dr2', 'dr3'],
    operatorNamespace: 'ramen-system',
    declared: declared.map(([cluster, object]) => ({ cluster, object })),
  };
}

function invented(of: Ground): readonly string[] {
  return inventMissing(of).map(({ cluster, object }) => {
    const namespace = getString(object, ['metadata', 'namespace']);
    const name = getString(object, ['metadata', 'name']);
    return `${cluster}: ${String(object.kind)} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  });
}

const policy = (schedulingInterval: string): JsonObject => ({
  apiVersion: 'ramendr.openshift.io/v1alpha1',
  kind: 'DRPolicy',
  metadata: { name: 'policy' },
  spec: { drClusters: ['dr1', 'dr2'], schedulingInterval },
});

describe('inventMissing', () => {
  it('invents everything that one DRPC cannot be without, namespaces first', () => {
    expect(invented(ground(['hub', drpc()]))).toEqual([
      'hub: Namespace shop',
      'hub: Namespace ramen-system',
      'hub: Placement shop/cart',
      'hub: DRPolicy policy',
      'hub: DRCluster dr1',
      'hub: DRCluster dr2',
      'hub: ConfigMap ramen-system/ramen-hub-operator-config',
      'hub: Secret ramen-system/s3-dr1',
      'hub: Secret ramen-system/s3-dr2',
      'dr1: StorageClass sandbox-block',
      'dr1: VolumeReplicationClass sandbox-5m',
      'dr2: StorageClass sandbox-block',
      'dr2: VolumeReplicationClass sandbox-5m',
    ]);
  });

  it('leaves alone what is declared, and storage as soon as any is', () => {
    const names = invented(
      ground(['hub', drpc()], ['hub', placement()], ['hub', policy('1m')], ['dr1', classes('dr1')[0] ?? {}]),
    );
    expect(names.filter((name) => /Placement|DRPolicy|Class/.test(name))).toEqual([]);
  });

  it('gives a policy without interval one storage for both clusters', () => {
    const classesOf = inventMissing(ground(['hub', policy('')])).filter(
      ({ object }) => object.kind === 'StorageClass',
    );
    const ids = classesOf.map(({ object }) =>
      getAt(object, ['metadata', 'labels', 'ramendr.openshift.io/storageid']),
    );
    expect(ids).toEqual(['sandbox', 'sandbox']);
  });

  it('gives a policy with interval a storage of each cluster', () => {
    const ids = inventMissing(ground(['hub', policy('1h')])).flatMap(({ object }) =>
      object.kind === 'StorageClass'
        ? [getAt(object, ['metadata', 'labels', 'ramendr.openshift.io/storageid'])]
        : [],
    );
    expect(ids).toEqual(['sandbox-dr1', 'sandbox-dr2']);
  });
});
