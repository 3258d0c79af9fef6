import { startRamen } from '../../../src/sandbox/ramen/start-ramen.ts';
import { createMemoryWorld } from '../../../src/sandbox/ramen/testing/memory-world.ts';
import { populate } from '../../../src/sandbox/ramen/testing/rehearsal.ts';
import { playAct } from './acts.ts';
import { keyOf, type Leaves, leavesOf } from './whole-objects.ts';

/** What Ramen writes, or has a part in. */
const kinds = [
  'DRCluster',
  'DRPolicy',
  'DRClusterConfig',
  'DRPlacementControl',
  'Placement',
  'PlacementDecision',
  'ManifestWork',
  'VolumeReplicationGroup',
  'VolumeReplication',
];

/** The model's objects each time that an act has settled. */
export function replayObjects(acts: readonly string[]): readonly ReadonlyMap<string, Leaves>[] {
  const world = createMemoryWorld();
  const ramen = startRamen(world);
  populate(world, { withDrpc: false });
  world.pass(5000);
  const settled = acts.map((act) => {
    playAct({ world, ramen }, act);
    world.pass(4000);
    return new Map(
      [world.hub, ...world.managed.values()].flatMap((cluster) =>
        kinds
          .flatMap((kind) => cluster.list(kind))
          .map((object) => [keyOf(cluster.name, object), leavesOf(object)] as const),
      ),
    );
  });
  ramen.stop();
  return settled;
}
