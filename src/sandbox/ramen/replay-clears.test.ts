import { describe, expect, it } from 'vitest';
import {
  conditionsOf,
  decisionOf,
  patchCart,
  phaseOf,
  vrgsOf,
  watchCart,
  worksOf,
} from './testing/rehearsal.ts';
import { deployed, failedOver, green, messageOf, reach, relocated } from './testing/stage.ts';

// What a sync of Git that takes the action away does, by the moment it hits; as the real operators ended each.

const noAction = { action: null, failoverCluster: null, preferredCluster: 'dr1' };

describe('a failover to dr2 reverted by Git', () => {
  it('before anything moved: silently cancelled, with a doubled decision (C0)', () => {
    const { world, ramen } = deployed();
    const timeline = watchCart(world);
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    world.pass(20);
    patchCart(world, noAction);
    world.pass(5000);
    expect(timeline.phases).toEqual(['Deployed/UpdatingPlRule', 'Deployed/Completed']);
    expect(timeline.decisions).toEqual(['dr1(RetainedForFailover)', 'dr1(RetainedForFailover)+dr1(dr1)']);
    expect(timeline.works).toEqual(['primary|primary', 'primary|secondary']);
    expect(vrgsOf(world)).toBe('primary/Primary|secondary/Secondary');
    expect(conditionsOf(world)).toBe(green('Deployed'));
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr1']);
  });

  it('while dr2 is being promoted but its operator stands still: rolled back (C2)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    ramen.hold('dr2', 'operator');
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    reach(stage, 'FailedOver/WaitForReadiness');
    world.pass(1000);
    expect(messageOf(world, 'Available')).toBe('waiting for App resources to be restored)');
    const timeline = watchCart(world);
    patchCart(world, noAction);
    world.pass(1000);
    ramen.release('dr2', 'operator');
    world.pass(10_000);
    expect(timeline.phases).toEqual(['Deployed/UpdatingPlRule', 'Deployed/Completed']);
    expect(decisionOf(world)).toBe('dr1(RetainedForFailover)+dr1(dr1)');
    expect(vrgsOf(world)).toBe('primary/Primary|secondary/Secondary');
    expect(conditionsOf(world)).toBe(green('Deployed'));
  });

  it('with dr1 lost and dr2 not ready: down, and after its return replication is dead and all is green (C1)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    ramen.lose('dr1');
    world.pass(1000);
    ramen.hold('dr2', 'storage');
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    reach(stage, 'FailedOver/WaitForReadiness');
    world.pass(1000);
    patchCart(world, noAction);
    world.pass(1000);
    ramen.release('dr2', 'storage');
    world.pass(15_000);
    expect(phaseOf(world)).toBe('FailedOver/Cleaning Up');
    expect(messageOf(world, 'Available')).toBe('waiting for App resources to be restored)');
    expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: [], primaries: ['dr1', 'dr2'] });
    ramen.restore('dr1');
    world.pass(15_000);
    expect(phaseOf(world)).toBe('Deployed/Completed');
    expect(conditionsOf(world)).toBe(green('Deployed'));
    expect(vrgsOf(world)).toBe('primary/Primary|secondary/Unknown');
    expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: ['dr1'], primaries: ['dr1', 'dr2'] });
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    world.pass(10_000);
    expect(phaseOf(world)).toBe('Deployed/Completed');
    expect(messageOf(world, 'Available')).toContain('is not a valid Secondary target');
  });

  it('while the clean-up waits for the lost dr1: stuck, then on both clusters (B)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    ramen.lose('dr1');
    world.pass(1500);
    expect(phaseOf(world)).toBe('Deployed/UpdatingPlRule');
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    reach(stage, 'FailedOver/Cleaning Up');
    world.pass(5000);
    patchCart(world, noAction);
    world.pass(15_000);
    expect(phaseOf(world)).toBe('FailedOver/Cleaning Up');
    expect(conditionsOf(world)).toBe('Available+FailedOver PeerReady-NotStarted Protected?Unknown');
    ramen.restore('dr1');
    world.pass(40_000);
    expect(phaseOf(world)).toBe('Deploying/CreatingMW');
    expect(decisionOf(world)).toBe('dr1(RetainedForFailover)+dr2(dr2)');
    expect(vrgsOf(world)).toBe('secondary(Failover)/Unknown|primary(Failover)/Primary');
    expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: ['dr1', 'dr2'], primaries: ['dr1', 'dr2'] });
  });

  it('after Completed: stuck in Deploying, the application stays; the action again heals (A)', () => {
    const { world, ramen } = failedOver();
    const timeline = watchCart(world);
    patchCart(world, noAction);
    world.pass(40_000);
    expect(timeline.phases).toEqual(['Deploying/CreatingMW']);
    expect(conditionsOf(world)).toBe('Available-Deploying PeerReady+Success Protected-Progressing');
    expect(messageOf(world, 'Available')).toBe(
      'ManifestWork for VolumeReplicationGroup resource exists with mismatching state (secondary) on cluster dr1',
    );
    expect(decisionOf(world)).toBe('dr2(dr2)');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr2']);
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    world.pass(1000);
    expect(timeline.phases.slice(1)).toEqual(['FailedOver/Completed']);
    expect(conditionsOf(world)).toBe(green('FailedOver'));
  });
});

