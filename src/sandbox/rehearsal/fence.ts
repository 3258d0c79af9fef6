import { UserError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Sandbox } from '../start.ts';
import type { HandCommand } from './hand-command.ts';
import { patchSpec } from './patch-spec.ts';
import { requireHub, requireManaged } from './require-named.ts';

export const fence: HandCommand = {
  name: 'fence',
  usage: 'fence <cluster> [manually]',
  summary: 'an operator fences the cluster, which a failover of Metro needs',
  run: (sandbox, [cluster, manually]) => {
    if (manually !== undefined && manually !== 'manually') {
      throw new UserError(`${manually} is no way to fence`, { hint: 'it is manually, or nothing' });
    }
    return fenceCluster(sandbox, cluster, manually === 'manually');
  },
};

/** An operator cuts the cluster off from the storage that it shares, or says (`manually`) that this was done. */
function fenceCluster(sandbox: Sandbox, cluster: string | undefined, manually = false): string {
  const clusterFence = manually ? 'ManuallyFenced' : 'Fenced';
  return patchSpec(sandbox, requireDrCluster(sandbox, cluster), { clusterFence });
}

export function requireDrCluster(sandbox: Sandbox, name: string | undefined): JsonObject {
  requireHub(sandbox);
  const cluster = requireManaged(sandbox, name);
  const found = sandbox.world.hub.get('DRCluster', undefined, cluster);
  if (found !== undefined) return found;
  throw new UserError(`Ramen does not know ${cluster}: there is no DRCluster of that name`);
}
