import { expect, it } from 'vitest';
import { getAt } from '../../model/field-path.ts';
import { drClusterOf, edit, type Ground, ground, makeMetro, managedOf } from './testing/ground.ts';
import {
  cart,
  conditionsOf,
  decisionOf,
  drpc,
  patchCart,
  phaseOf,
  vrgsOf,
  watchCart,
} from './testing/rehearsal.ts';
import { green, messageOf, reach } from './testing/stage.ts';

/** `shop/cart` on dr1, Metro. */
function deployed(): Ground {
  const stage = ground(makeMetro);
  stage.world.hub.create(drpc(), 'test');
  stage.world.until(() => conditionsOf(stage.world) === green('Deployed'));
  stage.world.pass(60_000);
  return stage;
}

function clusterFence({ world }: Ground, cluster: string, value: string): void {
  edit(world.hub, 'DRCluster', cluster, ['spec', 'clusterFence'], value);
  world.pass(3000);
}

const appOf = ({ ramen }: Ground) => ramen.app('shop', 'cart');

it('is protected without any time of a last sync', () => {
  const stage = deployed();
  expect(conditionsOf(stage.world)).toBe(green('Deployed'));
  expect(getAt(cart(stage.world), ['status', 'lastGroupSyncTime'])).toBeUndefined();
  const vrg = managedOf(stage.world, 'dr1').get('VolumeReplicationGroup', 'shop', 'cart');
  expect(getAt(vrg, ['spec', 'sync', 'peerClasses', 0, 'storageClassName'])).toBe('disk');
  expect(getAt(vrg, ['spec', 'async'])).toBeUndefined();
});

it('fails over only once the old home is fenced, and loses nothing', () => {
  const stage = deployed();
  const { world, ramen } = stage;
  ramen.isolate('dr1');
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  world.pass(10_000);
  expect(phaseOf(world)).toBe('Deployed/WaitForFencing');
  expect(messageOf(world, 'Available')).toBe('current home cluster dr1 is not fenced');
  expect(vrgsOf(world)).toMatch(/\|secondary\/Secondary$/);
  clusterFence(stage, 'dr1', 'Fenced');
  expect(appOf(stage)?.missingWhereItRuns.dr1).toBeUndefined();
  reach(stage, 'FailedOver/Cleaning Up');
  world.pass(30_000);
  expect(appOf(stage)).toMatchObject({ runsOn: ['dr2'], lostWrites: 0, missingWhereItRuns: { dr2: 0 } });
});

it('comes home after the fence is lifted', () => {
  const stage = deployed();
  const { world, ramen } = stage;
  ramen.lose('dr1');
  clusterFence(stage, 'dr1', 'Fenced');
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  reach(stage, 'FailedOver/Cleaning Up');
  ramen.restore('dr1');
  reach(stage, 'FailedOver/Completed');
  const timeline = watchCart(world);
  patchCart(world, { action: 'Relocate', preferredCluster: 'dr1' });
  world.pass(10_000);
  expect(phaseOf(world)).toBe('FailedOver/Completed');
  expect(messageOf(world, 'Available')).toBe('current cluster (dr2) has not completed protection actions');
  clusterFence(stage, 'dr1', 'Unfenced');
  reach(stage, 'Relocated/Completed');
  expect(timeline.phases).toContain('Relocating/RunningFinalSync');
  expect(decisionOf(world)).toBe('dr1(dr1)');
  world.pass(5000);
  expect(appOf(stage)).toMatchObject({ runsOn: ['dr1'], lostWrites: 0, missingWhereItRuns: { dr1: 0 } });
  expect(getAt(drClusterOf(world, 'dr1'), ['status', 'phase'])).toBe('Unfenced');
});

it('takes the word of a person who fenced by hand', () => {
  const stage = deployed();
  stage.ramen.lose('dr1');
  clusterFence(stage, 'dr1', 'ManuallyFenced');
  patchCart(stage.world, { action: 'Failover', failoverCluster: 'dr2' });
  reach(stage, 'FailedOver/Cleaning Up');
  stage.world.pass(1000);
  expect(appOf(stage)?.runsOn).toEqual(['dr2']);
});

it('does not believe a fence that speaks of an older spec', () => {
  const stage = deployed();
  clusterFence(stage, 'dr1', 'Fenced');
  // Until the hub has looked again.
  edit(stage.world.hub, 'DRCluster', 'dr1', ['spec', 'cidrs'], ['10.0.1.0/25']);
  patchCart(stage.world, { action: 'Failover', failoverCluster: 'dr2' });
  expect(stage.world.until(() => phaseOf(stage.world) === 'Deployed/WaitForFencing', 100)).toBe(true);
  reach(stage, 'FailedOver/Completed');
});