it('the "safe" clear before the clean-up ended: a split brain with every condition True (earlyClear)', () => {
  const stage = deployed();
  const { world, ramen } = stage;
  ramen.lose('dr1');
  world.pass(1500);
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  reach(stage, 'FailedOver/Cleaning Up');
  world.pass(3000);
  const timeline = watchCart(world);
  patchCart(world, { action: null, failoverCluster: null, preferredCluster: 'dr2' });
  world.pass(15_000);
  expect(timeline.phases).toEqual(['Deployed/Completed']);
  expect(conditionsOf(world)).toBe('Available+Deployed PeerReady+Success Protected-Progressing');
  expect(decisionOf(world)).toBe('dr1(RetainedForFailover)+dr2(dr2)');
  ramen.restore('dr1');
  world.pass(30_000);
  expect(phaseOf(world)).toBe('Deployed/Completed');
  expect(conditionsOf(world)).toBe(green('Deployed'));
  expect(decisionOf(world)).toBe('dr1(RetainedForFailover)+dr2(dr2)');
  expect(worksOf(world)).toBe('secondary|primary');
  expect(vrgsOf(world)).toBe('secondary/Unknown|primary(Failover)/Primary');
  const app = ramen.app('shop', 'cart');
  expect(app).toMatchObject({ runsOn: ['dr1', 'dr2'], primaries: ['dr1', 'dr2'] });
  expect(app?.missingWhereItRuns.dr1).toBeGreaterThan(30);
  expect(app?.missingWhereItRuns.dr2).toBeGreaterThan(30);
  // The way out: the true action again; what dr1 wrote meanwhile is given up.
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  reach(stage, 'FailedOver/Completed');
  world.pass(1000);
  expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: ['dr2'], primaries: ['dr2'] });
  expect(ramen.app('shop', 'cart')?.lostWrites).toBeGreaterThan(30);
});

describe('a relocation to dr2 reverted by Git', () => {
  it('while preparing: cancelled, and the VRG keeps its action (R1)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    ramen.hold('dr1', 'operator');
    patchCart(world, { action: 'Relocate', preferredCluster: 'dr2' });
    world.pass(1500);
    expect(phaseOf(world)).toBe('Initiating/PreparingFinalSync');
    expect(messageOf(world, 'Available')).toBe('current cluster (dr1) has not completed protection actions');
    patchCart(world, noAction);
    world.pass(1000);
    expect(conditionsOf(world)).toBe('Available+Deployed PeerReady+Success Protected?Unknown');
    ramen.release('dr1', 'operator');
    world.pass(10_000);
    expect(phaseOf(world)).toBe('Deployed/Completed');
    expect(conditionsOf(world)).toBe(green('Deployed'));
    expect(vrgsOf(world)).toBe('primary(Relocate)/Primary|secondary/Secondary');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr1']);
  });

  it('when the application is already being pruned: it runs nowhere, and all is green (R1late)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    patchCart(world, { action: 'Relocate', preferredCluster: 'dr2' });
    world.until(() => decisionOf(world) === 'none');
    world.pass(110);
    patchCart(world, noAction);
    world.pass(20_000);
    expect(phaseOf(world)).toBe('Deployed/Completed');
    expect(conditionsOf(world)).toBe(green('Deployed'));
    expect(decisionOf(world)).toBe('dr1(dr1)');
    expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: [], lostWrites: 0 });
    patchCart(world, { action: 'Relocate', preferredCluster: 'dr2' });
    reach(stage, 'Relocated/Completed');
    world.pass(1000);
    expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: ['dr2'], lostWrites: 0 });
  });

  it('when both are secondary: it runs nowhere, and only a failover to dr2 helps (R2)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    patchCart(world, { action: 'Relocate', preferredCluster: 'dr2' });
    world.until(() => vrgsOf(world) === 'secondary(Relocate)/Unknown|secondary/Secondary');
    patchCart(world, noAction);
    world.pass(20_000);
    expect(phaseOf(world)).toBe('Deploying/CreatingMW');
    expect(decisionOf(world)).toBe('none');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual([]);
    patchCart(world, { action: 'Relocate', preferredCluster: 'dr2' });
    world.pass(20_000);
    expect(phaseOf(world)).toBe('Deploying/CreatingMW');
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2', preferredCluster: 'dr1' });
    reach(stage, 'FailedOver/Completed');
    world.pass(1000);
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr2']);
  });

  it('after Relocated: stuck as after a failover (R3)', () => {
    const { world, ramen } = relocated();
    patchCart(world, noAction);
    world.pass(20_000);
    expect(phaseOf(world)).toBe('Deploying/CreatingMW');
    expect(vrgsOf(world)).toBe('secondary(Relocate)/Secondary|primary(Relocate)/Primary');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr2']);
  });

  it('after Relocated, preferredCluster alone put back: relocates home at once (R3ssa)', () => {
    const stage = relocated();
    const timeline = watchCart(stage.world);
    patchCart(stage.world, { preferredCluster: 'dr1' });
    reach(stage, 'Relocated/Completed');
    stage.world.until(() => phaseOf(stage.world) !== 'Relocated/Completed');
    reach(stage, 'Relocated/Completed');
    expect(timeline.phases.slice(0, 7)).toEqual([
      'Initiating/PreparingFinalSync',
      'Relocating/RunningFinalSync',
      'Relocating/EnsuringVolumesAreSecondary',
      'Relocating/WaitingForResourceRestore',
      'Relocating/WaitForReadiness',
      'Relocating/Completed',
      'Relocated/Completed',
    ]);
    expect(timeline.decisions).toEqual(['none', 'dr1(dr1)']);
    expect(timeline.vrgs).toEqual([
      'secondary(Relocate)/Secondary|secondary(Relocate)/Primary',
      'secondary(Relocate)/Secondary|secondary(Relocate)/Unknown',
      'secondary(Relocate)/Secondary|secondary(Relocate)/Secondary',
      'primary(Relocate)/Secondary|secondary(Relocate)/Secondary',
      'primary(Relocate)/Unknown|secondary(Relocate)/Secondary',
      'primary(Relocate)/Primary|secondary(Relocate)/Secondary',
    ]);
  });
});

