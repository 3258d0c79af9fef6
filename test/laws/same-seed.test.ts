import { expect, it } from 'vitest';
import { patchCart, populate } from '../../src/sandbox/ramen/testing/rehearsal.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';

/** A whole life on the sandbox's own servers; every version of every object, as text. */
async function lifeOf(seed: string): Promise<readonly string[]> {
  const sandbox = await startSandbox({ seed, speed: 0, now: Date.UTC(2026, 0, 1) });
  const versions = watched(sandbox);
  populate(sandbox.world);
  sandbox.advance(10_000);
  patchCart(sandbox.world, { action: 'Failover', failoverCluster: 'dr2' });
  sandbox.advance(10_000);
  sandbox.ramen?.lose('dr1');
  sandbox.advance(86_400_000);
  sandbox.ramen?.restore('dr1');
  patchCart(sandbox.world, { action: 'Relocate', preferredCluster: 'dr1' });
  sandbox.advance(10_000);
  await sandbox.close();
  return versions;
}

function watched({ world }: Sandbox): readonly string[] {
  const versions: string[] = [];
  for (const cluster of [world.hub, ...world.managed.values()]) {
    cluster.onChange(({ type, object }) =>
      versions.push(`${cluster.name} ${type} ${JSON.stringify(object)}`),
    );
  }
  return versions;
}

it('writes the same bytes for the same seed and the same inputs, and others for another seed', async () => {
  const life = await lifeOf('one');
  expect(life.length).toBeGreaterThan(100);
  expect(await lifeOf('one')).toEqual(life);
  expect(await lifeOf('two')).not.toEqual(life);
});
