import { describe, expect, it } from 'vitest';
import { getString } from '../../model/field-path.ts';
import { startRamen } from './start-ramen.ts';
import { createMemoryWorld } from './testing/memory-world.ts';
import {
  cart,
  conditionsOf,
  decisionOf,
  drpc,
  patchCart,
  phaseOf,
  populate,
  vrgsOf,
  watchCart,
  worksOf,
} from './testing/rehearsal.ts';
import { deployed, failedOver, green, messageOf, reach, relocated } from './testing/stage.ts';

// The sequences are those of the real operators (Ramen a78c2e37, Regional, VolumeReplication); the times are not.

it('deploys: the decision, then the peer, then Completed', () => {
  const world = createMemoryWorld();
  startRamen(world);
  populate(world, { withDrpc: false });
  world.pass(5000);
  const timeline = watchCart(world);
  world.hub.create(drpc(), 'test');
  world.pass(5000);
  expect(timeline.phases).toEqual([
    "Deployed/''",
    'Deployed/UpdatingPlRule',
    'Deployed/SettingUpVolSyncDest',
    'Deployed/Completed',
  ]);
  expect(timeline.conditions).toEqual([
    'Available+Deployed PeerReady+Success Protected?Unknown',
    'Available+Deployed PeerReady+Success Protected-Progressing',
    'Available+Deployed PeerReady+Success Protected+Protected',
  ]);
  expect(timeline.decisions).toEqual(['dr1(dr1)']);
  expect(timeline.works).toEqual(['primary|none', 'primary|secondary']);
  expect(timeline.vrgs[0]).toBe('primary/·|none');
  expect(timeline.vrgs).toContain('primary/Unknown|secondary/Unknown');
  expect(vrgsOf(world)).toBe('primary/Primary|secondary/Secondary');
  expect(conditionsOf(world)).toBe(green('Deployed'));
  expect(messageOf(world, 'Available')).toBe('Initial deployment completed');
  expect(messageOf(world, 'Protected')).toBe(
    'VolumeReplicationGroup (shop/cart) on cluster dr1 is protecting required resources and data',
  );
});

const failoverToDr2 = {
  phases: [
    'FailingOver/WaitingForResourceRestore',
    'FailedOver/WaitForReadiness',
    'FailedOver/Cleaning Up',
    'FailedOver/Completed',
  ],
  decisions: ['dr1(RetainedForFailover)', 'dr1(RetainedForFailover)+dr2(dr2)', 'dr2(dr2)'],
  works: ['primary|primary', 'secondary|primary'],
  conditions: [
    'Available-FailingOver PeerReady-NotStarted Protected+Protected',
    'Available+FailedOver PeerReady-NotStarted Protected+Protected',
    'Available+FailedOver PeerReady+Success Protected+Protected',
  ],
  vrgs: [
    'primary/Primary|primary(Failover)/Secondary',
    'primary/Primary|primary(Failover)/Unknown',
    'primary/Primary|primary(Failover)/Primary',
    'secondary(Failover)/Primary|primary(Failover)/Primary',
    'secondary(Failover)/Unknown|primary(Failover)/Primary',
    'secondary(Failover)/Secondary|primary(Failover)/Primary',
  ],
};

it('fails over, and what was not replicated is lost', () => {
  const { world, ramen } = deployed();
  const timeline = watchCart(world);
  const started = world.now();
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  reach({ world, ramen }, 'FailedOver/Completed');
  expect(world.now() - started).toBeGreaterThan(1000);
  expect(world.now() - started).toBeLessThan(4000);
  const { phases, decisions, works, conditions, vrgs } = timeline;
  expect({ phases, decisions, works, conditions, vrgs }).toEqual(failoverToDr2);
  world.pass(500);
  expect(conditionsOf(world)).toBe(green('FailedOver'));
  const app = ramen.app('shop', 'cart');
  expect(app?.runsOn).toEqual(['dr2']);
  expect(app?.primaries).toEqual(['dr2']);
  expect(app?.lostWrites).toBeGreaterThan(0);
  expect(cart(world).status).toMatchObject({
    preferredDecision: { clusterName: 'dr1', clusterNamespace: 'dr1' },
    actionDuration: expect.stringMatching(/^[\d.]+s$/),
  });
});

const relocateToDr2 = {
  phases: [
    'Initiating/PreparingFinalSync',
    'Relocating/RunningFinalSync',
    'Relocating/EnsuringVolumesAreSecondary',
    'Relocating/WaitingForResourceRestore',
    'Relocating/WaitForReadiness',
    'Relocating/Completed',
    'Relocated/Completed',
  ],
  decisions: ['none', 'dr2(dr2)'],
  works: ['secondary|secondary', 'secondary|primary'],
  conditions: [
    'Available-Initiating PeerReady+Success Protected?Unknown',
    'Available-Relocating PeerReady+Success Protected+Protected',
    'Available-Relocating PeerReady+Success Protected?Unknown',
    'Available-Relocating PeerReady-NotStarted Protected+Protected',
    'Available-Relocating PeerReady-NotStarted Protected-Progressing',
    'Available-Relocating PeerReady-NotStarted Protected?Unknown',
    'Available-Relocating PeerReady+Success Protected+Protected',
    'Available+Relocated PeerReady+Success Protected+Protected',
  ],
  vrgs: [
    'primary(Relocate)/Primary|secondary/Secondary',
    'secondary(Relocate)/Primary|secondary/Secondary',
    'secondary(Relocate)/Unknown|secondary/Secondary',
    'secondary(Relocate)/Secondary|secondary/Secondary',
    'secondary(Relocate)/Secondary|primary(Relocate)/Secondary',
    'secondary(Relocate)/Secondary|primary(Relocate)/Unknown',
    'secondary(Relocate)/Secondary|primary(Relocate)/Primary',
  ],
};

