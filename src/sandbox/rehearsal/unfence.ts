import { getString } from '../../model/field-path.ts';
import type { Sandbox } from '../start.ts';
import { requireDrCluster } from './fence.ts';
import type { HandCommand } from './hand-command.ts';
import { patchSpec } from './patch-spec.ts';

export const unfence: HandCommand = {
  name: 'unfence',
  usage: 'unfence <cluster>',
  summary: 'lets it back to the storage',
  run: (sandbox, [cluster]) => unfenceCluster(sandbox, cluster),
};

/** The way back from either fence. */
function unfenceCluster(sandbox: Sandbox, cluster: string | undefined): string {
  const found = requireDrCluster(sandbox, cluster);
  const manually = getString(found, ['spec', 'clusterFence']) === 'ManuallyFenced';
  return patchSpec(sandbox, found, { clusterFence: manually ? 'ManuallyUnfenced' : 'Unfenced' });
}
