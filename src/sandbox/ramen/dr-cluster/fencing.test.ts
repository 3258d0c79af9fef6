import { describe, expect, it } from 'vitest';
import { getAt, getString } from '../../../model/field-path.ts';
import type { Json } from '../../../model/json.ts';
import { nameOf } from '../metadata.ts';
import {
  drClusterOf,
  edit,
  type Ground,
  ground,
  makeMetro,
  managedOf,
  policyOf,
  wordsOf,
} from '../testing/ground.ts';

function ask({ world }: Ground, clusterFence: Json, cidrs?: Json): void {
  if (cidrs !== undefined) edit(world.hub, 'DRCluster', 'dr1', ['spec', 'cidrs'], cidrs);
  edit(world.hub, 'DRCluster', 'dr1', ['spec', 'clusterFence'], clusterFence);
  world.pass(3000);
}

/** `Phase | Fenced | Clean` */
function stateOf({ world }: Pick<Ground, 'world'>): string {
  const dr1 = drClusterOf(world, 'dr1');
  const phase = getString(dr1, ['status', 'phase']);
  return `${phase} | ${wordsOf(dr1, 'Fenced')} | ${wordsOf(dr1, 'Clean')}`;
}

/** Every state of dr1 from now on. */
function watch({ world }: Ground): string[] {
  const seen: string[] = [];
  world.hub.onChange(({ object }) => {
    if (object.kind !== 'DRCluster' || nameOf(object) !== 'dr1') return;
    if (seen.at(-1) !== stateOf({ world })) seen.push(stateOf({ world }));
  });
  return seen;
}

const clean = 'Available | -Clean: Cluster Clean | +Clean: Cluster Clean';
const fenced = 'Fenced | +Fenced: Cluster successfully fenced | -Fenced: Cluster successfully fenced';

it('by hand is a status alone', () => {
  const stage = ground(makeMetro);
  expect(stateOf(stage)).toBe(clean);
  ask(stage, 'ManuallyFenced');
  expect(stateOf(stage)).toBe('Fenced | +Fenced: Cluster Manually fenced | -Fenced: Cluster Manually fenced');
  ask(stage, 'ManuallyUnfenced');
  expect(stateOf(stage)).toBe(
    'Unfenced | -Clean: Cluster Manually Unfenced and clean | +Clean: Cluster Manually Unfenced and clean',
  );
  expect(managedOf(stage.world, 'dr2').list('NetworkFence')).toEqual([]);
});

it('puts a NetworkFence on the peer, lifts it there, and cleans up', () => {
  const stage = ground(makeMetro);
  const seen = watch(stage);
  ask(stage, 'Fenced');
  expect(seen).toEqual([
    clean,
    'Fencing | -Fencing: ManifestWork for NetworkFence fence operation created | +Fencing: ManifestWork for NetworkFence fence operation created',
    // Seen before the storage has answered at all: Ramen takes that for a failure.
    'Fencing | -FenceError: fencing operation not successful | +FenceError: fencing operation not successful',
    fenced,
  ]);
  const work = stage.world.hub.get('ManifestWork', 'dr2', 'dr1-dr2-nf-mw');
  expect(work).toMatchObject({
    metadata: { annotations: { 'drcluster.ramendr.openshift.io/drcluster-name': 'dr1' } },
  });
  expect(managedOf(stage.world, 'dr2').get('NetworkFence', undefined, 'network-fence-dr1')).toMatchObject({
    spec: {
      fenceState: 'Fenced',
      cidrs: ['10.0.1.0/24'],
      driver: 'disk.csi.example.com',
      secret: { name: 'fence', namespace: 'storage' },
      parameters: { clusterID: 'one' },
    },
    status: { result: 'Succeeded' },
  });
  seen.length = 0;
  ask(stage, 'Unfenced');
  expect(seen).toEqual([
    fenced,
    'Unfencing | +Unfencing: ManifestWork for NetworkFence unfence operation created | -Unfencing: ManifestWork for NetworkFence unfence operation created',
    'Unfenced | -Cleaning: NetworkFence resource clean started | -Cleaning: NetworkFence resource clean started',
    'Unfenced | -Clean: fencing resource cleaned from cluster | +Clean: fencing resource cleaned from cluster',
  ]);
  expect(stage.world.hub.get('ManifestWork', 'dr2', 'dr1-dr2-nf-mw')).toBeUndefined();
  expect(managedOf(stage.world, 'dr2').list('NetworkFence')).toEqual([]);
});