it('relocates without losing a write', () => {
  const { world, ramen } = deployed();
  const timeline = watchCart(world);
  patchCart(world, { action: 'Relocate', preferredCluster: 'dr2' });
  reach({ world, ramen }, 'Relocated/Completed');
  const { phases, decisions, works, conditions, vrgs } = timeline;
  expect({ phases, decisions, works, conditions, vrgs }).toEqual(relocateToDr2);
  world.pass(1000);
  expect(conditionsOf(world)).toBe(green('Relocated'));
  expect(ramen.app('shop', 'cart')).toMatchObject({
    runsOn: ['dr2'],
    lostWrites: 0,
    missingWhereItRuns: { dr2: 0 },
  });
});

it('fails back over after a relocation', () => {
  const { world, ramen } = relocated();
  world.pass(1000);
  const timeline = watchCart(world);
  patchCart(world, { action: 'Failover', failoverCluster: 'dr1' });
  reach({ world, ramen }, 'FailedOver/Completed');
  expect(timeline.phases).toEqual(failoverToDr2.phases);
  expect(timeline.decisions).toEqual([
    'dr2(RetainedForFailover)',
    'dr2(RetainedForFailover)+dr1(dr1)',
    'dr1(dr1)',
  ]);
});

it('clears a completed failover together with preferredCluster, and relocates home later', () => {
  const stage = failedOver();
  const { world } = stage;
  const timeline = watchCart(world);
  patchCart(world, { action: null, failoverCluster: null, preferredCluster: 'dr2' });
  world.pass(1000);
  expect(timeline.phases).toEqual(['Deployed/Completed']);
  expect(conditionsOf(world)).toBe(green('Deployed'));
  expect(decisionOf(world)).toBe('dr2(dr2)');
  expect(vrgsOf(world)).toBe('secondary/Secondary|primary(Failover)/Primary');
  patchCart(world, { action: 'Relocate', preferredCluster: 'dr1' });
  reach(stage, 'Relocated/Completed');
  expect(timeline.phases.slice(1)).toEqual(relocateToDr2.phases);
  expect(worksOf(world)).toBe('primary|secondary');
  world.pass(1000);
  expect(conditionsOf(world)).toBe(green('Relocated'));
  expect(stage.ramen.app('shop', 'cart')?.runsOn).toEqual(['dr1']);
});

it('finishes a failover whose preferredCluster changes on the way', () => {
  const stage = deployed();
  patchCart(stage.world, { action: 'Failover', failoverCluster: 'dr2' });
  reach(stage, 'FailedOver/WaitForReadiness');
  patchCart(stage.world, { preferredCluster: 'dr2' });
  reach(stage, 'FailedOver/Completed');
  expect(decisionOf(stage.world)).toBe('dr2(dr2)');
});

it('goes on replicating on the interval, the peer having everything that was written before it', () => {
  const { world, ramen } = deployed();
  const times = new Set<string>();
  for (let minute = 0; minute < 5; minute += 1) {
    world.pass(60_000);
    times.add(getString(cart(world), ['status', 'lastGroupSyncTime']) ?? 'never');
  }
  expect(times.size).toBe(5);
  ramen.lose('dr1');
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  reach({ world, ramen }, 'FailedOver/Cleaning Up');
  world.pass(1000);
  const app = ramen.app('shop', 'cart');
  expect(app?.runsOn).toEqual(['dr2']);
  expect(app?.missingWhereItRuns.dr2).toBeLessThanOrEqual(120);
  expect(phaseOf(world)).toBe('FailedOver/Cleaning Up');
});

describe('a test failover', () => {
  it('runs the application on both, and ends cleanly when Git takes action and dryRun away (dryRun)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2', dryRun: true });
    reach(stage, 'FailedOver/TestingFailover');
    world.pass(2000);
    expect(decisionOf(world)).toBe('dr1(RetainedForFailover)+dr2(dr2)');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr1', 'dr2']);
    const timeline = watchCart(world);
    patchCart(world, { action: null, failoverCluster: null, dryRun: null });
    reach(stage, 'Deployed/Completed');
    world.pass(1000);
    expect(timeline.phases).toEqual(['FailedOver/Cleaning Up', 'Deployed/Completed']);
    expect(vrgsOf(world)).toBe('primary/Primary|secondary/Secondary');
    expect(conditionsOf(world)).toBe(green('Deployed'));
    expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: ['dr1'], missingWhereItRuns: { dr1: 4 } });
  });

  it('becomes a real failover when only dryRun is taken away (dryRunDropped)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2', dryRun: true });
    reach(stage, 'FailedOver/TestingFailover');
    world.pass(5000);
    patchCart(world, { dryRun: null });
    reach(stage, 'FailedOver/Completed');
    world.pass(1000);
    expect(conditionsOf(world)).toBe(green('FailedOver'));
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr2']);
    expect(ramen.app('shop', 'cart')?.lostWrites).toBeGreaterThan(9);
  });
});
