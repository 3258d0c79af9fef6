import { getString } from '../../../model/field-path.ts';
import type { RamenContext } from '../context.ts';
import { type HubController, startHubController } from '../hub-controller.ts';
import { reconcileDrPolicy } from './reconcile-dr-policy.ts';

const onHub = new Set(['DRCluster', 'ConfigMap', 'Secret', 'ManagedCluster']);
const onManaged = new Set([
  'DRClusterConfig',
  'StorageClass',
  'VolumeReplicationClass',
  'VolumeGroupReplicationClass',
  'VolumeSnapshotClass',
  'VolumeGroupSnapshotClass',
]);

export function startDrPolicies(context: RamenContext): HubController {
  return startHubController(context, {
    kind: 'DRPolicy',
    reconcile: reconcileDrPolicy,
    concerns: ({ type, object }) => {
      // Of DRPCs only their end matters: it may free a policy that is being deleted.
      if (object.kind === 'DRPlacementControl') return type === 'DELETED';
      return onHub.has(getString(object, ['kind']) ?? '');
    },
    onManaged,
  });
}
