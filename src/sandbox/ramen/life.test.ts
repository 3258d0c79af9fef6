import { expect, it } from 'vitest';
import { getString, setAt } from '../../model/field-path.ts';
import { startRamen } from './start-ramen.ts';
import { createMemoryWorld } from './testing/memory-world.ts';
import { cart, conditionsOf, drpc, patchCart, phaseOf, placement, populate } from './testing/rehearsal.ts';
import { deployed, failedOver, green, messageOf, reach } from './testing/stage.ts';

// What the recordings (test/replay.test.ts) and experiments (test/experiments.test.ts) of the real operators do not show.

it('counts what was written, and what no copy holds any more', () => {
  const { world, ramen } = deployed();
  const app = () => ramen.app('shop', 'cart');
  world.pass(10_000);
  const before = app();
  expect(before).toMatchObject({
    runsOn: ['dr1'],
    lostWrites: 0,
    missingWhereItRuns: { dr1: 0 },
    archived: true,
    sites: {
      dr1: { app: 'running', copy: 'primary', missingWrites: 0 },
      dr2: { app: 'none', copy: 'secondary' },
    },
  });
  const atRisk = before?.sites.dr2?.missingWrites ?? 0;
  expect(atRisk).toBeGreaterThan(15);
  ramen.lose('dr1');
  expect(app()).toMatchObject({ runsOn: [], lostWrites: 0, sites: { dr1: { app: 'dead' } } });
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  reach({ world, ramen }, 'FailedOver/Cleaning Up');
  world.pass(1000);
  expect(app()).toMatchObject({ runsOn: ['dr2'], lostWrites: 0, missingWhereItRuns: { dr2: atRisk } });
  ramen.restore('dr1');
  reach({ world, ramen }, 'FailedOver/Completed');
  world.pass(1000);
  expect(app()?.lostWrites).toBeGreaterThanOrEqual(atRisk);
  expect(app()?.lostWrites).toBe(app()?.missingWhereItRuns.dr2);
});

it('says how long an action took', () => {
  expect(cart(failedOver().world).status).toMatchObject({
    preferredDecision: { clusterName: 'dr1', clusterNamespace: 'dr1' },
    actionDuration: expect.stringMatching(/^[\d.]+s$/),
  });
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

it('refuses a Placement that OCM may schedule, and goes on once it is disabled', () => {
  const world = createMemoryWorld();
  startRamen(world);
  populate(world, { withDrpc: false });
  const disabled = placement();
  const enabled = setAt(world.hub.get('Placement', 'shop', 'cart') ?? {}, ['metadata', 'annotations'], {});
  world.hub.update(enabled, 'test');
  world.hub.create(drpc(), 'test');
  world.pass(3000);
  expect(conditionsOf(world)).toBe('Available-Error PeerReady+Initiating Protected-Unknown');
  expect(messageOf(world, 'Available')).toBe(
    'placement cart must be disabled in order for Ramen to be the scheduler',
  );
  world.hub.update({ ...enabled, metadata: disabled.metadata ?? {} }, 'test');
  world.pass(5000);
  expect(conditionsOf(world)).toBe(green('Deployed'));
});
