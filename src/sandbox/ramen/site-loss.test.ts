import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../model/live-object.ts';
import { namespaceOf } from './metadata.ts';
import { managedOf } from './testing/ground.ts';
import { conditionsOf, patchCart, phaseOf, vrgsOf, worksOf } from './testing/rehearsal.ts';
import { deployed, green, reach, type Stage } from './testing/stage.ts';

function availableOf({ world }: Stage): string {
  const found = conditionOf(
    world.hub.get('ManagedCluster', undefined, 'dr1') ?? {},
    'ManagedClusterConditionAvailable',
  );
  return `${found?.status} ${found?.reason}: ${found?.message}`;
}

const available = 'True ManagedClusterAvailable: Managed cluster is available';

describe('a lost site', () => {
  it('is available until its lease runs out, and again when it returns', () => {
    const stage = deployed();
    stage.ramen.lose('dr1');
    stage.world.pass(4000);
    expect(availableOf(stage)).toBe(available);
    stage.world.pass(2000);
    expect(availableOf(stage)).toBe(
      'Unknown ManagedClusterLeaseUpdateStopped: Registration agent stopped updating its lease.',
    );
    stage.ramen.restore('dr1');
    stage.world.pass(100);
    expect(availableOf(stage)).toBe(available);
    stage.world.pass(20_000);
    expect(availableOf(stage)).toBe(available);
  });

  it('stands still, and catches up with the last word for it alone', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    const written: string[] = [];
    managedOf(world, 'dr1').onChange(({ object }) => written.push(namespaceOf(object)));
    ramen.lose('dr1');
    const before = ramen.app('shop', 'cart');
    expect(before?.runsOn).toEqual([]);
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    reach(stage, 'FailedOver/Cleaning Up');
    world.pass(30_000);
    expect(worksOf(world)).toBe('secondary|primary');
    expect(vrgsOf(world)).toMatch(/^primary\/Primary\|/);
    expect(written).toEqual([]);
    ramen.restore('dr1');
    reach(stage, 'FailedOver/Completed');
    expect(vrgsOf(world)).toBe('secondary(Failover)/Secondary|primary(Failover)/Primary');
  });

  it.each([
    ['an error stops a relocation: all clusters must answer', 'error', 'Deployed/UpdatingPlRule'],
    ['stale views let it begin, as if nothing had happened', 'stale', 'Initiating/PreparingFinalSync'],
  ] as const)('%s', (_, views, phase) => {
    const { world, ramen } = deployed();
    ramen.lose('dr1', views);
    world.pass(200);
    patchCart(world, { action: 'Relocate', preferredCluster: 'dr2' });
    world.pass(10_000);
    expect(phaseOf(world)).toBe(phase);
  });

  it('cut off with its application alive: it writes on, beside the other after a failover', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    ramen.isolate('dr1');
    const before = ramen.app('shop', 'cart')?.acknowledgedWrites ?? 0;
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    reach(stage, 'FailedOver/Cleaning Up');
    world.pass(30_000);
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr1', 'dr2']);
    expect(ramen.app('shop', 'cart')?.missingWhereItRuns.dr2).toBeGreaterThan(50);
    ramen.restore('dr1');
    reach(stage, 'FailedOver/Completed');
    world.pass(2000);
    const after = ramen.app('shop', 'cart');
    expect(after?.runsOn).toEqual(['dr2']);
    expect(after?.lostWrites).toBeGreaterThan(50);
    expect(after?.acknowledgedWrites).toBeGreaterThan(before + 100);
  });
});

it('both sites may go and come at any moment of a failover, and it ends', () => {
  for (const moment of [0, 150, 600, 1000, 2000]) {
    const stage = deployed();
    const { world, ramen } = stage;
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    world.pass(moment);
    for (const cluster of ['dr1', 'dr2']) ramen.lose(cluster);
    world.pass(3000);
    for (const cluster of ['dr2', 'dr1']) ramen.restore(cluster);
    world.pass(60_000);
    expect([moment, phaseOf(world), conditionsOf(world)]).toEqual([
      moment,
      'FailedOver/Completed',
      green('FailedOver'),
    ]);
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr2']);
  }
});
