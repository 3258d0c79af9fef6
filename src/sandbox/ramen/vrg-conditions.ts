import type { ConditionDraft } from './conditions.ts';

/** What the operator found while handling a VRG. */
export type VrgFinding =
  | { readonly role: 'primary'; readonly step: 'no claims' | 'restoring' | 'promoting' | 'tested' | 'ready' }
  /** It runs and replicates, and this profile's store does not take what another cluster would restore it from. */
  | { readonly role: 'primary'; readonly step: 'unstored'; readonly failing: string }
  | { readonly role: 'secondary'; readonly step: 'starting' | 'demoting' | 'ready' | 'stuck' };

/** The eight conditions, in Ramen's order (Ramen: internal/controller/status.go), for a workload with one claim. */
export function vrgConditions(
  finding: VrgFinding,
  restored: boolean,
  finalSync: boolean,
): readonly ConditionDraft[] {
  return finding.role === 'primary'
    ? primaryConditions(finding.step, restored, finalSync)
    : secondaryConditions(finding.step);
}

function primaryConditions(step: string, restored: boolean, finalSync: boolean): readonly ConditionDraft[] {
  const clusterDataReady = finalSync
    ? 'PV and PVC restore skipped, as VRG is orchestrating final sync'
    : restored
      ? 'Restored 0 volsync PVs/PVCs and 2 volrep PVs/PVCs'
      : 'Nothing to restore';
  const unused =
    'No PVCs are protected using Volsync scheme. No PVCs are protected using VolumeReplication scheme';
  const data: readonly ConditionDraft[] =
    step === 'no claims'
      ? [draft('DataReady', 'True', 'Unused', unused), draft('DataProtected', 'True', 'Unused', unused)]
      : step === 'ready' || step === 'tested' || step === 'unstored'
        ? [
            draft('DataReady', 'True', 'Ready', 'PVCs in the VolumeReplicationGroup are ready for use'),
            draft('DataProtected', 'False', 'Replicating', 'VolumeReplicationGroup is replicating'),
          ]
        : [
            draft('DataReady', 'False', 'Progressing', 'VolumeReplicationGroup is progressing'),
            draft('DataProtected', 'False', 'Error', 'All PVCs of the VolumeReplicationGroup are not ready'),
          ];
  return [
    ...data,
    step === 'restoring'
      ? draft('ClusterDataReady', 'False', 'Error', 'Failed to restore PVs/PVCs')
      : draft('ClusterDataReady', 'True', 'Restored', clusterDataReady),
    draft(
      'KubeObjectsReady',
      'True',
      'KubeObjectsRestored',
      finalSync
        ? 'k8s resource restore skipped, as VRG is orchestrating final sync'
        : 'Kube objects restored',
    ),
    clusterDataProtected(step, unused),
    draft(
      'AutoCleanup',
      'False',
      'Unused',
      "Automated Cleanup not applicable: GitOps manages the application's resource lifecycle.",
    ),
    noConflict,
    hooks,
  ];
}

function clusterDataProtected(step: string, unused: string): ConditionDraft {
  if (step === 'no claims') return draft('ClusterDataProtected', 'True', 'Unused', unused);
  if (step === 'unstored') {
    const message = 'Cluster data of one or more PVs are unprotected';
    return draft('ClusterDataProtected', 'False', 'UploadError', message);
  }
  if (step === 'tested') {
    const message = 'Cluster data of one or more PVs are in the process of being protected';
    return draft('ClusterDataProtected', 'False', 'Uploading', message);
  }
  const message = 'Cluster data of all PVs are protected';
  return draft(
    'ClusterDataProtected',
    'True',
    'Uploaded',
    step === 'ready' ? `${message}. VRG object protected` : message,
  );
}

function secondaryConditions(step: string): readonly ConditionDraft[] {
  const done =
    'No PVCs are protected using Volsync scheme. PVC protection as secondary is complete, or no PVCs needed protection using VolumeReplication scheme';
  const data: readonly ConditionDraft[] =
    step === 'ready'
      ? [draft('DataReady', 'True', 'Unused', done), draft('DataProtected', 'True', 'Unused', done)]
      : step === 'starting'
        ? [
            draft('DataReady', 'Unknown', 'Initializing', starting),
            draft('DataProtected', 'Unknown', 'Initializing', starting),
          ]
        : [
            draft('DataReady', 'False', 'Progressing', 'VolumeReplicationGroup is progressing'),
            draft('DataProtected', 'False', 'Replicating', 'VolumeReplicationGroup is replicating'),
          ];
  return [
    ...data,
    draft('ClusterDataReady', 'True', 'Unused', 'PV and PVC restore skipped as Secondary'),
    draft('KubeObjectsReady', 'True', 'Unused', 'k8s resource restore skipped as Secondary'),
    step === 'starting'
      ? draft('ClusterDataProtected', 'Unknown', 'Initializing', starting)
      : draft(
          'ClusterDataProtected',
          'True',
          'Unused',
          'No PVCs are protected using Volsync scheme. Cluster data is not protected as Secondary',
        ),
    draft(
      'AutoCleanup',
      'False',
      'Unused',
      'AutoCleanup is not applicable for protection schemes other than vm-recipe.',
    ),
    step === 'starting' ? draft('NoClusterDataConflict', 'Unknown', 'Initializing', starting) : noConflict,
    hooks,
  ];
}

const starting = 'Initializing VolumeReplicationGroup';
const hooks = draft('HooksReady', 'Unknown', 'Initializing', starting);
const noConflict = draft(
  'NoClusterDataConflict',
  'True',
  'NoConflictDetected',
  'No PVC conflict detected for VolumeSync scheme. No resource conflict',
);

function draft(
  type: string,
  status: ConditionDraft['status'],
  reason: string,
  message: string,
): ConditionDraft {
  return { type, status, reason, message };
}
