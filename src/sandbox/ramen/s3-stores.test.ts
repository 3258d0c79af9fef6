import { expect, it } from 'vitest';
import { getAt } from '../../model/field-path.ts';
import { startRamen } from './start-ramen.ts';
import { managedOf, wordsOf } from './testing/ground.ts';
import { createMemoryWorld } from './testing/memory-world.ts';
import { conditionsOf, patchCart, phaseOf, populate } from './testing/rehearsal.ts';
import { deployed, green, messageOf, reach, type Stage } from './testing/stage.ts';

const vrgOf = ({ world }: Stage, cluster: string) =>
  managedOf(world, cluster).get('VolumeReplicationGroup', 'shop', 'cart') ?? {};

it('a new application is not protected while one store of its policy fails', () => {
  const world = createMemoryWorld();
  const ramen = startRamen(world);
  const stage = { world, ramen };
  populate(world, { withDrpc: true });
  // Validated before; from then on only VRGs meet it.
  world.until(() => getAt(vrgOf(stage, 'dr1'), ['spec']) !== undefined);
  ramen.loseStore('s3-dr2');
  world.pass(10_000);
  expect(wordsOf(vrgOf(stage, 'dr1'), 'ClusterDataProtected')).toBe(
    '-UploadError: Cluster data of one or more PVs are unprotected',
  );
  expect(getAt(vrgOf(stage, 'dr1'), ['status', 'protectedPVCs', 0, 'conditions', 1, 'message'])).toBe(
    'error uploading PV to s3Profile s3-dr2, failed to protect cluster data for PVC data',
  );
  expect(conditionsOf(world)).toMatch(/Protected-Error$/);
  expect(messageOf(world, 'Protected')).toBe(
    'VolumeReplicationGroup (shop/cart) on cluster dr1 is reporting errors (Cluster data of one or more PVs are unprotected) protecting workload resources, retrying till ClusterDataProtected condition is met',
  );
  expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: ['dr1'], archived: false });
  ramen.returnStore('s3-dr2');
  world.pass(70_000);
  expect(conditionsOf(world)).toBe(green('Deployed'));
  expect(ramen.app('shop', 'cart')?.archived).toBe(true);
});

it('one store is enough to fail over from', () => {
  const stage = deployed();
  stage.ramen.loseStore('s3-dr1');
  patchCart(stage.world, { action: 'Failover', failoverCluster: 'dr2' });
  stage.world.pass(10_000);
  expect(vrgOf(stage, 'dr2').status).toMatchObject({ state: 'Primary' });
  expect(wordsOf(vrgOf(stage, 'dr2'), 'ClusterDataReady')).toMatch(/^\+Restored: Restored /);
});

it('none leaves a failover waiting for what it would restore, until one is back', () => {
  const stage = deployed();
  const { world, ramen } = stage;
  for (const profile of ['s3-dr1', 's3-dr2']) ramen.loseStore(profile);
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  world.pass(20_000);
  expect(wordsOf(vrgOf(stage, 'dr2'), 'ClusterDataReady')).toMatch(/^-Error: Failed to restore PVs\/PVCs/);
  expect(phaseOf(world)).not.toMatch(/Completed$/);
  expect(ramen.app('shop', 'cart')?.runsOn).not.toContain('dr2');
  for (const profile of ['s3-dr1', 's3-dr2']) ramen.returnStore(profile);
  reach(stage, 'FailedOver/Completed');
  expect(messageOf(world, 'Available')).toBe('Completed');
});
