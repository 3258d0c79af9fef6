/**
 * The steps of each action in the order in which Ramen passes them.
 * Ramen: internal/controller/drplacementcontrol.go, above setProgression; seen on running operators.
 */
const steps: Readonly<Record<string, readonly string[]>> = {
  '': ['CreatingMW', 'UpdatingPlRule', 'EnsuringVolSyncSetup', 'SettingUpVolSyncDest', 'Completed'],
  Failover: [
    'CheckingFailoverPrerequisites',
    'WaitForFencing',
    'WaitForStorageMaintenanceActivation',
    'FailingOverToCluster',
    'WaitingForResourceRestore',
    'WaitForReadiness',
    'UpdatedPlacement',
    'Cleaning Up',
    'Completed',
  ],
  Relocate: [
    'PreparingFinalSync',
    'ClearingPlacement',
    'RunningFinalSync',
    'FinalSyncComplete',
    'EnsuringVolumesAreSecondary',
    'WaitingForResourceRestore',
    'WaitForReadiness',
    'UpdatedPlacement',
    'Cleaning Up',
    'Completed',
  ],
};

/** From 1; undefined for a progression that is no step of the action, or that this version does not know. */
export function stepOf(
  action: string | undefined,
  progression: string,
): { index: number; of: number } | undefined {
  const known = steps[action ?? ''];
  const index = known?.indexOf(progression) ?? -1;
  return known === undefined || index < 0 ? undefined : { index: index + 1, of: known.length };
}
