import { expect, it } from 'vitest';
import { getAt, setAt } from '../../model/field-path.ts';
import { conditionOf } from '../../model/live-object.ts';
import { startRamen } from './start-ramen.ts';
import { createMemoryWorld, type MemoryWorld } from './testing/memory-world.ts';
import { populate } from './testing/rehearsal.ts';

function started(): MemoryWorld {
  const world = createMemoryWorld();
  startRamen(world);
  populate(world, { withDrpc: false });
  world.pass(5000);
  return world;
}

const drClusterOf = (world: MemoryWorld, name: string) => world.hub.get('DRCluster', undefined, name) ?? {};
const policyOf = (world: MemoryWorld) => world.hub.get('DRPolicy', undefined, 'policy') ?? {};

it('joins the managed clusters, each with its id', () => {
  const world = started();
  const ids = ['dr1', 'dr2'].map((name) =>
    getAt(world.hub.get('ManagedCluster', undefined, name), ['status', 'clusterClaims', 0, 'value']),
  );
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  for (const name of ['dr1', 'dr2']) {
    const cluster = world.hub.get('ManagedCluster', undefined, name) ?? {};
    expect(conditionOf(cluster, 'ManagedClusterJoined')?.status).toBe('True');
    expect(conditionOf(cluster, 'ManagedClusterConditionAvailable')?.status).toBe('True');
  }
});

it('validates DRClusters and policies, with peer classes and its own marks', () => {
  const world = started();
  expect(drClusterOf(world, 'dr1')).toMatchObject({
    metadata: {
      finalizers: ['drclusters.ramendr.openshift.io/ramen'],
      labels: { 'cluster.open-cluster-management.io/backup': 'ramen' },
    },
    status: { phase: 'Available' },
  });
  expect(conditionOf(drClusterOf(world, 'dr1'), 'Validated')).toMatchObject({
    status: 'True',
    message: 'Validated the cluster',
  });
  expect(policyOf(world)).toMatchObject({
    metadata: { generation: 2, finalizers: ['drpolicies.ramendr.openshift.io/ramen'] },
    spec: { volumeGroupSnapshotClassSelector: {} },
    status: {
      async: {
        peerClasses: [
          { storageClassName: 'disk', storageID: ['storage-dr1', 'storage-dr2'], replicationID: 'mirror-1' },
        ],
      },
      sync: {},
    },
  });
  expect(world.managed.get('dr1')?.get('DRClusterConfig', undefined, 'dr1')).toMatchObject({
    spec: { replicationSchedules: ['1m'] },
    status: { storageClasses: ['disk'], volumeReplicationClasses: ['disk-1m'] },
  });
});

it('has no peer classes where the label key has capitals, and still validates', () => {
  const world = started();
  const dr1 = world.managed.get('dr1');
  const found = dr1?.get('VolumeReplicationClass', undefined, 'disk-1m') ?? {};
  const labels = {
    'ramendr.openshift.io/storageid': 'storage-dr1',
    'ramendr.openshift.io/replicationID': 'mirror-1',
  };
  dr1?.update(setAt(found, ['metadata', 'labels'], labels), 'test');
  world.pass(1000);
  expect(getAt(policyOf(world), ['status', 'async'])).toEqual({});
  expect(conditionOf(policyOf(world), 'Validated')?.status).toBe('True');
});

it('refuses an unknown profile and a missing Secret, and takes them back', () => {
  const world = started();
  const secret = world.hub.get('Secret', 'ramen-system', 's3-dr1') ?? {};
  world.hub.remove('Secret', 'ramen-system', 's3-dr1');
  world.pass(1000);
  expect(conditionOf(drClusterOf(world, 'dr1'), 'Validated')).toMatchObject({
    status: 'False',
    reason: 's3ConnectionFailed',
    message: expect.stringContaining('"s3-dr1" not found'),
  });
  const {
    uid: _u,
    resourceVersion: _r,
    generation: _g,
    ...metadata
  } = secret.metadata as Record<string, string>;
  world.hub.create({ ...secret, metadata }, 'test');
  world.pass(1000);
  expect(conditionOf(drClusterOf(world, 'dr1'), 'Validated')?.status).toBe('True');
  const map = world.hub.get('ConfigMap', 'ramen-system', 'ramen-hub-operator-config') ?? {};
  world.hub.update(setAt(map, ['data', 'ramen_manager_config.yaml'], 's3StoreProfiles: []'), 'test');
  world.pass(1000);
  expect(conditionOf(drClusterOf(world, 'dr1'), 'Validated')).toMatchObject({
    reason: 's3ConnectionFailed',
    message: 's3-dr1: s3 profile s3-dr1 not found in RamenConfig',
  });
  expect(conditionOf(policyOf(world), 'Validated')).toMatchObject({
    status: 'False',
    reason: 'DRClustersUnavailable',
    message: 'none of the DRClusters are validated ([dr1 dr2])',
  });
});

it('says which DRCluster a policy misses, and holds a cluster that a policy lists', () => {
  const world = started();
  const spec = { drClusters: ['dr1', 'dr9'], schedulingInterval: '5m' };
  world.hub.create(
    { apiVersion: 'ramendr.openshift.io/v1alpha1', kind: 'DRPolicy', metadata: { name: 'other' }, spec },
    'test',
  );
  world.hub.remove('DRCluster', undefined, 'dr1');
  world.pass(1000);
  expect(conditionOf(world.hub.get('DRPolicy', undefined, 'other') ?? {}, 'Validated')).toMatchObject({
    reason: 'DRClusterNotFound',
    message: 'failed to find DRClusters specified in policy ([dr1 dr9])',
  });
  expect(world.hub.get('DRCluster', undefined, 'dr1')).toBeDefined();
  world.hub.remove('DRPolicy', undefined, 'other');
  world.hub.remove('DRPolicy', undefined, 'policy');
  world.pass(1000);
  expect(world.hub.get('DRPolicy', undefined, 'policy')).toBeUndefined();
  expect(world.hub.get('DRCluster', undefined, 'dr1')).toBeUndefined();
  expect(world.hub.list('ManifestWork', 'dr1')).toEqual([]);
  expect(world.managed.get('dr1')?.list('DRClusterConfig')).toEqual([]);
});
