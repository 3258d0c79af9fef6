import { expect } from 'vitest';
import { getString } from '../../../model/field-path.ts';
import { listOf } from '../metadata.ts';
import { type RunningRamen, startRamen } from '../start-ramen.ts';
import { createMemoryWorld, type MemoryWorld } from './memory-world.ts';
import { cart, conditionsOf, patchCart, phaseOf, populate, vrgsOf } from './rehearsal.ts';

export interface Stage {
  readonly world: MemoryWorld;
  readonly ramen: RunningRamen;
}

/** All three conditions True, in the phase's own words. */
export function green(phase: string): string {
  return `Available+${phase} PeerReady+Success Protected+Protected`;
}

/** `shop/cart`, deployed on dr1 and protected; dr2 a valid target. */
export function deployed(): Stage {
  const world = createMemoryWorld();
  const ramen = startRamen(world);
  populate(world);
  expect(
    world.until(() => conditionsOf(world) === green('Deployed') && vrgsOf(world).endsWith('/Secondary')),
  ).toBe(true);
  world.pass(500);
  return { world, ramen };
}

export function reach({ world }: Stage, phase: string): void {
  world.until(() => phaseOf(world) === phase);
  expect(phaseOf(world)).toBe(phase);
}

/** Failed over to dr2 by hand, all the way. */
export function failedOver(): Stage {
  const stage = deployed();
  patchCart(stage.world, { action: 'Failover', failoverCluster: 'dr2' });
  reach(stage, 'FailedOver/Completed');
  stage.world.pass(500);
  return stage;
}

export function messageOf(world: MemoryWorld, type: string): string | undefined {
  const found = listOf(cart(world), ['status', 'conditions']).find(
    (each) => getString(each, ['type']) === type,
  );
  return getString(found, ['message']);
}
