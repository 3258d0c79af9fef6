import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startRamen } from '../src/sandbox/ramen/start-ramen.ts';
import { createMemoryWorld } from '../src/sandbox/ramen/testing/memory-world.ts';
import { populate } from '../src/sandbox/ramen/testing/rehearsal.ts';
import { playAct } from './support/recordings/acts.ts';

interface Deed {
  readonly act: string;
  readonly milliseconds: number;
}

/** Every object on every cluster, as text, and what became of the application. */
function historyOf(deeds: readonly Deed[]): string {
  const world = createMemoryWorld();
  const ramen = startRamen(world);
  const history: string[] = [];
  for (const cluster of [world.hub, ...world.managed.values()]) {
    cluster.onChange(({ type, object }) => {
      history.push(`${world.now()} ${cluster.name} ${type} ${JSON.stringify(object)}`);
    });
  }
  populate(world);
  world.pass(5000);
  for (const { act, milliseconds } of deeds) {
    playAct({ world, ramen }, act);
    world.pass(milliseconds);
  }
  ramen.stop();
  return [...history, JSON.stringify(ramen.app('shop', 'cart'))].join('\n');
}

const acts = [
  'hand {"action":"Failover","failoverCluster":"dr2"}',
  'hand {"action":"Relocate","preferredCluster":"dr2"}',
  'flux',
  'ssa',
  'lose dr1',
  'return dr1',
  'hold storage of dr2',
  'release storage of dr2',
];

it('writes the same bytes for the same inputs', () => {
  const deed = fc.record({
    act: fc.constantFrom(...acts),
    milliseconds: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.constant(3_600_000)),
  });
  fc.assert(
    fc.property(fc.array(deed, { minLength: 1, maxLength: 8 }), (deeds) => {
      expect(historyOf(deeds)).toBe(historyOf(deeds));
    }),
    { numRuns: 6 },
  );
});
