import { servesKind } from '../ramen/known-kinds.ts';
import { ApiError } from '../store/api-error.ts';
import type { SandboxWorld } from '../world.ts';
import type { PlacedObject } from './ground.ts';

/** Creates the objects as `manager`; those that the sandbox has no place for, each with why. */
export function populate(
  world: SandboxWorld,
  objects: readonly PlacedObject[],
  manager: string,
): readonly (PlacedObject & { readonly why: string })[] {
  return objects.flatMap((placed) => {
    const cluster = placed.cluster === 'hub' ? world.hub : world.managed.get(placed.cluster);
    if (cluster === undefined) return [{ ...placed, why: 'the sandbox has no such cluster' }];
    if (!servesKind(cluster, String(placed.object.kind)))
      return [{ ...placed, why: 'the sandbox does not have this kind' }];
    try {
      cluster.create(placed.object, manager);
      return [];
    } catch (error) {
      if (error instanceof ApiError) return [{ ...placed, why: error.message }];
      throw error;
    }
  });
}
