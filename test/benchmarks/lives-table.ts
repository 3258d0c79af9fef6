import { startRamen } from '../../src/sandbox/ramen/start-ramen.ts';
import { createMemoryWorld, type MemoryWorld } from '../../src/sandbox/ramen/testing/memory-world.ts';
import { patchCart, phaseOf, populate } from '../../src/sandbox/ramen/testing/rehearsal.ts';

const day = 86_400_000;

/**
 * What a whole DR life costs the model: deployed, a month of syncs, failed over, relocated home. In CPU time, as the machine
 * may be busy; and beside it how often the objects of one life could be written out and parsed meanwhile.
 */
export function livesTable(lives: number): string {
  const objects = objectsOf(live());
  const life = cpuOf(lives, () => live());
  const copy = cpuOf(lives * 10, () => JSON.parse(JSON.stringify(objects)));
  return [
    '| CPU of one life | lives in a second of CPU | copies of its objects in that time |',
    '|---|---|---|',
    `| ${life.toFixed(1)} ms | ${Math.round(1000 / life)} | ${Math.round(life / copy)} |`,
  ].join('\n');
}

function live(): MemoryWorld {
  const world = createMemoryWorld();
  const ramen = startRamen(world);
  populate(world);
  reach(world, 'Deployed/Completed');
  world.pass(30 * day);
  patchCart(world, { action: 'Failover', failoverCluster: 'dr2' });
  reach(world, 'FailedOver/Completed');
  world.pass(1000);
  patchCart(world, { action: 'Relocate', preferredCluster: 'dr1' });
  reach(world, 'Relocated/Completed');
  ramen.stop();
  return world;
}

function reach(world: MemoryWorld, phase: string): void {
  if (!world.until(() => phaseOf(world) === phase)) throw new Error(`never ${phase}: ${phaseOf(world)}`);
}

function objectsOf(world: MemoryWorld): readonly unknown[] {
  const kinds = ['DRPlacementControl', 'ManifestWork', 'VolumeReplicationGroup', 'DRPolicy', 'DRCluster'];
  return [world.hub, ...world.managed.values()].flatMap((cluster) =>
    kinds.flatMap((kind) => cluster.list(kind)),
  );
}

/** Milliseconds of one run. */
function cpuOf(runs: number, run: () => void): number {
  const before = process.cpuUsage();
  for (let count = 0; count < runs; count += 1) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / runs;
}
