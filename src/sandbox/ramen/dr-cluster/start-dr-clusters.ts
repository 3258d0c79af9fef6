import { getString } from '../../../model/field-path.ts';
import type { RamenContext } from '../context.ts';
import { type HubController, startHubController } from '../hub-controller.ts';
import { reconcileDrCluster } from './reconcile-dr-cluster.ts';

const onHub = new Set(['DRPolicy', 'ConfigMap', 'Secret', 'Namespace', 'ManagedCluster', 'ManifestWork']);
const onManaged = new Set(['DRClusterConfig', 'NetworkFence', 'NetworkFenceClass']);

export function startDrClusters(context: RamenContext): HubController {
  const controller = startHubController(context, {
    kind: 'DRCluster',
    reconcile: reconcileDrCluster,
    concerns: ({ object }) => onHub.has(getString(object, ['kind']) ?? ''),
    onManaged,
  });
  const stop = context.stores.onChange(controller.addAll);
  return {
    addAll: controller.addAll,
    stop: () => {
      stop();
      controller.stop();
    },
  };
}
