import { describe, expect, it } from 'vitest';
import { removeAt } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { startRamen } from './start-ramen.ts';
import { edit, wordsOf } from './testing/ground.ts';
import { createMemoryWorld, type MemoryWorld } from './testing/memory-world.ts';
import { decisionOf, placement } from './testing/rehearsal.ts';
import { deployed, failedOver, messageOf } from './testing/stage.ts';

function bind(world: MemoryWorld, clusterSet: string): void {
  const apiVersion = 'cluster.open-cluster-management.io/v1beta2';
  const metadata = { name: clusterSet, namespace: 'shop' };
  world.hub.create({ apiVersion, kind: 'ManagedClusterSetBinding', metadata, spec: { clusterSet } }, 'test');
}

/** Two clusters of the set `default`, and `shop/cart` left to OCM. */
function scheduled(spec: JsonObject, sets: readonly string[] = ['default']): MemoryWorld {
  const world = createMemoryWorld();
  startRamen(world);
  for (const set of sets) bind(world, set);
  edit(world.hub, 'ManagedCluster', 'dr2', ['metadata', 'labels', 'tier'], 'gold');
  world.hub.create({ ...placement(), metadata: { name: 'cart', namespace: 'shop' }, spec }, 'test');
  world.pass(1000);
  return world;
}

const satisfiedOf = (world: MemoryWorld) =>
  wordsOf(world.hub.get('Placement', 'shop', 'cart') ?? {}, 'PlacementSatisfied');
const selector = (labelSelector: JsonObject) => ({ requiredClusterSelector: { labelSelector } });
const all = '+AllDecisionsScheduled: All cluster decisions scheduled';

it.each<[JsonObject, readonly string[], string, string]>([
  [
    {},
    [],
    'none',
    '-NoManagedClusterSetBindings: No valid ManagedClusterSetBindings found in placement namespace',
  ],
  [
    { clusterSets: ['prod', 'test'] },
    ['default'],
    'none',
    '-NoIntersection: None of ManagedClusterSets [prod,test] is bound to placement namespace',
  ],
  [
    {},
    ['prod'],
    'none',
    '-AllManagedClusterSetsEmpty: All ManagedClusterSets [prod] have no member ManagedCluster',
  ],
  [
    { predicates: [selector({ matchLabels: { tier: 'iron' } })] },
    ['default'],
    'none',
    '-NoManagedClusterMatched: No ManagedCluster matches any of the cluster predicate',
  ],
  [
    { numberOfClusters: 3 },
    ['default'],
    'dr1()+dr2()',
    '-NotAllDecisionsScheduled: 1 cluster decisions unscheduled',
  ],
  [{}, ['default'], 'dr1()+dr2()', all],
  [{ numberOfClusters: 1 }, ['default'], 'dr1()', all],
  [{ predicates: [selector({ matchLabels: { tier: 'gold' } })] }, ['global'], 'dr2()', all],
  [
    { predicates: [selector({ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] })] },
    ['default'],
    'dr1()',
    all,
  ],
])('%j in %j: %s', (spec, sets, decision, words) => {
  const world = scheduled(spec, sets);
  expect(decisionOf(world)).toBe(decision);
  expect(satisfiedOf(world)).toBe(words);
});

describe('who takes the annotation away', () => {
  function handOver(world: MemoryWorld, spec: JsonObject): void {
    bind(world, 'default');
    const found = world.hub.get('Placement', 'shop', 'cart') ?? {};
    const annotation = 'cluster.open-cluster-management.io/experimental-scheduling-disable';
    world.hub.update({ ...removeAt(found, ['metadata', 'annotations', annotation]), spec }, 'test');
    world.pass(1000);
  }

  it('leaves the application where it is, as long as OCM has no reason; Ramen no longer works with it', () => {
    const { world } = deployed();
    handOver(world, { numberOfClusters: 1 });
    expect(decisionOf(world)).toBe('dr1()');
    expect(messageOf(world, 'Available')).toBe(
      'placement cart must be disabled in order for Ramen to be the scheduler',
    );
  });

  it('loses what was written since a failover, where the Placement takes the old home alone', () => {
    const { world, ramen } = failedOver();
    world.pass(20_000);
    handOver(world, { numberOfClusters: 1, predicates: [selector({ matchLabels: { name: 'dr1' } })] });
    world.pass(5000);
    expect(decisionOf(world)).toBe('dr1()');
    const app = ramen.app('shop', 'cart');
    expect(app?.runsOn).toEqual(['dr1']);
    expect(app?.missingWhereItRuns.dr1).toBeGreaterThan(30);
  });

  it('starts it elsewhere on an empty volume as soon as its cluster is lost', () => {
    const { world, ramen } = deployed();
    handOver(world, { numberOfClusters: 1 });
    ramen.lose('dr1');
    world.pass(10_000);
    expect(decisionOf(world)).toBe('dr2()');
    const app = ramen.app('shop', 'cart');
    expect(app?.runsOn).toEqual(['dr2']);
    expect(app?.missingWhereItRuns.dr2).toBeGreaterThan(0);
  });
});

it.each([
  ['cluster.open-cluster-management.io/unreachable', 'dr1()'],
  ['cluster.open-cluster-management.io/unavailable', 'dr2()'],
])('tolerating %s, is on %s once dr1 is lost', (key, decision) => {
  const world = createMemoryWorld();
  const ramen = startRamen(world);
  bind(world, 'default');
  const spec = { numberOfClusters: 1, tolerations: [{ key, operator: 'Exists' }] };
  world.hub.create({ ...placement(), metadata: { name: 'cart', namespace: 'shop' }, spec }, 'test');
  world.pass(1000);
  ramen.lose('dr1');
  world.pass(10_000);
  expect(world.hub.get('ManagedCluster', undefined, 'dr1')).toMatchObject({
    spec: { taints: [{ key: 'cluster.open-cluster-management.io/unreachable', effect: 'NoSelect' }] },
  });
  expect(decisionOf(world)).toBe(decision);
});
