import { describe, expect, it } from 'vitest';
import { setAt } from '../../model/field-path.ts';
import { startRamen } from './start-ramen.ts';
import { createMemoryWorld } from './testing/memory-world.ts';
import {
  cart,
  conditionsOf,
  decisionOf,
  drpc,
  patchCart,
  phaseOf,
  placement,
  populate,
  vrgsOf,
  watchCart,
  worksOf,
} from './testing/rehearsal.ts';
import { deployed, failedOver, green, messageOf, reach, type Stage } from './testing/stage.ts';

/** The hub forgets the application: DRPC, Placement, decision and works go, the clusters keep their VRGs. */
function forget({ world, ramen }: Stage): void {
  ramen.lose('dr1');
  ramen.lose('dr2');
  for (const [kind, namespace, name] of [
    ['DRPlacementControl', 'shop', 'cart'],
    ['Placement', 'shop', 'cart'],
    ['PlacementDecision', 'shop', 'cart-decision-1'],
    ['ManifestWork', 'dr1', 'cart-shop-vrg-mw'],
    ['ManifestWork', 'dr2', 'cart-shop-vrg-mw'],
  ] as const) {
    const found = world.hub.get(kind, namespace, name) ?? {};
    world.hub.update(setAt(found, ['metadata', 'finalizers'], []), 'test');
    world.hub.remove(kind, namespace, name);
  }
  ramen.restore('dr1');
  ramen.restore('dr2');
  world.pass(2000);
}

describe('a DRPC that meets VRGs', () => {
  it('waits for a person where Git is stale, and goes on with the truth (hubRecovery)', () => {
    const stage = failedOver();
    const { world, ramen } = stage;
    forget(stage);
    expect(vrgsOf(world)).toBe('secondary(Failover)/Secondary|primary(Failover)/Primary');
    world.hub.create(placement(), 'test');
    world.hub.create(drpc(), 'test');
    const timeline = watchCart(world);
    world.pass(20_000);
    expect(phaseOf(world)).toBe('WaitForUser/Paused');
    expect(conditionsOf(world)).toBe('Available+Success PeerReady+Success Protected-Progressing');
    expect(messageOf(world, 'Available')).toBe(
      "Failover is allowed - VRGs count:'2'. drpcAction:''. vrgAction:'Failover'. DstCluster:'dr1'. vrgOnCluster 'dr2'",
    );
    expect(worksOf(world)).toBe('secondary|primary');
    expect(decisionOf(world)).toBe('none');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr2']);
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    world.pass(2000);
    expect(timeline.phases).toEqual([
      "''/Paused",
      'WaitForUser/Paused',
      'WaitForUser/Completed',
      'FailedOver/Completed',
    ]);
    expect(timeline.decisions).toEqual(['dr2(dr2)']);
    expect(conditionsOf(world)).toBe(green('FailedOver'));
  });

  it('moves nothing where Git tells the truth (hubRecoveryTrue)', () => {
    const stage = failedOver();
    forget(stage);
    stage.world.hub.create(placement(), 'test');
    stage.world.hub.create(drpc({ action: 'Failover', failoverCluster: 'dr2' }), 'test');
    reach(stage, 'FailedOver/Completed');
    stage.world.pass(2000);
    expect(decisionOf(stage.world)).toBe('dr2(dr2)');
    expect(conditionsOf(stage.world)).toBe(green('FailedOver'));
    expect(stage.ramen.app('shop', 'cart')?.runsOn).toEqual(['dr2']);
  });

  it('waits as well where only its status was lost (statusLost)', () => {
    const { world, ramen } = failedOver();
    world.hub.update(setAt(cart(world), ['spec'], drpc().spec ?? {}), 'git');
    world.hub.updateStatus('DRPlacementControl', 'shop', 'cart', {}, 'test');
    world.pass(10_000);
    expect(phaseOf(world)).toBe('WaitForUser/Paused');
    expect(decisionOf(world)).toBe('dr2(dr2)');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr2']);
  });
});

