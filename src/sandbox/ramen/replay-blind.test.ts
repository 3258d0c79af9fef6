import { expect, it } from 'vitest';
import { setAt } from '../../model/field-path.ts';
import {
  conditionsOf,
  decisionOf,
  drpc,
  patchCart,
  phaseOf,
  placement,
  vrgsOf,
} from './testing/rehearsal.ts';
import { failedOver, messageOf, reach, type Stage } from './testing/stage.ts';

/** A hub rebuilt without the application, that cannot ask dr2, where the application is. */
function rebuiltBlind(): Stage {
  const stage = failedOver();
  const { world, ramen } = stage;
  for (const cluster of ['dr1', 'dr2']) ramen.lose(cluster);
  for (const [kind, namespace, name] of [
    ['DRPlacementControl', 'shop', 'cart'],
    ['Placement', 'shop', 'cart'],
    ['PlacementDecision', 'shop', 'cart-decision-1'],
    ['ManifestWork', 'dr1', 'cart-shop-vrg-mw'],
    ['ManifestWork', 'dr2', 'cart-shop-vrg-mw'],
  ] as const) {
    world.hub.update(
      setAt(world.hub.get(kind, namespace, name) ?? {}, ['metadata', 'finalizers'], []),
      'test',
    );
    world.hub.remove(kind, namespace, name);
  }
  ramen.restore('dr1');
  world.pass(2000);
  world.hub.create(placement(), 'git');
  world.hub.create(drpc(), 'git');
  return stage;
}

it('waits for a person on the word of the old secondary alone (hubRecoveryBlind)', () => {
  const stage = rebuiltBlind();
  const { world, ramen } = stage;
  world.pass(20_000);
  const lost = ramen.app('shop', 'cart')?.lostWrites;
  expect(phaseOf(world)).toBe('WaitForUser/Paused');
  expect(conditionsOf(world)).toMatch(/^Available\+Success PeerReady\+Success /);
  expect(messageOf(world, 'Available')).toMatch(
    /^Failover is allowed - VRGs count:'1'\. .* vrgOnCluster 'dr1'$/,
  );
  expect(decisionOf(world)).toBe('none');
  ramen.restore('dr2');
  world.pass(30_000);
  expect(phaseOf(world)).toBe('WaitForUser/Paused');
  expect(decisionOf(world)).toBe('none');
  expect(vrgsOf(world)).toBe('secondary(Failover)/Secondary|primary(Failover)/Primary');
  expect(ramen.app('shop', 'cart')?.runsOn).toEqual(['dr2']);
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  reach(stage, 'FailedOver/Completed');
  expect(ramen.app('shop', 'cart')).toMatchObject({ runsOn: ['dr2'], lostWrites: lost });
});
