import { expect, it } from 'vitest';
import { getAt, getString, removeAt, setAt } from '../../model/field-path.ts';
import { fieldClaims } from '../../model/live-object.ts';
import { createCluster } from '../cluster.ts';
import { crdsFor } from '../resources/shipped-crds.ts';
import { startSandbox } from '../start.ts';
import type { SandboxWorld } from '../world.ts';
import { startRamen } from './start-ramen.ts';
import { createMemoryWorld, type MemoryWorld } from './testing/memory-world.ts';
import { cart, conditionsOf, decisionOf, patchCart, phaseOf, populate, vrgsOf } from './testing/rehearsal.ts';
import { green, reach } from './testing/stage.ts';

/** The sandbox's own API servers with time that we let pass by hand. */
function servedWorld(): MemoryWorld {
  const memory = createMemoryWorld();
  const build = (name: string, role: 'hub' | 'managed') =>
    createCluster({ name, crds: crdsFor(role), now: memory.now, onWrite: () => {} }).cluster;
  return {
    ...memory,
    hub: build('hub', 'hub'),
    managed: new Map(['dr1', 'dr2'].map((name) => [name, build(name, 'managed')])),
  };
}

it('lives on the real store: its schemas take everything that the model writes', () => {
  const world = servedWorld();
  const errors: unknown[] = [];
  const ramen = startRamen(world, { onError: (error) => errors.push(error) });
  populate(world);
  world.pass(10_000);
  expect(errors).toEqual([]);
  reach({ world, ramen }, 'Deployed/Completed');
  expect(errors).toEqual([]);
  expect(conditionsOf(world)).toBe(green('Deployed'));
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  reach({ world, ramen }, 'FailedOver/Completed');
  patchCart(world, { action: 'Relocate', preferredCluster: 'dr1' });
  reach({ world, ramen }, 'Relocated/Completed');
  patchCart(world, { action: null, failoverCluster: null });
  reach({ world, ramen }, 'Deployed/Completed');
  world.pass(1000);
  expect(decisionOf(world)).toBe('dr1(dr1)');
  expect(vrgsOf(world)).toBe('primary(Relocate)/Primary|secondary/Secondary');
  expect(errors).toEqual([]);
  const managers = fieldClaims(cart(world)).map(
    ({ manager, subresource }) => `${manager}/${subresource ?? ''}`,
  );
  expect(managers).toContain('manager/');
  expect(managers).toContain('manager/status');
  const vrg = world.managed.get('dr1')?.get('VolumeReplicationGroup', 'shop', 'cart') ?? {};
  expect(fieldClaims(vrg).map(({ manager }) => manager)).toContain('work');
  world.hub.remove('DRPlacementControl', 'shop', 'cart');
  expect(world.until(() => getString(cart(world), ['kind']) === undefined)).toBe(true);
  expect(vrgsOf(world)).toBe('none|none');
  expect(errors).toEqual([]);

  // The rest of what it writes: a fence and its end, the whole dr-cluster operator, a taint, a decision of OCM's.
  fence(world, 'Fenced');
  reachPhase(world, 'Fenced');
  fence(world, 'Unfenced');
  reachPhase(world, 'Unfenced');
  ramen.restartHubOperator();
  world.pass(2000);
  expect(
    world.managed.get('dr1')?.get('ConfigMap', 'ramen-system', 'ramen-dr-cluster-operator-config'),
  ).toBeDefined();
  const placement = world.hub.get('Placement', 'shop', 'cart') ?? {};
  world.hub.update(removeAt(placement, ['metadata', 'annotations']), 'test');
  ramen.lose('dr1');
  world.pass(10_000);
  expect(getAt(world.hub.get('ManagedCluster', undefined, 'dr1'), ['spec', 'taints', 0, 'effect'])).toBe(
    'NoSelect',
  );
  expect(decisionOf(world)).toBe('none');
  expect(errors).toEqual([]);
});

function fence({ hub }: MemoryWorld, clusterFence: string): void {
  const found = hub.get('DRCluster', undefined, 'dr1') ?? {};
  const fields = ['driver', 'secret-name', 'secret-namespace', 'clusterid'];
  const annotations = fields.map((name) => [`drcluster.ramendr.openshift.io/storage-${name}`, 'x']);
  const annotated = setAt(found, ['metadata', 'annotations'], Object.fromEntries(annotations));
  const spec = { s3ProfileName: 's3-dr1', cidrs: ['10.0.1.0/24'], clusterFence };
  hub.update({ ...annotated, spec }, 'test');
}

function reachPhase(world: MemoryWorld, phase: string): void {
  const phaseNow = () => getAt(world.hub.get('DRCluster', undefined, 'dr1'), ['status', 'phase']);
  world.until(() => phaseNow() === phase);
  expect(phaseNow()).toBe(phase);
  world.pass(1000);
}

/** At most some hours of the sandbox's time: at speed 1000 a slow machine needs many of them. */
async function until(world: SandboxWorld, question: () => boolean): Promise<void> {
  const end = world.now() + 20_000_000;
  while (!question()) {
    if (world.now() > end) throw new Error(`${phaseOf(world)} ${conditionsOf(world)} ${vrgsOf(world)}`);
    await new Promise<void>((done) => world.after(100, done));
  }
}

it.each([100, 1000])('lives a whole life at speed %i', async (speed) => {
  const sandbox = await startSandbox({ speed });
  const { world, ramen } = sandbox;
  populate(world);
  await until(world, () => conditionsOf(world) === green('Deployed') && vrgsOf(world).endsWith('/Secondary'));
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  await until(world, () => phaseOf(world) === 'FailedOver/Completed');
  patchCart(world, { action: 'Relocate', preferredCluster: 'dr1' });
  await until(world, () => phaseOf(world) === 'Relocated/Completed');
  patchCart(world, { action: null, failoverCluster: null });
  await until(world, () => conditionsOf(world) === green('Deployed'));
  await until(world, () => ramen?.app('shop', 'cart')?.runsOn.length === 1);
  expect(ramen?.app('shop', 'cart')?.runsOn).toEqual(['dr1']);
  await sandbox.close();
});