describe('deletion', () => {
  it('removes the secondary first, keeps the application, and protects it again (recreate)', () => {
    const { world, ramen } = deployed();
    const timeline = watchCart(world);
    world.hub.remove('DRPlacementControl', 'shop', 'cart');
    world.until(() => cart(world).kind === undefined);
    expect(timeline.works).toEqual([
      'primary|secondary/deleting',
      'primary|none',
      'primary/deleting|none',
      'none|none',
    ]);
    expect(timeline.vrgs.at(-1)).toBe('none|none');
    expect(decisionOf(world)).toBe('dr1(dr1)');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr1']);
    world.hub.create(drpc(), 'git');
    world.pass(5000);
    expect(conditionsOf(world)).toBe(green('Deployed'));
    expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: ['dr1'], lostWrites: 0 });
  });

  it('after a failover, and created again from stale Git: empty, and all green (recreateAfterFailover)', () => {
    const { world, ramen } = failedOver();
    world.hub.remove('DRPlacementControl', 'shop', 'cart');
    world.until(() => cart(world).kind === undefined);
    world.pass(500);
    world.hub.create(drpc(), 'git');
    world.pass(10_000);
    expect(phaseOf(world)).toBe('Deployed/Completed');
    expect(conditionsOf(world)).toBe(green('Deployed'));
    expect(decisionOf(world)).toBe('dr1(dr1)');
    const app = ramen.app('shop', 'cart');
    expect(app?.runsOn).toEqual(['dr1']);
    expect(app?.lostWrites).toBeGreaterThan(5);
    expect(app?.lostWrites).toBe(app?.missingWhereItRuns.dr1);
  });

  it('of the Placement ends the protection too (prunePlacement)', () => {
    const { world } = deployed();
    world.hub.remove('Placement', 'shop', 'cart');
    world.pass(10_000);
    expect(world.hub.get('Placement', 'shop', 'cart')).toBeUndefined();
    expect(phaseOf(world)).toBe('Deleting/Deleting');
    expect(vrgsOf(world)).toBe('none|none');
    expect(messageOf(world, 'Available')).toBe(
      'PlacementRule.apps.open-cluster-management.io "cart" not found',
    );
  });

  it('of the policy stops every action, an emergency failover too (prunePolicy)', () => {
    const { world, ramen } = deployed();
    world.hub.remove('DRPolicy', undefined, 'policy');
    world.pass(1000);
    expect(world.hub.get('DRPolicy', undefined, 'policy')).toMatchObject({
      status: { conditions: [{ type: 'Validated', status: 'True' }] },
    });
    ramen.lose('dr1');
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    world.pass(20_000);
    expect(phaseOf(world)).toBe('Deployed/Completed');
    expect(conditionsOf(world)).toBe('Available-Error PeerReady+Success Protected+Protected');
    expect(messageOf(world, 'Available')).toBe(
      "drPolicy 'policy' referred by the DRPC is deleted, DRPC reconciliation would fail",
    );
    expect(vrgsOf(world)).toBe('primary/Primary|secondary/Secondary');
  });
});

it('refuses a Placement that OCM may schedule, and goes on once it is disabled', () => {
  const world = createMemoryWorld();
  startRamen(world);
  populate(world, { withDrpc: false });
  const enabled = setAt(world.hub.get('Placement', 'shop', 'cart') ?? {}, ['metadata', 'annotations'], {});
  world.hub.update(enabled, 'test');
  world.hub.create(drpc(), 'test');
  world.pass(3000);
  expect(conditionsOf(world)).toBe('Available-Error PeerReady+Initiating Protected-Unknown');
  expect(messageOf(world, 'Available')).toBe(
    'placement cart must be disabled in order for Ramen to be the scheduler',
  );
  world.hub.update(setAt(enabled, ['metadata', 'annotations'], placementAnnotations()), 'test');
  world.pass(5000);
  expect(conditionsOf(world)).toBe(green('Deployed'));
});

function placementAnnotations() {
  return { 'cluster.open-cluster-management.io/experimental-scheduling-disable': 'true' };
}
