/** Annotations that ramen-sync reads or writes. */
export const annotation = {
  /** In Git: which clusters the object goes to. */
  cluster: 'ramen-sync.io/cluster',
  /** In Git: `disabled` means linted, never applied. */
  reconcile: 'ramen-sync.io/reconcile',
  /** In Git or live: reason and optional `until`; freezes the object. */
  hold: 'ramen-sync.io/hold',
  /** Live: the base of the three-way comparison. */
  applied: 'ramen-sync.io/applied',
} as const;

export const FIELD_MANAGER = 'ramen-sync';

/** OCM's and Ramen's keys that several rooms speak of. */
export const ramenKey = {
  schedulingDisabled: 'cluster.open-cluster-management.io/experimental-scheduling-disable',
  placementLabel: 'cluster.open-cluster-management.io/placement',
  lastAppCluster: 'drplacementcontrol.ramendr.openshift.io/last-app-deployment-cluster',
  lastAction: 'drplacementcontrol.ramendr.openshift.io/last-action',
  appNamespace: 'drplacementcontrol.ramendr.openshift.io/app-namespace',
  doNotDeletePvc: 'drplacementcontrol.ramendr.openshift.io/do-not-delete-pvc',
  retainedForFailover: 'RetainedForFailover',
  configKey: 'ramen_manager_config.yaml',
  hubConfigName: 'ramen-hub-operator-config',
  clusterConfigName: 'ramen-dr-cluster-operator-config',
} as const;

export const API_VERSION = 'ramen-sync.io/v1alpha1';
