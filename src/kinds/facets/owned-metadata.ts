type Paths = readonly (readonly string[])[];

/**
 * Metadata that Ramen writes on objects which live in Git.
 * Ramen: internal/controller/util (backup label), the finalizers of each controller.
 */
export const backupLabel: Paths = [['metadata', 'labels', 'cluster.open-cluster-management.io/backup']];

export const createdByRamenLabel: Paths = [['metadata', 'labels', 'ramendr.openshift.io/created-by-ramen']];

export const finalizers: Paths = [['metadata', 'finalizers']];

export const ownerReferences: Paths = [['metadata', 'ownerReferences']];

/** Ramen: internal/controller/drplacementcontrol.go and drplacementcontrol_controller.go, annotations of the DRPC. */
export const protectionAnnotations: Paths = [
  'app-namespace',
  'last-app-deployment-cluster',
  'last-action',
  'dr-action-count',
  'test-failover-dryrun',
].map((key) => ['metadata', 'annotations', `drplacementcontrol.ramendr.openshift.io/${key}`]);

/** Ramen: internal/controller/drplacementcontrol_controller.go annotateObject, on Placement and PlacementRule. */
export const placementAnnotations: Paths = ['drpc-name', 'drpc-namespace'].map((key) => [
  'metadata',
  'annotations',
  `drplacementcontrol.ramendr.openshift.io/${key}`,
]);