it('preferredCluster alone, without an action: never moves, stuck until put back (D)', () => {
  const { world, ramen } = deployed();
  const timeline = watchCart(world);
  patchCart(world, { preferredCluster: 'dr2' });
  world.pass(30_000);
  expect(conditionsOf(world)).toBe('Available-Deploying PeerReady+Success Protected-Progressing');
  expect(messageOf(world, 'Available')).toContain('mismatching state (secondary) on cluster dr2');
  patchCart(world, { preferredCluster: 'dr1' });
  world.pass(1000);
  expect(timeline.phases).toEqual(['Deploying/CreatingMW', 'Deployed/Completed']);
  expect(conditionsOf(world)).toBe(green('Deployed'));
  expect(decisionOf(world)).toBe('dr1(dr1)');
  expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr1']);
});

describe('hands and tools in between', () => {
  it('failoverCluster put back while dr2 promotes: stuck cleaning up (midairTarget)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    reach(stage, 'FailedOver/WaitForReadiness');
    patchCart(world, { failoverCluster: 'dr1' });
    world.pass(20_000);
    expect(phaseOf(world)).toBe('FailedOver/Cleaning Up');
    expect(conditionsOf(world)).toContain('PeerReady-NotStarted');
    expect(vrgsOf(world)).toBe('primary/Primary|secondary(Failover)/Unknown');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr1']);
  });

  it('preferredCluster put back just after dr1 was to become secondary: an empty volume, all green (R4b)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    world.pass(10_000);
    patchCart(world, { action: 'Relocate', preferredCluster: 'dr2' });
    world.until(() => worksOf(world) === 'secondary|secondary');
    patchCart(world, { preferredCluster: 'dr1' });
    reach(stage, 'Relocated/Completed');
    world.pass(10_000);
    expect(conditionsOf(world)).toBe(green('Relocated'));
    expect(decisionOf(world)).toBe('dr1(dr1)');
    const app = ramen.app('shop', 'cart');
    expect(app?.runsOn).toEqual(['dr1']);
    expect(app?.missingWhereItRuns.dr1).toBeGreaterThan(20);
  });

  it('preferredCluster put back once dr1 is secondary: a clean return', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    patchCart(world, { action: 'Relocate', preferredCluster: 'dr2' });
    world.until(() => vrgsOf(world).startsWith('secondary(Relocate)/Secondary'));
    patchCart(world, { preferredCluster: 'dr1' });
    reach(stage, 'Relocated/Completed');
    world.pass(10_000);
    expect(decisionOf(world)).toBe('dr1(dr1)');
    expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: ['dr1'], lostWrites: 0 });
  });

  it('a failover away from a DRCluster that is being deleted: on both clusters (pruneCluster)', () => {
    const stage = deployed();
    const { world, ramen } = stage;
    world.hub.remove('DRCluster', undefined, 'dr1');
    world.pass(1000);
    expect(world.hub.get('DRCluster', undefined, 'dr1')).toMatchObject({ status: { phase: 'Available' } });
    patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
    reach(stage, 'FailedOver/Cleaning Up');
    world.pass(20_000);
    expect(phaseOf(world)).toBe('FailedOver/Cleaning Up');
    expect(decisionOf(world)).toBe('dr1(RetainedForFailover)+dr2(dr2)');
    expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr1', 'dr2']);
  });
});