it('lifts a fence that never was as well: the peer has to say so', () => {
  const stage = ground(makeMetro);
  const states: unknown[] = [];
  managedOf(stage.world, 'dr2').onChange(({ object }) => {
    if (object.kind === 'NetworkFence') states.push(getAt(object, ['spec', 'fenceState']));
  });
  ask(stage, 'Unfenced');
  expect(states).toContain('Unfenced');
  expect(stateOf(stage)).toMatch(/^Unfenced .*fencing resource cleaned from cluster$/);
});

it('taken away, says Clean and leaves the fence where it is', () => {
  const stage = ground(makeMetro);
  ask(stage, 'Fenced');
  const dr1 = drClusterOf(stage.world, 'dr1');
  const { clusterFence: _, ...spec } = dr1.spec as Record<string, Json>;
  stage.world.hub.update({ ...dr1, spec }, 'test');
  stage.world.pass(1000);
  expect(stateOf(stage)).toBe(clean);
  expect(managedOf(stage.world, 'dr2').list('NetworkFence')).toHaveLength(1);
});

it('names a NetworkFenceClass of the peer that fits its storage, instead of annotations', () => {
  const stage = ground((world) => {
    makeMetro(world);
    managedOf(world, 'dr2').create(
      {
        apiVersion: 'csiaddons.openshift.io/v1alpha1',
        kind: 'NetworkFenceClass',
        metadata: { name: 'nfc', annotations: { 'ramendr.openshift.io/storageid': 'x,one' } },
        spec: { provisioner: 'disk.csi.example.com' },
      },
      'test',
    );
  });
  ask(stage, 'Fenced');
  expect(stateOf(stage)).toBe(fenced);
  expect(stage.world.hub.get('ManifestWork', 'dr2', 'dr1-nfc-dr2-nf-mw')).toBeDefined();
  const found = managedOf(stage.world, 'dr2').get('NetworkFence', undefined, 'network-fence-dr1-nfc');
  expect(getAt(found, ['spec', 'networkFenceClassName'])).toBe('nfc');
});

describe('that cannot be', () => {
  const failed = (problem: string): string => {
    const message = `NetworkFence ManifestWork creation failed: failed to generate network fence resource: ${problem}`;
    return `Available | -FenceError: ${message} | +FenceError: ${message}`;
  };

  it('without CIDRs', () => {
    const stage = ground(makeMetro);
    ask(stage, 'Fenced', []);
    expect(stateOf(stage)).toBe(failed('CIDRs has no values'));
  });

  it('without a class and without annotations', () => {
    const stage = ground(makeMetro);
    edit(stage.world.hub, 'DRCluster', 'dr1', ['metadata', 'annotations'], {});
    ask(stage, 'Fenced');
    expect(stateOf(stage)).toBe(
      failed(
        'failed to create network fence resource with storage detai: failed to find storage driver in annotations',
      ),
    );
  });

  it('without a peer of its region: nothing happens, and it counts as validated', () => {
    const stage = ground();
    edit(stage.world.hub, 'DRCluster', 'dr2', ['spec', 'region'], 'west');
    ask(stage, 'Unfenced', ['10.0.1.0/24']);
    expect(stateOf(stage)).toBe(clean);
    expect(wordsOf(drClusterOf(stage.world, 'dr1'))).toBe('+Succeeded: Validated the cluster');
    expect(getAt(policyOf(stage.world), ['status', 'sync'])).toEqual({});
  });

  it('while the peer is lost: it stays Fencing until the peer returns', () => {
    const stage = ground(makeMetro);
    stage.ramen.lose('dr2');
    ask(stage, 'Fenced');
    expect(stateOf(stage)).toMatch(/^Fencing /);
    stage.ramen.restore('dr2');
    stage.world.pass(3000);
    expect(stateOf(stage)).toBe(fenced);
  });
});
