import { namespaceOf } from '../../../src/sandbox/ramen/metadata.ts';
import type { MemoryWorld } from '../../../src/sandbox/ramen/testing/memory-world.ts';

/** A world whose hub can refuse to change the ManifestWorks of one cluster, as an API server in trouble does. */
export function withRefusals(world: MemoryWorld): {
  readonly world: MemoryWorld;
  refuseWorks(cluster: string): void;
  acceptWorks(): void;
} {
  let refused: string | undefined;
  const hub: MemoryWorld['hub'] = {
    ...world.hub,
    update: (object, manager) => {
      if (object.kind === 'ManifestWork' && namespaceOf(object) === refused) {
        throw new Error('the server is currently unable to handle the request');
      }
      return world.hub.update(object, manager);
    },
  };
  return {
    world: { ...world, hub },
    refuseWorks: (cluster) => {
      refused = cluster;
    },
    acceptWorks: () => {
      refused = undefined;
    },
  };
}
